/* SPDX-License-Identifier: ISC */
/*
 * A list on a terminal: which of its columns have room, how wide they are,
 * and what is said of those that a wider one would have.
 */
#include "columns.h"

#include "guichet/base/message.h"
#include "parts.h"

enum { REST_MIN = 12, TEXT_MIN = 8, GAP = 2, COLUMNS_MOST = 32, USUAL = 78 };

/*
 * All columns are as wide as they were meant to be where that is enough, else
 * as narrow as what stands in them.  Then those go that ask for some width,
 * who asks for most first; what is text is cut, and in the end the last ones
 * go too.  No number is ever cut, and the first column stays.
 */
enum { WIDE = 100 };		/* here an instant of another year has room where rows come one by one */
struct fitting { int widths[COLUMNS_MOST]; bool rest; };	/* 0: left out; rest: one takes what is left */

static struct shown cell_shown(struct command_env *env, const struct column *column, const struct json *row)
{
	return shown_line(env->arena, row == NULL ? _(column->title) : table_cell(env, column, row, true));
}

/* The widest of a column. */
static int content_width(struct command_env *env, const struct column *column, const struct json *rows)
{
	int width = 0;

	for (size_t i = 0; i < json_count(rows); i++) {
		int one = cell_shown(env, column, json_at(rows, i)).width;

		width = one > width ? one : width;
	}
	return width;
}

static bool is_text(enum cell kind)
{
	return kind == CELL_TEXT || kind == CELL_LIST || kind == CELL_REASON || kind == CELL_STATE ||
		kind == CELL_WHO;
}

static int title_width(struct command_env *env, const struct column *column)
{
	return cell_shown(env, column, NULL).width;
}

/* Of an instant of another year, in whatever month. */
static int when_width(struct command_env *env)
{
	int most = 0;

	for (int month = 1; month <= 12; month++) {
		int width = shown_line(env->arena, render_at(env, arena_printf(env->arena, "2000-%02d-15T12:00:00Z", month))).width;

		most = width > most ? width : most;
	}
	return most;
}

/*
 * As it was meant, or as its title needs; a number has what it needs too, and
 * another language may take more room to say how late something is.
 */
static int cell_width(struct command_env *env, const struct column *column, const struct json *rows)
{
	int width = column->kind == CELL_DUE ? shown_line(env->arena, arena_printf(env->arena, _("%s late"), "23 h 59")).width
		: is_text(column->kind) ? 0 : content_width(env, column, rows);
	int title = title_width(env, column);

	width = title > width ? title : width;
	return width > column->width ? width : column->width;
}

static int fitting_used(const struct table *table, const struct fitting *fitting)
{
	int used = 0;

	for (size_t i = 0; i < table->count; i++)
		used += fitting->widths[i] > 0 ? fitting->widths[i] + GAP : 0;
	return used - (fitting->rest ? 0 : GAP);
}

/* What has to go first of what asks for a width, or of everything; 0: none. */
static size_t fitting_least(const struct table *table, const struct fitting *fitting, bool everything)
{
	size_t least = 0;

	for (size_t i = 1; i < table->count; i++)
		if (fitting->widths[i] > 0 && (everything || table->columns[i].from > 0) &&
		    (least == 0 || table->columns[i].from >= table->columns[least].from))
			least = i;
	return least;
}

/* The widest text gives first. */
static bool fitting_cut(const struct table *table, struct fitting *fitting)
{
	size_t widest = table->count;

	for (size_t i = 0; i < table->count; i++)
		if (is_text(table->columns[i].kind) && fitting->widths[i] > TEXT_MIN &&
		    (widest == table->count || fitting->widths[i] > fitting->widths[widest]))
			widest = i;
	if (widest == table->count)
		return false;
	fitting->widths[widest]--;
	return true;
}

static void fitting_narrow(struct command_env *env, const struct table *table, const struct json *rows,
	struct fitting *fitting)
{
	for (size_t i = 0; i < table->count; i++)
		if (fitting->widths[i] > 0) {
			const struct column *column = &table->columns[i];
			int title = title_width(env, column), needed = content_width(env, column, rows);

			title = title < column->width ? title : column->width;	/* it may be cut */
			needed = needed < title ? title : needed;
			fitting->widths[i] = needed < fitting->widths[i] ? needed : fitting->widths[i];
		}
}

/* rows: NULL where they come one by one.  width: 0 is any. */
static struct fitting table_fit(struct command_env *env, const struct table *table, const struct json *rows, int width)
{
	struct fitting fitting = { 0 };
	int rest = 0;
	size_t least;

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];

		if (column->width == 0 || (width > 0 && width < column->from))
			continue;
		fitting.rest = fitting.rest || column->width < 0;
		if (column->width < 0)
			rest = rows == NULL ? REST_MIN : content_width(env, column, rows);
		else
			fitting.widths[i] = cell_width(env, column, rows);
		if (column->kind == CELL_WHEN && rows == NULL && width >= WIDE && fitting.widths[i] < when_width(env))
			fitting.widths[i] = when_width(env);
	}
	if (width == 0)
		return fitting;
	if (rows != NULL && fitting_used(table, &fitting) + rest > width)
		fitting_narrow(env, table, rows, &fitting);
	rest = rest < REST_MIN ? rest : REST_MIN;
	while (fitting_used(table, &fitting) + rest > width) {
		if ((least = fitting_least(table, &fitting, false)) > 0)
			fitting.widths[least] = 0;
		else if (fitting_cut(table, &fitting))
			continue;
		else if ((least = fitting_least(table, &fitting, true)) > 0)
			fitting.widths[least] = 0;
		else
			break;
	}
	return fitting;
}

/* Hours are never cut: what has no room in their line stands in lines below it. */
static struct shown hours_wrap(struct command_env *env, struct shown cell, int width, struct shown **below, size_t *count)
{
	struct shown *lines;

	*count = 0;
	if (cell.len == 0)
		return cell;
	lines = shown_wrap(env->arena, cell, width, count);
	*below = lines + 1;
	*count -= *count > 0;
	return lines[0];
}

static void table_line(struct command_env *env, const struct table *table, const struct fitting *fitting,
	const struct json *row)
{
	struct span spans[2 * COLUMNS_MOST];
	struct shown *below = NULL;
	size_t n = 0, below_count = 0;
	int left = env->out->width - fitting_used(table, fitting);

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		enum sink_style style = row == NULL ? SINK_DIM : i == 0 ? SINK_STRONG : SINK_PLAIN;
		struct shown cell;

		if (column->width < 0 ? !fitting->rest : fitting->widths[i] == 0)
			continue;
		cell = cell_shown(env, column, row);
		if (column->width > 0 && (env->out->width > 0 || cell.width < fitting->widths[i]))
			cell = shown_fit(env->arena, cell, fitting->widths[i]);
		else if (env->out->width > 0 && column->kind == CELL_HOURS && left > 0)
			cell = hours_wrap(env, cell, left, &below, &below_count);
		else if (env->out->width > 0)
			cell = shown_cut(env->arena, cell, left);
		if (n > 0)
			spans[n++] = (struct span){ SINK_PLAIN, shown_literal("  ") };
		spans[n++] = (struct span){ style, cell };
	}
	env->out->line(env->out->data, spans, n);
	for (size_t i = 0; i < below_count; i++)
		env->out->line(env->out->data, (const struct span[]){
			{ SINK_PLAIN, shown_fit(env->arena, shown_literal(""), env->out->width - left) }, { SINK_PLAIN, below[i] } }, 2);
}

void table_row(struct command_env *env, const struct table *table, const struct json *row)
{
	struct fitting fitting = table_fit(env, table, NULL, env->out->width);

	table_line(env, table, &fitting, row);
}

/* Of a terminal that is narrower than usual it is said what the usual one has beside it; a screen has a margin. */
static void left_out_say(struct command_env *env, const struct table *table, const struct json *rows,
	const struct fitting *fitting)
{
	struct fitting usual = table_fit(env, table, rows, USUAL);
	const char *names = NULL;

	for (size_t i = 0; i < table->count; i++)
		if ((usual.widths[i] > 0 && fitting->widths[i] == 0) || (table->columns[i].width < 0 && usual.rest && !fitting->rest))
			names = names == NULL ? _(table->columns[i].title)
				: arena_printf(env->arena, "%s, %s", names, _(table->columns[i].title));
	if (names != NULL)
		say(env, SINK_DIM, message_put(env->arena, _("no room here for: %s"), names));
}

void table_rows(struct command_env *env, const struct table *table, const struct json *rows)
{
	struct fitting fitting = table_fit(env, table, rows, env->out->width);

	table_line(env, table, &fitting, NULL);
	for (size_t i = 0; i < json_count(rows); i++)
		table_line(env, table, &fitting, json_at(rows, i));
	if (env->out->width > 0 && env->out->width < USUAL)
		left_out_say(env, table, rows, &fitting);
}
