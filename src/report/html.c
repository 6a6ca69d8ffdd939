/* SPDX-License-Identifier: ISC */
/*
 * A report as one page of HTML: no script, nothing from anywhere else, light
 * and dark as its reader has it, readable on paper and on a telephone.  What
 * a chart shows also stands in a table; colour is never all that tells.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/report/report.h"
#include "guichet/text/shown.h"
#include "page.h"
#include "words.h"

enum { ROWS_SHOWN = 50, LATE_SHOWN = 10 };

static const char style[] =
	":root{color-scheme:light dark;--ink:#1a1c1f;--paper:#fff;--soft:#54595f;--line:#d0d4d9;--band:#f3f5f7;"
	"--bar:#2563a8;--mark:#a8410b}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--paper:#15181c;--soft:#a9b0b8;--line:#3a4048;--band:#1e2329;"
	"--bar:#7db2ee;--mark:#f0a06a}}"
	"*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);"
	"font:16px/1.5 system-ui,sans-serif}main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}"
	"h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2.2rem 0 .6rem}"
	"p{margin:.25rem 0}.soft{color:var(--soft)}.lead{font-size:1.15rem;margin-top:1rem}"
	".wide{overflow-x:auto;position:relative}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}"
	"caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
	"th,td{padding:.35rem .6rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}"
	"th:first-child,td:first-child{text-align:left;white-space:normal;min-width:9rem}"
	"td.text{text-align:left;white-space:normal}table:has(td.text) th{text-align:left}"
	"thead th{color:var(--soft);font-weight:600}tbody th{font-weight:400}tbody tr:nth-child(even){background:var(--band)}"
	"figure{margin:1rem 0}"
	"figcaption{color:var(--soft);font-size:.9rem;position:sticky;left:0;max-width:calc(100vw - 2rem)}"
	"svg{display:block;width:100%;height:auto}"
	"svg text{fill:var(--ink);font-size:11px;font-family:inherit}.bar{fill:var(--bar)}.axis{stroke:var(--line)}"
	".mark{stroke:var(--mark);stroke-width:2;stroke-dasharray:5 3}svg .marked{fill:var(--mark);font-weight:600}"
	".heat{min-width:42rem}.chart{min-width:32rem}dl{margin:0}dt{font-weight:600;margin-top:.5rem}dd{margin:0 0 0 1rem}"
	"summary{cursor:pointer;color:var(--soft);padding:.3rem 0}"
	"@media(max-width:30rem){main{padding:1rem .7rem 2rem}th,td{padding:.3rem .35rem;font-size:.85rem}"
	"th:first-child,td:first-child{min-width:6.5rem}}"
	"@media print{:root{--ink:#000;--paper:#fff;--soft:#333;--line:#999;--band:#fff;--bar:#444;--mark:#000}"
	"body{font-size:10pt}main{max-width:none;padding:0}h2{break-after:avoid}"
	"details:not([open]){display:none}"
	"table,figure{break-inside:avoid}figcaption{max-width:none}"
	".wide{overflow:visible}.heat,.chart{min-width:0}th,td{padding:.15rem .4rem}"
	"th:first-child,td:first-child{min-width:0}}@page{margin:16mm}";

void page_add(struct page *page, const char *markup)
{
	str_add(page->out, markup);
}

void page_text(struct page *page, const char *text)
{
	struct shown shown = shown_line(page->arena, text);

	for (const char *p = shown.bytes; *p != '\0'; p++)
		switch (*p) {
		case '&':
			str_add(page->out, "&amp;");
			break;
		case '<':
			str_add(page->out, "&lt;");
			break;
		case '>':
			str_add(page->out, "&gt;");
			break;
		case '"':
			str_add(page->out, "&quot;");
			break;
		case '\'':
			str_add(page->out, "&#39;");
			break;
		default:
			str_add_char(page->out, *p);
		}
}

void page_element(struct page *page, const char *name, const char *text)
{
	size_t len = strcspn(name, " ");

	str_printf(page->out, "<%s>", name);
	page_text(page, text);
	str_printf(page->out, "</%.*s>", (int)len, name);
}

/* ---- tables */

static void table_open(struct page *page, const char *caption, const char *first, const char *const *heads, size_t count)
{
	page_add(page, "<div class=wide tabindex=0 role=region aria-label=\"");
	page_text(page, caption);
	page_add(page, "\"><table>");
	page_element(page, "caption", caption);
	page_add(page, "<thead><tr>");
	page_element(page, "th scope=col", first);
	for (size_t i = 0; i < count; i++)
		page_element(page, "th scope=col", _(heads[i]));
	page_add(page, "</tr></thead><tbody>\n");
}

static void table_close(struct page *page)
{
	page_add(page, "</tbody></table></div>\n");
}

static void row_put(struct page *page, const char *name, const char *const *cells, size_t count)
{
	page_add(page, "<tr>");
	page_element(page, "th scope=row", name);
	for (size_t i = 0; i < count; i++)
		page_element(page, "td", cells[i]);
	page_add(page, "</tr>\n");
}

static void sheet_put(struct page *page, const struct sheet *sheet)
{
	const struct json *figures = json_get(page->document, "figures"), *before = json_get(figures, "before");
	bool begun = false;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct metric_info *info = metric_info(sheet->metrics[i]);
		const struct json *figure = json_get(figures, info->name);
		const char *cells[CELLS_MOST];

		if (!words_speaks(figure))
			continue;
		if (!begun) {
			page_element(page, "h2", _(sheet->title));
			table_open(page, _(sheet->title), _("Figure"), sheet->heads, sheet->columns);
		}
		begun = true;
		sheet->cells(page->arena, &(struct sheet_row){ sheet->metrics[i], figure,
			before == NULL ? NULL : json_get(before, info->name) }, cells);
		row_put(page, _(info->title), cells, sheet->columns);
	}
	if (begun)
		table_close(page);
	for (size_t i = 0; begun && i < sheet->count; i++) {
		const struct metric_info *info = metric_info(sheet->metrics[i]);
		const char *few = words_few(page->arena, _(info->title), json_get(figures, info->name));

		if (few != NULL)
			page_element(page, "p class=soft", few);
	}
}

/* Groups of which the sheet has something to say. */
static void groups_put(struct page *page, const struct json *section, const struct sheet *sheet, const char *title)
{
	const struct json *by = json_get(section, "by");
	bool begun = false;

	for (size_t i = 0; i < json_count(by); i++) {
		const char *cells[CELLS_MOST];

		if (!words_group_speaks(sheet, json_at(by, i)))
			continue;
		if (!begun) {
			page_element(page, "h2", title);
			table_open(page, title, _("Name"), sheet->heads, sheet->columns);
		}
		begun = true;
		sheet->cells(page->arena, &(struct sheet_row){ METRICS, json_at(by, i), NULL }, cells);
		row_put(page, words_name(section, json_at(by, i), page->arena), cells, sheet->columns);
	}
	if (begun)
		table_close(page);
}

static void section_put(struct page *page, const struct json *section)
{
	const char *title = words_dimension(page->arena, json_text_or(section, "grouped_by", ""));

	groups_put(page, section, &report_group_sheet, title);
	groups_put(page, section, &report_days_sheet, words_days(page->arena, title));
}

/* ---- what was left out, written, called no request too late */

static void text_cell(struct page *page, const char *text)
{
	page_element(page, "td class=text", text);
}

static void late_put(struct page *page)
{
	const struct json *late = json_get(page->document, "late_waived"), *rows = json_get(late, "rows");
	static const char *const heads[] = { NC_("column", "account"), NC_("column", "lasted"), NC_("column", "target") };

	if (json_count(rows) == 0)
		return;
	page_element(page, "h2", _("Called no request after the target"));
	table_open(page, _("Called no request after the target"), _("Conversation"), heads, 3);
	for (size_t i = 0; i < json_count(rows) && i < LATE_SHOWN; i++) {
		const struct json *row = json_at(rows, i);
		const char *cells[] = { json_text_or(row, "account", "-"),
			words_time(page->arena, json_int(row, "seconds", 0)),
			words_time(page->arena, json_int(row, "target", 0)) };

		row_put(page, arena_printf(page->arena, "#%" PRId64, json_int(row, "id", 0)), cells, 3);
	}
	table_close(page);
	if (json_int(late, "n", 0) > LATE_SHOWN)
		page_element(page, "p class=soft", arena_printf(page->arena, _("the first %d of %s; --format json has more"),
			LATE_SHOWN, number_grouped(page->arena, json_int(late, "n", 0))));
}

static void excluded_put(struct page *page, const struct json *left)
{
	static const char *const heads[] = { NC_("column", "reason"), NC_("column", "by") };

	if (json_count(left) == 0)
		return;
	page_element(page, "h2", _("Left out"));
	table_open(page, _("Left out"), _("Conversation"), heads, 2);
	for (size_t i = 0; i < json_count(left) && i < ROWS_SHOWN; i++) {
		page_add(page, "<tr>");
		page_element(page, "th scope=row", arena_printf(page->arena, "#%" PRId64,
			json_int(json_at(left, i), "id", 0)));
		text_cell(page, json_text_or(json_at(left, i), "reason", ""));
		text_cell(page, json_text_or(json_at(left, i), "who", "-"));
		page_add(page, "</tr>\n");
	}
	table_close(page);
}

static void notes_put(struct page *page, const struct json *notes)
{
	if (json_count(notes) == 0)
		return;
	page_element(page, "h2", _("Written to these dates"));
	page_add(page, "<dl>");
	for (size_t i = 0; i < json_count(notes) && i < ROWS_SHOWN; i++) {
		page_element(page, "dt", json_text_or(json_at(notes, i), "date", ""));
		page_element(page, "dd", json_text_or(json_at(notes, i), "text", ""));
	}
	page_add(page, "</dl>\n");
}

static void definitions_put(struct page *page)
{
	enum metric metrics[METRICS];
	size_t count = words_metrics(page->document, metrics);

	page_element(page, "h2", _("What the figures are"));
	page_add(page, "<dl>\n");
	for (size_t i = 0; i < count; i++) {
		page_element(page, "dt", _(metric_info(metrics[i])->title));
		page_element(page, "dd", _(metric_info(metrics[i])->help));
	}
	page_add(page, "</dl>\n");
	page_element(page, "p class=soft",
		_("who still waits counts in every time; a median is shown from 5 answers on, P90 from 10, P95 from 20"));
	page_element(page, "p class=soft", _("in brackets stands where the truth lies, 19 times of 20"));
}

static void head_put(struct page *page, const char *lang)
{
	const char *lines[WORDS_MOST];
	size_t count = words_summary(page->arena, page->document, lines);

	page_add(page, "<!doctype html>\n<html lang=\"");
	page_text(page, lang);
	page_add(page, "\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
	page_element(page, "title", report_title(page->document));
	page_add(page, "\n<style>");
	page_add(page, style);
	page_add(page, "</style>\n</head>\n<body>\n<main>\n<header>\n");
	page_element(page, "h1", report_title(page->document));
	page_element(page, "p class=soft", words_period(page->arena, page->document));
	page_add(page, "</header>\n");
	for (size_t i = 0; i < count; i++)
		page_element(page, i == 0 ? "p class=lead" : "p", lines[i]);
}

void report_html(struct arena *arena, const struct json *document, const char *lang, struct str *out)
{
	struct page page = { .arena = arena, .out = out, .document = document };
	const struct json *figures = json_get(document, "figures"), *sections = json_get(document, "sections");
	const char *lines[WORDS_MOST];
	size_t count;

	head_put(&page, lang);
	svg_histogram(&page);
	for (size_t i = 0; i < report_sheets_count; i++)
		sheet_put(&page, &report_sheets[i]);
	late_put(&page);
	svg_trend(&page);
	svg_heat(&page);
	for (size_t i = 0; i < json_count(sections); i++)
		section_put(&page, json_at(sections, i));
	notes_put(&page, json_get(figures, "annotations"));
	excluded_put(&page, json_get(figures, "excluded"));
	definitions_put(&page);
	page_element(&page, "h2", _("Where they come from"));
	count = words_sources(arena, document, lines);
	for (size_t i = 0; i < count; i++)
		page_element(&page, "p class=soft", lines[i]);
	page_add(&page, "</main>\n</body>\n</html>\n");
}
