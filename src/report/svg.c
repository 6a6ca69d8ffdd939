/* SPDX-License-Identifier: ISC */
/*
 * Charts of a report as SVG inside the page: how long answers took, with the
 * target as a line; how it went on; when in the week customers write.  Every
 * number that is drawn is also written.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/report/report.h"
#include "page.h"
#include "words.h"

enum { WIDTH = 720, LEFT = 8, TOP = 24, HIGH = 130, BOTTOM = 22, LABELS_MOST = 12, HOURS = 24, DAYS = 7, CELL_W = 28,
	CELL_H = 20, HEAT_LEFT = 44 };

/* Wider than a telephone: it can be moved there. */
static void open_svg(struct page *page, const char *id, int height, const char *title, const char *description)
{
	page_element(page, "h2", title);
	page_add(page, "<div class=wide tabindex=0 role=region aria-label=\"");
	page_text(page, title);
	str_printf(page->out, "\"><figure class=%s><svg viewBox=\"0 0 %d %d\" role=img "
		"aria-labelledby=\"%s-t %s-d\"><title id=%s-t>",
		*id == 'w' ? "heat" : "chart", WIDTH, height, id, id, id);
	page_text(page, title);
	str_printf(page->out, "</title><desc id=%s-d>", id);
	page_text(page, description);
	page_add(page, "</desc>\n");
}

static void close_svg(struct page *page, const char *caption)
{
	page_add(page, "</svg>");
	page_element(page, "figcaption", caption);
	page_add(page, "</figure></div>\n");
}

static void text_at(struct page *page, int x, int y, const char *how, const char *text)
{
	str_printf(page->out, "<text x=\"%d\" y=\"%d\"%s>", x, y, how);
	page_text(page, text);
	page_add(page, "</text>");
}

#define MIDDLE " text-anchor=middle"

static void bar_at(struct page *page, int x, int width, int height)
{
	str_printf(page->out, "<rect class=bar x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x, TOP + HIGH - height,
		width > 2 ? width - 2 : width, height);
}

/* On top of one: who still waits. */
static void rest_at(struct page *page, int x, int width, int from, int height)
{
	str_printf(page->out, "<rect class=bar opacity=\"0.45\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", x,
		TOP + HIGH - from - height, width > 2 ? width - 2 : width, height);
}

static void axis(struct page *page)
{
	str_printf(page->out, "<line class=axis x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", LEFT, TOP + HIGH, WIDTH - LEFT,
		TOP + HIGH);
}

static int64_t waits_of(const struct json *group)
{
	return json_int(json_get(group, "waits"), "n", 0);
}

/* ---- how long answers took */

/* Where the target lies among the bars: part of the way through its own. */
static int target_x(const struct json *bins, int64_t target, int step)
{
	for (size_t i = 0; i < json_count(bins); i++) {
		int64_t from = json_int(json_at(bins, i), "from", 0), to = json_int(json_at(bins, i), "to", INT64_MAX);

		if (target < to)
			return LEFT + (int)i * step + (to == INT64_MAX ? 0 : (int)((target - from) * step / (to - from)));
	}
	return WIDTH - LEFT;
}

static void target_line(struct page *page, int x, int64_t target)
{
	str_printf(page->out, "<line class=mark x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", x, TOP - 8, x, TOP + HIGH);
	text_at(page, x, TOP - 12, x > WIDTH - 120 ? " class=marked text-anchor=end" : " class=marked",
		arena_printf(page->arena, _("target %s"), words_time(page->arena, target)));
}

/* One bar, of those that ended and, fainter, of those that still wait; its number is that of both. */
static void bin_put(struct page *page, const struct json *bin, int x, int step, int64_t most)
{
	int64_t n = json_int(bin, "n", 0), open = json_int(bin, "open", 0);
	int high = (int)(n * (HIGH - 14) / most), rest = (int)(open * (HIGH - 14) / most);

	high += n > 0 && high == 0;
	rest += open > 0 && rest == 0;
	if (n > 0)
		bar_at(page, x, step, high);
	if (open > 0)
		rest_at(page, x, step, high, rest);
	if (n + open > 0)
		text_at(page, x + step / 2, TOP + HIGH - high - rest - 3, MIDDLE, number_grouped(page->arena, n + open));
	text_at(page, x + step / 2, TOP + HIGH + 14, MIDDLE, json_get(bin, "to") == NULL ? _("longer")
		: words_time(page->arena, json_int(bin, "to", 0)));
}

static const char *histogram_say(struct page *page, int64_t answered, int64_t open)
{
	const char *said = arena_printf(page->arena,
		message_plural("%" PRId64 " answer; each bar names how many took up to the time under it",
		"%" PRId64 " answers; each bar names how many took up to the time under it", (uint64_t)answered), answered);

	return open == 0 ? said : arena_printf(page->arena, message_plural("%s; %" PRId64 " still waits, the fainter part",
		"%s; %" PRId64 " still wait, the fainter parts", (uint64_t)open), said, open);
}

void svg_histogram(struct page *page)
{
	const struct json *bins = json_get(page->document, "histogram");
	int64_t most = 0, answered = 0, open = 0, target = report_target(json_get(page->document, "figures"));
	int count = (int)json_count(bins), step = count == 0 ? 0 : (WIDTH - 2 * LEFT) / count;

	for (int i = 0; i < count; i++) {
		int64_t n = json_int(json_at(bins, (size_t)i), "n", 0), rest = json_int(json_at(bins, (size_t)i), "open", 0);

		most = n + rest > most ? n + rest : most;
		answered += n;
		open += rest;
	}
	if (most == 0)
		return;
	open_svg(page, "h", TOP + HIGH + BOTTOM, _("Answers by how long they took"), histogram_say(page, answered, open));
	axis(page);
	for (int i = 0; i < count; i++)
		bin_put(page, json_at(bins, (size_t)i), LEFT + i * step, step, most);
	if (target > 0)
		target_line(page, target_x(bins, target, step), target);
	close_svg(page, open == 0 ? _("up to; in opening hours") : _("up to, in opening hours; fainter: who still waits"));
}

/* ---- how it went on */

static bool has_note(const struct page *page, const char *key)
{
	const struct json *notes = json_path(page->document, "figures.annotations");

	for (size_t i = 0; i < json_count(notes); i++)
		if (strcmp(json_text_or(json_at(notes, i), "date", ""), key) == 0)
			return true;
	return false;
}

static void trend_bars(struct page *page, const struct json *by, int64_t most)
{
	int count = (int)json_count(by), step = (WIDTH - 2 * LEFT) / count, every = (count + LABELS_MOST - 1) / LABELS_MOST;

	for (int i = 0; i < count; i++) {
		const struct json *group = json_at(by, (size_t)i);
		const char *key = json_text_or(group, "key", "");
		int64_t n = waits_of(group);
		int x = LEFT + i * step, height = (int)(n * (HIGH - 14) / most);

		if (n > 0)
			bar_at(page, x, step, height > 0 ? height : 1);
		if (n > 0 && step >= 24)
			text_at(page, x + step / 2, TOP + HIGH - height - 3, MIDDLE, number_grouped(page->arena, n));
		if (i % every == 0)
			text_at(page, x + step / 2, TOP + HIGH + 14, MIDDLE, strlen(key) == 10 ? key + 5 : key);
		if (has_note(page, key))
			text_at(page, x + step / 2, TOP - 10, " class=marked text-anchor=middle", "*");
	}
}

static void trend_table(struct page *page, const struct json *trend)
{
	const struct json *by = json_get(trend, "by");

	page_add(page, "<details><summary>");
	page_text(page, _("the same in numbers"));
	page_add(page, "</summary><div class=wide tabindex=0 role=region aria-label=\"");
	page_text(page, _("Waits begun"));
	page_add(page, "\"><table>");
	page_element(page, "caption", _("Waits begun"));
	page_add(page, "<thead><tr>");
	page_element(page, "th scope=col", words_dimension(page->arena, json_text_or(trend, "grouped_by", "")));
	page_element(page, "th scope=col", _("Waits begun"));
	page_element(page, "th scope=col", _("in the target"));
	page_add(page, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < json_count(by); i++) {
		const struct json *share = json_path(json_at(by, i), "sla.share");

		page_add(page, "<tr>");
		page_element(page, "th scope=row", json_text_or(json_at(by, i), "key", "-"));
		page_element(page, "td", number_grouped(page->arena, waits_of(json_at(by, i))));
		page_element(page, "td", share == NULL ? "-" : arena_printf(page->arena, "%.0f %%", json_value_number(share, 0) * 100));
		page_add(page, "</tr>\n");
	}
	page_add(page, "</tbody></table></div></details>\n");
}

void svg_trend(struct page *page)
{
	const struct json *trend = json_get(page->document, "trend"), *by = json_get(trend, "by");
	int64_t most = 0;

	for (size_t i = 0; i < json_count(by); i++)
		most = waits_of(json_at(by, i)) > most ? waits_of(json_at(by, i)) : most;
	if (most == 0 || json_count(by) < 2 || json_count(by) > WIDTH / 2)
		return;
	open_svg(page, "t", TOP + HIGH + BOTTOM, _("How it went on"), message_put(page->arena,
		_("waits begun, the most at once %s; a star marks a date to which something was written"),
		number_grouped(page->arena, most)));
	axis(page);
	trend_bars(page, by, most);
	close_svg(page, _("waits begun; a star: something was written to that date"));
	trend_table(page, trend);
}

/* ---- when in the week */

static const char *const weekdays[DAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
static const char *const weekday_titles[DAYS] = { NC_("weekday", "Mon"), NC_("weekday", "Tue"), NC_("weekday", "Wed"),
	NC_("weekday", "Thu"), NC_("weekday", "Fri"), NC_("weekday", "Sat"), NC_("weekday", "Sun") };

static int64_t heat_read(const struct json *by, int64_t cells[DAYS][HOURS])
{
	int64_t most = 0;

	for (size_t i = 0; i < json_count(by); i++) {
		const char *day = json_text_or(json_at(by, i), "key", ""), *hour = json_text_or(json_at(by, i), "key2", "");
		int h = strlen(hour) == 2 ? (hour[0] - '0') * 10 + hour[1] - '0' : -1;

		for (int d = 0; d < DAYS && h >= 0 && h < HOURS; d++)
			if (strcmp(weekdays[d], day) == 0) {
				cells[d][h] = waits_of(json_at(by, i));
				most = cells[d][h] > most ? cells[d][h] : most;
			}
	}
	return most;
}

/* The number is on the paper's own colour, so that it is read on every shade: the shade is a bar under it. */
static void heat_cell(struct page *page, int day, int hour, int64_t n, int64_t most)
{
	int x = HEAT_LEFT + hour * CELL_W, y = 16 + day * CELL_H, height = (int)(n * 6 / most);

	if (n == 0)
		return;
	text_at(page, x + CELL_W / 2, y + 11, MIDDLE, number_grouped(page->arena, n));
	str_printf(page->out, "<rect class=bar x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" opacity=\"%d.%d\"/>", x + 2,
		y + 19 - (height < 2 ? 2 : height), CELL_W - 4, height < 2 ? 2 : height, n == most, n == most ? 0 :
		(int)(3 + n * 6 / most));
}

void svg_heat(struct page *page)
{
	const struct json *heat = json_get(page->document, "heat");
	int64_t cells[DAYS][HOURS] = { { 0 } }, most = heat_read(json_get(heat, "by"), cells);

	if (most == 0)
		return;
	open_svg(page, "w", 16 + DAYS * CELL_H + 4, _("When customers write"), message_put(page->arena,
		_("waits begun by day of the week and hour of the day, the most in one hour %s"),
		number_grouped(page->arena, most)));
	for (int h = 0; h < HOURS; h++)
		text_at(page, HEAT_LEFT + h * CELL_W + CELL_W / 2, 11, MIDDLE, arena_printf(page->arena, "%02d", h));
	for (int d = 0; d < DAYS; d++) {
		text_at(page, 2, 16 + d * CELL_H + 12, "", _(weekday_titles[d]));
		for (int h = 0; h < HOURS; h++)
			heat_cell(page, d, h, cells[d][h], most);
	}
	close_svg(page, _("waits begun, by local hour"));
}
