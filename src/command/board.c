/* SPDX-License-Identifier: ISC */
/*
 * Lines of a dashboard: how one grows, what a table of figures looks like,
 * and in which order the sections stand.  What they say is in the files
 * beside this one.
 */
#include "board.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/report/chart.h"
#include "guichet/report/report.h"
#include "parts.h"

enum { LEAD = 2, GAP = 1, BAR_LEAST = 6, WIDTH_FREE = 100, PARTS_MAX = 80, CELLS_MAX = 128 };

int board_width(const struct board_maker *m)
{
	return m->look->width > 0 ? m->look->width : WIDTH_FREE;
}

bool board_is_wide(const struct board_maker *m, int from)
{
	return board_width(m) >= from;
}

/* The same words give the same number: a selection is found again by it. */
static int64_t id_of(const char *section, const char *key)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *p = section; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
	hash = (hash ^ '/') * UINT64_C(1099511628211);
	for (const char *p = key; *p != '\0'; p++)
		hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
	return (int64_t)(hash >> 1 | 1);
}

void board_begin(struct board_maker *m, const char *section, const char *key)
{
	m->line = (struct board_line){ .id = id_of(section, key), .begins = m->begins,
		.spans = arena_array(m->arena, PARTS_MAX, sizeof(struct span)),
		.cells = arena_array(m->arena, CELLS_MAX, sizeof(struct board_cell)) };
	m->begins = false;
	m->x = 0;
	if (!m->look->plain && m->look->width > 0)
		board_put(m, SINK_PLAIN, "", LEAD);
}

void board_put_shown(struct board_maker *m, enum sink_style style, struct shown text)
{
	if (m->line.span_count == PARTS_MAX)
		return;
	m->line.spans[m->line.span_count++] = (struct span){ style, text };
	m->x += text.width;
}

void board_put(struct board_maker *m, enum sink_style style, const char *text, int width)
{
	struct shown shown = shown_line(m->arena, text);

	board_put_shown(m, style, width > 0 ? shown_fit(m->arena, shown, width) : shown);
}

void board_put_right(struct board_maker *m, enum sink_style style, const char *text, int width)
{
	struct shown shown = shown_cut(m->arena, shown_line(m->arena, text), width);

	if (shown.width < width)
		board_put_shown(m, SINK_PLAIN, shown_fit(m->arena, shown_literal(""), width - shown.width));
	board_put_shown(m, style, shown);
}

void board_cell(struct board_maker *m, int x, int width, const struct board_question *ask, const char *about)
{
	if (m->line.cell_count < CELLS_MAX)
		m->line.cells[m->line.cell_count++] = (struct board_cell){ x, width, *ask, about };
}

void board_end(struct board_maker *m)
{
	struct board *board = m->board;

	if (board->count == m->size) {
		struct board_line *lines = arena_array(m->arena, m->size == 0 ? 64 : m->size * 2, sizeof(*lines));

		if (m->size > 0)
			memcpy(lines, board->lines, m->size * sizeof(*lines));
		board->lines = lines;
		m->size = m->size == 0 ? 64 : m->size * 2;
	}
	if (m->line.cell_count == 0)
		m->line.id = 0;
	board->lines[board->count++] = m->line;
}

void board_blank(struct board_maker *m)
{
	if (m->look->plain)
		return;
	m->line = (struct board_line){ 0 };
	board_end(m);
}

void board_note(struct board_maker *m, const char *text)
{
	size_t count;
	struct shown *lines = shown_wrap(m->arena, shown_line(m->arena, text), board_width(m) - LEAD - 1, &count);

	for (size_t i = 0; i < count; i++) {
		board_begin(m, "note", "");
		board_put_shown(m, SINK_DIM, lines[i]);
		board_end(m);
	}
}

/* ---- tables */

static bool has_column(const struct board_maker *m, const struct board_column *column)
{
	return board_is_wide(m, column->from);
}

void board_room(const struct board_maker *m, struct board_column *column, const char *text)
{
	int width = shown_line(m->arena, text).width + 1;

	column->width = width > column->width ? width : column->width;
}

/* What the columns behind the names leave to these. */
static int names_left(const struct board_maker *m, const struct board_table *table)
{
	int left = board_width(m) - LEAD;

	for (size_t i = 1; i < table->count; i++)
		if (has_column(m, &table->columns[i]))
			left -= table->columns[i].width + GAP;
	return left;
}

/* A bar gives way to names that would be cut: it says what stands beside it as a number. */
static int column_width(const struct board_maker *m, const struct board_table *table, size_t index)
{
	const struct board_column *column = &table->columns[index];
	int lacking = table->columns[0].width - names_left(m, table), least = column->width < BAR_LEAST
		? column->width : BAR_LEAST;

	if (!column->bar || lacking <= 0)
		return column->width;
	return column->width - lacking > least ? column->width - lacking : least;
}

/* Names take what the other columns leave, as far as they need it. */
static int name_width(const struct board_maker *m, const struct board_table *table)
{
	int left = names_left(m, table);

	for (size_t i = 1; i < table->count; i++)
		if (has_column(m, &table->columns[i]))
			left += table->columns[i].width - column_width(m, table, i);
	return left < table->columns[0].width ? (left > 8 ? left : 8) : table->columns[0].width;
}

void board_head(struct board_maker *m, const struct board_table *table)
{
	board_blank(m);
	m->begins = true;
	board_begin(m, table->section, "");
	if (m->look->plain) {
		board_put(m, SINK_STRONG, _(table->title), 0);
		board_end(m);
		return;
	}
	board_put(m, SINK_STRONG, _(table->title), name_width(m, table));
	for (size_t i = 1; i < table->count; i++) {
		const struct board_column *column = &table->columns[i];

		if (!has_column(m, column))
			continue;
		board_put(m, SINK_PLAIN, "", GAP);
		if (column->bar)
			board_put(m, SINK_DIM, _(column->title), column_width(m, table, i));
		else
			board_put_right(m, SINK_DIM, *column->title == '\0' ? "" : _(column->title), column->width);
	}
	board_end(m);
}

/* "first response: answered 614, P50 14 min"; a column without a name is its value alone */
static void row_plain(struct board_maker *m, const struct board_table *table, const struct board_text *texts)
{
	bool first = true;

	board_put(m, SINK_PLAIN, texts[0].text, 0);
	for (size_t i = 1; i < table->count; i++) {
		const char *title = table->columns[i].title;

		if (table->columns[i].bar)
			continue;
		board_put(m, SINK_PLAIN, first ? ": " : ", ", 0);
		if (*title != '\0')
			board_put(m, SINK_PLAIN, arena_printf(m->arena, "%s ", _(title)), 0);
		board_put(m, SINK_PLAIN, texts[i].text, 0);
		first = false;
	}
}

static void row_drawn(struct board_maker *m, const struct board_table *table, const struct board_text *texts)
{
	board_put(m, texts[0].style, texts[0].text, name_width(m, table));
	for (size_t i = 1; i < table->count; i++) {
		const struct board_column *column = &table->columns[i];

		if (!has_column(m, column))
			continue;
		board_put(m, SINK_PLAIN, "", GAP);
		if (column->bar)
			board_put_shown(m, texts[i].style,
				chart_bar(m->arena, m->look->ascii, texts[i].part, 1, column_width(m, table, i)));
		else
			board_put_right(m, texts[i].style, texts[i].text, column->width);
	}
}

void board_row(struct board_maker *m, const struct board_table *table, const char *key, const struct board_text *texts,
	const struct board_question *ask, const char *about)
{
	board_begin(m, table->section, key);
	if (m->look->plain)
		row_plain(m, table, texts);
	else
		row_drawn(m, table, texts);
	if (ask != NULL)
		board_cell(m, 0, m->x, ask, about);
	board_end(m);
}

/* ---- the whole */

/* What was left out of it and why, what somebody wrote to its dates, and what was said of its time only later. */
static void remarks(struct board_maker *m, const struct json *summary)
{
	const struct json *notes = json_get(summary, "annotations");
	const char *left = report_excluded(m->arena, summary);

	if (left != NULL)
		board_note(m, left);
	for (size_t i = 0; (left = report_excluded_why(m->arena, summary, i)) != NULL; i++)
		board_note(m, left);
	for (size_t i = 0; i < json_count(notes); i++)
		board_note(m, arena_printf(m->arena, "%s  %s", json_text_or(json_at(notes, i), "date", ""),
			json_text_or(json_at(notes, i), "text", "")));
	if (json_get(summary, "settings_before") != NULL)
		board_note(m, arena_printf(m->arena, _("settings were changed later for the time from %s on; as they were "
			"before: --settings-version %" PRId64), render_when(m->arena, json_text(summary, "settings_changed_from")),
			json_int(summary, "settings_before", 0)));
}

static void foot(struct board_maker *m)
{
	const struct json *summary = json_get(m->answer, "summary");

	board_blank(m);
	remarks(m, summary);
	board_note(m, arena_printf(m->arena, _("a median is shown from %d answers on, P90 from %d, P95 from %d; "
		"ledger row %lld"), FIGURE_P50_FROM, FIGURE_P90_FROM, FIGURE_P95_FROM,
		(long long)json_int(summary, "seq", 0)));
	if (report_anew(m->arena, summary) != NULL)
		board_note(m, report_anew(m->arena, summary));
}

struct board *board_make(struct arena *arena, const struct json *dashboard, const struct board_look *look)
{
	static void (*const sections[])(struct board_maker *) = { board_spikes, board_sentences, board_now, board_answers,
		board_shares, board_lengths, board_trend, board_hours, board_agents, board_agent_days, board_days,
		board_places, board_ages, board_volumes, board_cases, foot };
	struct board_maker m = { .arena = arena, .answer = dashboard, .look = look,
		.board = arena_alloc(arena, sizeof(struct board)) };

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		sections[i](&m);
	return m.board;
}

size_t board_words(const struct board_question *ask, const char *words[static BOARD_WORDS])
{
	const struct { const char *option, *value; } options[] = { { "--by", ask->by }, { "--group", ask->group },
		{ "--above", ask->above }, { "--within", ask->within }, { "--counts-as", ask->counts_as } };
	size_t count = 0;

	words[count++] = "explain";
	words[count++] = ask->metric;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (options[i].value != NULL) {
			words[count++] = options[i].option;
			words[count++] = options[i].value;
		}
	if (ask->business)
		words[count++] = "--business";
	return count;
}
