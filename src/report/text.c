/* SPDX-License-Identifier: ISC */
/* A report as plain lines, for terminals, mails and files: the same words and numbers as the page has. */
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/report/report.h"
#include "guichet/text/shown.h"
#include "words.h"

enum { NAME_WIDTH = 28, CELL_WIDTH = 11, SHARE_WIDTH = 14, NOTES_SHOWN = 50 };

static void line(struct str *out, const char *text)
{
	str_add(out, text);
	while (out->len > 0 && out->text[out->len - 1] == ' ')
		out->text[--out->len] = '\0';
	str_add_char(out, '\n');
}

static void say(struct arena *arena, struct str *out, const char *text)
{
	line(out, shown_line(arena, text).bytes);
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

static void row(struct arena *arena, struct str *out, const struct sheet *sheet, const char *name, const char *const *cells)
{
	struct str text = { 0 };

	str_add(&text, shown_fit(arena, shown_line(arena, name), NAME_WIDTH).bytes);
	for (size_t i = 0; i < sheet->columns; i++) {
		struct shown cell = shown_line(arena, cells[i]);
		int width = strchr(cells[i], '(') != NULL || strcmp(sheet->heads[i], report_group_sheet.heads[4]) == 0 ?
			SHARE_WIDTH : CELL_WIDTH;

		str_add_char(&text, ' ');
		for (int k = cell.width; k < width; k++)
			str_add_char(&text, ' ');
		str_add(&text, cell.bytes);
	}
	line(out, str_text(&text));
	str_finish(&text);
}

static void heads(struct arena *arena, struct str *out, const struct sheet *sheet)
{
	const char *cells[CELLS_MOST];

	for (size_t i = 0; i < sheet->columns; i++)
		cells[i] = _(sheet->heads[i]);
	row(arena, out, sheet, "", cells);
}

static void sheet_put(struct arena *arena, struct str *out, const struct sheet *sheet, const struct json *figures)
{
	const struct json *before = json_get(figures, "before");
	bool begun = false;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct metric_info *info = metric_info(sheet->metrics[i]);
		const struct json *figure = json_get(figures, info->name);
		const char *cells[CELLS_MOST];

		if (!words_speaks(figure))
			continue;
		if (!begun) {
			heading(arena, out, _(sheet->title));
			heads(arena, out, sheet);
		}
		begun = true;
		sheet->cells(arena, figure, before == NULL ? NULL : json_get(before, info->name), cells);
		row(arena, out, sheet, _(info->title), cells);
	}
}

static void groups_put(struct arena *arena, struct str *out, const struct json *section)
{
	const struct json *by = json_get(section, "by");

	if (json_count(by) == 0)
		return;
	heading(arena, out, words_dimension(arena, json_text_or(section, "grouped_by", "")));
	heads(arena, out, &report_group_sheet);
	for (size_t i = 0; i < json_count(by); i++) {
		const char *cells[CELLS_MOST];

		if (!words_speaks(json_get(json_at(by, i), "all_replies")))
			continue;
		report_group_sheet.cells(arena, json_at(by, i), NULL, cells);
		row(arena, out, &report_group_sheet, words_name(section, json_at(by, i), arena), cells);
	}
}

static void remarks_put(struct arena *arena, struct str *out, const struct json *figures)
{
	const struct json *notes = json_get(figures, "annotations"), *left = json_get(figures, "excluded");

	if (json_count(notes) > 0)
		heading(arena, out, _("Written to these dates"));
	for (size_t i = 0; i < json_count(notes) && i < NOTES_SHOWN; i++)
		say(arena, out, arena_printf(arena, "%s  %s", json_text_or(json_at(notes, i), "date", ""),
			json_text_or(json_at(notes, i), "text", "")));
	if (json_count(left) > 0)
		heading(arena, out, _("Left out"));
	for (size_t i = 0; i < json_count(left) && i < NOTES_SHOWN; i++)
		say(arena, out, arena_printf(arena, "#%d  %s (%s)", (int)json_int(json_at(left, i), "id", 0),
			json_text_or(json_at(left, i), "reason", ""), json_text_or(json_at(left, i), "who", "-")));
}

static void definitions_put(struct arena *arena, struct str *out, const struct json *document)
{
	enum metric metrics[METRICS];
	size_t count = words_metrics(document, metrics);

	heading(arena, out, _("What the figures are"));
	for (size_t i = 0; i < count; i++)
		say(arena, out, arena_printf(arena, "%s: %s", _(metric_info(metrics[i])->title),
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
	str_add(out, "\n\n");
	count = words_summary(arena, document, lines);
	for (size_t i = 0; i < count; i++)
		say(arena, out, lines[i]);
	for (size_t i = 0; i < report_sheets_count; i++)
		sheet_put(arena, out, &report_sheets[i], figures);
	for (size_t i = 0; i < json_count(sections); i++)
		groups_put(arena, out, json_at(sections, i));
	remarks_put(arena, out, figures);
	definitions_put(arena, out, document);
	heading(arena, out, _("Where they come from"));
	count = words_sources(arena, document, lines);
	for (size_t i = 0; i < count; i++)
		say(arena, out, lines[i]);
}
