/* SPDX-License-Identifier: ISC */
/* A report as plain lines, for terminals, mails and files: the same words and numbers as the page has. */
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/report/report.h"
#include "guichet/text/shown.h"
#include "words.h"

enum { LINE_WIDTH = 80, NAME_LEAST = 12, ROWS_MOST = 512, NOTES_SHOWN = 50, INDENT = 2 };

/* Rows are kept until all are there: columns are as wide as what stands in them, so that a line fits a terminal. */
struct table {
	struct arena *arena;
	const struct sheet *sheet;
	const char *names[ROWS_MOST];
	struct shown cells[ROWS_MOST][CELLS_MOST];
	size_t rows;
};

static void line(struct str *out, const char *text)
{
	str_add(out, text);
	while (out->len > 0 && out->text[out->len - 1] == ' ')
		out->text[--out->len] = '\0';
	str_add_char(out, '\n');
}

/* A sentence; where it goes on in the next line it stands a little to the right. */
static void say(struct arena *arena, struct str *out, const char *text)
{
	struct shown rest = shown_line(arena, text);
	size_t count;
	const struct shown *lines = shown_wrap(arena, rest, LINE_WIDTH - INDENT, &count);

	for (size_t i = 0; i < count; i++)
		line(out, i == 0 ? lines[i].bytes : arena_printf(arena, "%*s%s", INDENT, "", lines[i].bytes));
}

static void heading(struct arena *arena, struct str *out, const char *text)
{
	struct shown shown = shown_line(arena, text);

	line(out, "");
	line(out, shown.bytes);
	for (int i = 0; i < shown.width; i++)
		str_add_char(out, '-');
	str_add_char(out, '\n');
}

static struct table *table_begin(struct arena *arena, const struct sheet *sheet)
{
	struct table *table = arena_alloc(arena, sizeof(*table));

	table->arena = arena;
	table->sheet = sheet;
	table->names[0] = "";
	for (size_t i = 0; i < sheet->columns; i++)
		table->cells[0][i] = shown_line(arena, _(sheet->heads[i]));
	table->rows = 1;
	return table;
}

static void table_add(struct table *table, const char *name, const char *const *cells)
{
	if (table->rows == ROWS_MOST)
		return;
	table->names[table->rows] = name;
	for (size_t i = 0; i < table->sheet->columns; i++)
		table->cells[table->rows][i] = shown_line(table->arena, cells[i]);
	table->rows++;
}

static int column_width(const struct table *table, size_t column)
{
	int width = 0;

	for (size_t i = 0; i < table->rows; i++)
		width = table->cells[i][column].width > width ? table->cells[i][column].width : width;
	return width;
}

static int names_width(const struct table *table)
{
	int width = NAME_LEAST;

	for (size_t i = 0; i < table->rows; i++) {
		int own = shown_line(table->arena, table->names[i]).width;

		width = own > width ? own : width;
	}
	return width;
}

/* Two spaces between columns where there is room for them. */
static void table_put(const struct table *table, struct str *out)
{
	int widths[CELLS_MOST], sum = 0, name = names_width(table), columns = (int)table->sheet->columns, gap;

	for (size_t i = 0; i < table->sheet->columns; i++)
		sum += widths[i] = column_width(table, i);
	gap = name + sum + 2 * columns <= LINE_WIDTH ? 2 : 1;
	if (name + sum + gap * columns > LINE_WIDTH)
		name = LINE_WIDTH - sum - gap * columns > NAME_LEAST ? LINE_WIDTH - sum - gap * columns : NAME_LEAST;
	for (size_t row = 0; row < table->rows; row++) {
		struct str text = { 0 };

		str_add(&text, shown_fit(table->arena, shown_line(table->arena, table->names[row]), name).bytes);
		for (size_t i = 0; i < table->sheet->columns; i++) {
			for (int k = table->cells[row][i].width; k < widths[i] + gap; k++)
				str_add_char(&text, ' ');
			str_add(&text, table->cells[row][i].bytes);
		}
		line(out, str_text(&text));
		str_finish(&text);
	}
}

static void sheet_put(struct arena *arena, struct str *out, const struct sheet *sheet, const struct json *figures)
{
	const struct json *before = json_get(figures, "before");
	struct table *table = table_begin(arena, sheet);

	for (size_t i = 0; i < sheet->count; i++) {
		const struct metric_info *info = metric_info(sheet->metrics[i]);
		const struct json *figure = json_get(figures, info->name);
		const char *cells[CELLS_MOST];

		if (!words_speaks(figure))
			continue;
		sheet->cells(arena, &(struct sheet_row){ sheet->metrics[i], figure,
			before == NULL ? NULL : json_get(before, info->name) }, cells);
		table_add(table, _(info->title), cells);
	}
	if (table->rows == 1)
		return;
	heading(arena, out, _(sheet->title));
	table_put(table, out);
	for (size_t i = 0; i < sheet->count; i++) {
		const struct metric_info *info = metric_info(sheet->metrics[i]);
		const char *few = words_few(arena, _(info->title), json_get(figures, info->name));

		if (few != NULL)
			say(arena, out, few);
	}
}

static void groups_put(struct arena *arena, struct str *out, const struct json *section, const struct sheet *sheet,
	const char *title)
{
	const struct json *by = json_get(section, "by");
	struct table *table = table_begin(arena, sheet);

	for (size_t i = 0; i < json_count(by); i++) {
		const char *cells[CELLS_MOST];

		if (!words_group_speaks(sheet, json_at(by, i)))
			continue;
		sheet->cells(arena, &(struct sheet_row){ METRICS, json_at(by, i), NULL }, cells);
		table_add(table, words_name(section, json_at(by, i), arena), cells);
	}
	if (table->rows > 1) {
		heading(arena, out, title);
		table_put(table, out);
	}
}

static void section_put(struct arena *arena, struct str *out, const struct json *section)
{
	const char *title = words_dimension(arena, json_text_or(section, "grouped_by", ""));

	groups_put(arena, out, section, &report_group_sheet, title);
	groups_put(arena, out, section, &report_days_sheet, words_days(arena, title));
}

static void remarks_put(struct arena *arena, struct str *out, const struct json *figures)
{
	const struct json *notes = json_get(figures, "annotations");
	const char *left;

	if (json_count(notes) > 0)
		heading(arena, out, _("Written to these dates"));
	for (size_t i = 0; i < json_count(notes) && i < NOTES_SHOWN; i++)
		say(arena, out, arena_printf(arena, "%s  %s", json_text_or(json_at(notes, i), "date", ""),
			json_text_or(json_at(notes, i), "text", "")));
	if (report_excluded_why(arena, figures, 0) != NULL)
		heading(arena, out, _("Left out"));
	for (size_t i = 0; (left = report_excluded_why(arena, figures, i)) != NULL; i++)
		say(arena, out, left);
}

static void definitions_put(struct arena *arena, struct str *out, const struct json *document)
{
	enum metric metrics[METRICS];
	size_t count = words_metrics(document, metrics);

	heading(arena, out, _("What the figures are"));
	for (size_t i = 0; i < count; i++)
		say(arena, out, arena_printf(arena, _("%s: %s"), _(metric_info(metrics[i])->title),
			_(metric_info(metrics[i])->help)));
	say(arena, out, _("who still waits counts in every time; a median is shown from 5 answers on, P90 from 10, P95 from 20"));
	say(arena, out, _("in brackets stands where the truth lies, 19 times of 20"));
}

void report_text(struct arena *arena, const struct json *document, struct str *out)
{
	const struct json *sections = json_get(document, "sections"), *figures = json_get(document, "figures");
	const char *lines[WORDS_MOST];
	struct shown title = shown_line(arena, report_title(document));
	size_t count;

	line(out, title.bytes);
	for (int i = 0; i < title.width; i++)
		str_add_char(out, '=');
	line(out, "");
	say(arena, out, words_period(arena, document));
	line(out, "");
	count = words_summary(arena, document, lines);
	for (size_t i = 0; i < count; i++)
		say(arena, out, lines[i]);
	for (size_t i = 0; i < report_sheets_count; i++)
		sheet_put(arena, out, &report_sheets[i], figures);
	for (size_t i = 0; i < json_count(sections); i++)
		section_put(arena, out, json_at(sections, i));
	remarks_put(arena, out, figures);
	definitions_put(arena, out, document);
	heading(arena, out, _("Where they come from"));
	count = words_sources(arena, document, lines);
	for (size_t i = 0; i < count; i++)
		say(arena, out, lines[i]);
}
