/* SPDX-License-Identifier: ISC */
/*
 * Answers of sql: what their columns are is known with the first row only, so
 * a table for people waits for the last one.  JSON, CSV and TSV go out row by
 * row.  A chart is a bar for each row: the last column is how long, the ones
 * before it say of what.
 */
#include "parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/report/chart.h"

enum { CELL_MOST = 40, BAR_CELLS = 40, BAR_LEAST = 10, DECIMALS = 2 };

struct sql_cell { const char *text; bool is_number; };
struct sql_rows {
	const char **names;
	struct sql_cell *cells;		/* row by row */
	size_t columns, count, room;	/* count, room: of cells */
	bool begun;			/* a header was printed */
};

static struct sql_rows *rows_of(struct command_env *env)
{
	if (env->sql == NULL)
		env->sql = arena_alloc(env->arena, sizeof(*env->sql));
	return env->sql;
}

struct taking { struct command_env *env; struct sql_rows *rows; size_t at; };

static void name_take(void *data, const char *key, const struct json *value)
{
	struct taking *t = data;

	(void)value;
	t->rows->names[t->at++] = arena_copy(t->env->arena, key);
}

static void column_count(void *data, const char *key, const struct json *value)
{
	(void)key;
	(void)value;
	(*(size_t *)data)++;
}

static void names_take(struct command_env *env, struct sql_rows *rows, const struct json *row)
{
	struct taking t = { env, rows, 0 };

	json_each(row, column_count, &rows->columns);
	rows->names = arena_array(env->arena, rows->columns + 1, sizeof(*rows->names));
	json_each(row, name_take, &t);
}

static struct sql_cell cell_of(struct command_env *env, const struct json *value)
{
	const char *text = json_value_text(value);
	struct sql_cell cell = { text == NULL ? NULL : arena_copy(env->arena, text), false };
	struct str number = { 0 };

	if (text != NULL)
		return cell;
	json_dump(value, &number);
	if (strcmp(str_text(&number), "null") != 0)
		cell = (struct sql_cell){ arena_copy(env->arena, str_text(&number)), true };
	str_finish(&number);
	return cell;
}

static void cell_take(void *data, const char *key, const struct json *value)
{
	struct taking *t = data;
	struct sql_rows *rows = t->rows;

	(void)key;
	if (rows->count == rows->room) {
		size_t room = rows->room == 0 ? 64 : 2 * rows->room;
		struct sql_cell *larger = arena_array(t->env->arena, room, sizeof(*larger));

		if (rows->count > 0)
			memcpy(larger, rows->cells, rows->count * sizeof(*larger));
		rows->cells = larger;
		rows->room = room;
	}
	rows->cells[rows->count++] = cell_of(t->env, value);
}

/* ---- CSV and TSV */

static void header_print(struct command_env *env, struct sql_rows *rows)
{
	struct str line = { 0 };

	for (size_t i = 0; !rows->begun && i < rows->columns; i++)
		render_cell(env, &line, rows->names[i], true);
	if (!rows->begun)
		env->out->json(env->out->data, str_text(&line));
	rows->begun = true;
	str_finish(&line);
}

/* The first cell may be empty, which render_cell is not made for. */
static void separated_print(struct command_env *env, struct sql_rows *rows)
{
	struct str line = { 0 };

	header_print(env, rows);
	for (size_t i = 0; i < rows->columns; i++) {
		const struct sql_cell *cell = &rows->cells[i];
		struct str own = { 0 };

		render_cell(env, &own, cell->text == NULL ? "" : cell->text, !cell->is_number);
		str_printf(&line, "%s%s", i == 0 ? "" : env->front.csv ? "," : "\t", str_text(&own));
		str_finish(&own);
	}
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
	rows->count = 0;
}

void sql_row(struct command_env *env, const struct json *row)
{
	struct sql_rows *rows = rows_of(env);
	struct taking t = { env, rows, 0 };

	if (env->front.json) {
		render_json(env, row);
		return;
	}
	if (rows->names == NULL)
		names_take(env, rows, row);
	json_each(row, cell_take, &t);
	if (env->front.csv || env->front.tsv)
		separated_print(env, rows);
}

/* ---- tables for people */

/* A fraction of many digits as a person would say it; all digits are in JSON, CSV and TSV. */
static const char *rounded(struct arena *arena, const char *number)
{
	const char *point = strchr(number, '.');
	double value = strtod(number, NULL);

	if (point == NULL || strspn(point + 1, "0123456789") <= DECIMALS)
		return number;
	return fabs(value) < 1 ? arena_printf(arena, "%.3g", value) : arena_printf(arena, "%.*f", DECIMALS, value);
}

static struct shown shown_of(struct command_env *env, const struct sql_cell *cell)
{
	return shown_line(env->arena, cell->text == NULL ? "-"
		: cell->is_number ? number_decimal(env->arena, rounded(env->arena, cell->text)) : cell->text);
}

struct layout { int *widths; bool *numbers; };

static struct layout layout_of(struct command_env *env, const struct sql_rows *rows, bool named)
{
	size_t columns = rows->columns;
	struct layout layout = { arena_array(env->arena, columns + 1, sizeof(*layout.widths)),
		arena_array(env->arena, columns + 1, sizeof(*layout.numbers)) };

	for (size_t c = 0; c < columns; c++) {
		layout.widths[c] = named ? shown_line(env->arena, rows->names[c]).width : 0;
		layout.numbers[c] = rows->count > 0;
		for (size_t i = c; i < rows->count; i += rows->columns) {
			int width = shown_of(env, &rows->cells[i]).width;

			layout.widths[c] = width > layout.widths[c] ? width : layout.widths[c];
			layout.numbers[c] = layout.numbers[c] && (rows->cells[i].is_number || rows->cells[i].text == NULL);
		}
		if (env->out->width > 0 && layout.widths[c] > CELL_MOST)
			layout.widths[c] = CELL_MOST;
	}
	return layout;
}

/* Numbers end where the column does. */
static struct shown placed(struct command_env *env, struct shown cell, int width, bool right)
{
	struct str text = { 0 };
	struct shown out;

	if (!right || cell.width >= width)
		return shown_fit(env->arena, cell, width);
	str_printf(&text, "%*s%s", width - cell.width, "", cell.bytes);
	out = shown_line(env->arena, text.text);
	str_finish(&text);
	return out;
}

static void cells_line(struct command_env *env, const struct layout *layout, size_t columns, enum sink_style style,
	const struct shown *cells)
{
	struct span *spans = arena_array(env->arena, 2 * columns + 1, sizeof(*spans));
	int left = env->out->width;
	size_t n = 0;

	for (size_t c = 0; c < columns; c++) {
		bool last = c + 1 == columns && !layout->numbers[c];
		struct shown cell = last ? cells[c] : placed(env, cells[c], layout->widths[c], layout->numbers[c]);

		if (env->out->width > 0 && left <= 0)
			break;
		if (env->out->width > 0)
			cell = shown_cut(env->arena, cell, left);
		if (n > 0)
			spans[n++] = (struct span){ SINK_PLAIN, shown_literal("  ") };
		spans[n++] = (struct span){ style, cell };
		left -= cell.width + 2;
	}
	env->out->line(env->out->data, spans, n);
}

/* No column goes without a word: what a narrow terminal has no room for is counted. */
static void left_out_say(struct command_env *env, const struct layout *layout, size_t columns)
{
	int used = 0;
	size_t shown = 0, left;

	while (env->out->width > 0 && shown < columns && used < env->out->width)
		used += layout->widths[shown++] + 2;
	left = env->out->width > 0 ? columns - shown : 0;
	if (left > 0)
		say(env, SINK_DIM, arena_printf(env->arena, message_plural("no room here for %zu column: --csv or a wider terminal has it",
			"no room here for %zu columns: --csv or a wider terminal has them", left), left));
}

static void plain_say(struct command_env *env, const struct sql_rows *rows, size_t from)
{
	struct str line = { 0 };

	for (size_t c = 0; c < rows->columns; c++)
		str_printf(&line, "%s%s %s", c > 0 ? ", " : "", rows->names[c], shown_of(env, &rows->cells[from + c]).bytes);
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, str_text(&line)));
	str_finish(&line);
}

static void table_say(struct command_env *env, const struct sql_rows *rows)
{
	struct layout layout = layout_of(env, rows, true);
	struct shown *cells = arena_array(env->arena, rows->columns + 1, sizeof(*cells));

	for (size_t c = 0; c < rows->columns; c++)
		cells[c] = shown_line(env->arena, rows->names[c]);
	if (!env->out->plain)
		cells_line(env, &layout, rows->columns, SINK_DIM, cells);
	for (size_t from = 0; from < rows->count; from += rows->columns) {
		if (env->out->plain) {
			plain_say(env, rows, from);
			continue;
		}
		for (size_t c = 0; c < rows->columns; c++)
			cells[c] = shown_of(env, &rows->cells[from + c]);
		cells_line(env, &layout, rows->columns, SINK_PLAIN, cells);
	}
	if (!env->out->plain)
		left_out_say(env, &layout, rows->columns);
}

/* ---- charts */

static double most_of(const struct sql_rows *rows)
{
	double most = 0;

	for (size_t i = rows->columns - 1; i < rows->count; i += rows->columns) {
		double value = rows->cells[i].text == NULL ? 0 : strtod(rows->cells[i].text, NULL);

		most = value > most ? value : most;
	}
	return most;
}

static err_t chart_check(const struct sql_rows *rows)
{
	if (rows->columns < 2)
		return err_make(ERR_USAGE, "sql: a chart needs two columns: of what, and how much");
	for (size_t i = rows->columns - 1; i < rows->count; i += rows->columns)
		if (rows->cells[i].text != NULL && !rows->cells[i].is_number)
			return err_make(ERR_USAGE, "sql: a chart needs numbers in its last column, not '%.40s'",
				rows->cells[i].text);
	return NULL;
}

static void chart_line(struct command_env *env, const struct sql_rows *rows, const struct layout *layout, size_t from,
	double most)
{
	size_t last = rows->columns - 1;
	struct shown *cells = arena_array(env->arena, rows->columns + 2, sizeof(*cells));
	const struct sql_cell *value = &rows->cells[from + last];
	int used = 0, cells_left;

	for (size_t c = 0; c < rows->columns; c++) {
		cells[c] = shown_of(env, &rows->cells[from + c]);
		used += layout->widths[c] + 2;
	}
	cells_left = env->out->width == 0 ? BAR_CELLS : env->out->width - used;
	cells[rows->columns] = chart_bar(env->arena, env->out->ascii, value->text == NULL ? -1 : strtod(value->text, NULL), most,
		cells_left < BAR_LEAST ? BAR_LEAST : cells_left > 2 * BAR_CELLS ? 2 * BAR_CELLS : cells_left);
	cells_line(env, layout, rows->columns + 1, SINK_PLAIN, cells);
}

static err_t chart_say(struct command_env *env, const struct sql_rows *rows)
{
	struct layout layout;
	double most = most_of(rows);
	err_t err = chart_check(rows);

	if (err != NULL)
		return err;
	layout = layout_of(env, rows, false);
	layout.numbers[rows->columns] = false;
	for (size_t from = 0; from < rows->count; from += rows->columns)
		chart_line(env, rows, &layout, from, most);
	return NULL;
}

err_t sql_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *columns = json_get(answer, "columns");
	struct sql_rows *rows = rows_of(env);

	if (rows->names == NULL && (env->front.csv || env->front.tsv)) {
		rows->columns = json_count(columns);
		rows->names = arena_array(env->arena, rows->columns + 1, sizeof(*rows->names));
		for (size_t i = 0; i < rows->columns; i++)
			rows->names[i] = json_text_at(columns, i);
		header_print(env, rows);
	}
	if (env->front.csv || env->front.tsv)
		return NULL;
	if (rows->count == 0) {
		command_note(env, _("no rows"));
		return NULL;
	}
	/* A voice reads the numbers. */
	if (call_flag(request, "chart") && !env->out->plain)
		return chart_say(env, rows);
	table_say(env, rows);
	return NULL;
}
