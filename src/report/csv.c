/* SPDX-License-Identifier: ISC */
/* A report as CSV: a line for each figure of each group, every number that the document has. */
#include <string.h>

#include "guichet/model/figures.h"
#include "guichet/report/report.h"
#include "guichet/text/shown.h"

static const char *const members[] = { "n", "open", "waived", "withdrawn", "p50", "p90", "p95", "p99", "p50_low",
	"p50_high", "longest", "business.p50", "business.p90", "business.p95", "met", "missed", "undecided", "excluded",
	"share", "low", "high", "seconds", "of_seconds", "rate" };

/* A spreadsheet would compute what begins so. */
static bool is_formula(const char *text)
{
	return text[0] != '\0' && strchr("=+-@\t\r", text[0]) != NULL;
}

void report_csv_cell(struct arena *arena, const char *text, struct str *out)
{
	const char *bytes = shown_line(arena, text).bytes;
	bool quoted = strpbrk(bytes, ",\"\n ;") != NULL || is_formula(bytes);

	if (quoted)
		str_add_char(out, '"');
	if (is_formula(text) || is_formula(bytes))
		str_add_char(out, '\'');
	for (const char *p = bytes; *p != '\0'; p++) {
		if (*p == '"')
			str_add_char(out, '"');
		str_add_char(out, *p);
	}
	if (quoted)
		str_add_char(out, '"');
}

/* Shares have one name here, whether they stand alone or beside times. */
static const struct json *member_of(const struct json *figure, const char *member)
{
	static const char *const other[][2] = { { "share", "within_target" }, { "low", "within_target_low" },
		{ "high", "within_target_high" } };
	const struct json *value = json_path(figure, member);

	for (size_t i = 0; value == NULL && i < sizeof(other) / sizeof(other[0]); i++)
		if (strcmp(member, other[i][0]) == 0)
			value = json_get(figure, other[i][1]);
	return value;
}

static void names_put(struct arena *arena, struct str *out, const char *const names[4])
{
	for (size_t i = 0; i < 4; i++) {
		if (i > 0)
			str_add_char(out, ',');
		report_csv_cell(arena, names[i] == NULL ? "" : names[i], out);
	}
}

/* Lines that are no figure leave the others empty. */
static void line_end(struct str *out, const struct json *figure)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct json *value = figure == NULL ? NULL : member_of(figure, members[i]);

		str_add_char(out, ',');
		if (value != NULL)
			json_dump(value, out);
	}
	str_add(out, "\r\n");
}

static void group_put(struct arena *arena, struct str *out, const char *section, const struct json *group)
{
	const char *names[4] = { section, json_text(group, "key"), json_text(group, "key2"), NULL };

	for (int i = 0; group != NULL && i < METRICS; i++) {
		const struct json *figure = json_get(group, metric_info((enum metric)i)->name);

		if (figure == NULL)
			continue;
		names[3] = metric_info((enum metric)i)->name;
		names_put(arena, out, names);
		line_end(out, figure);
	}
}

static void groups_put(struct arena *arena, struct str *out, const struct json *section)
{
	const struct json *by = json_get(section, "by");

	for (size_t i = 0; i < json_count(by); i++)
		group_put(arena, out, json_text_or(section, "grouped_by", ""), json_at(by, i));
}

static void said_put(struct arena *arena, struct str *out, const char *section, const char *key, const char *text)
{
	names_put(arena, out, (const char *const[4]){ section, key, text, NULL });
	line_end(out, NULL);
}

static void about_put(struct arena *arena, struct str *out, const struct json *document)
{
	static const char *const keys[] = { "name", "number", "as_of", "seq", "settings", "zone", "since_text",
		"until_text", "before_text", "query", "target" };
	const struct json *figures = json_get(document, "figures");
	const struct json *notes = json_get(figures, "annotations"), *left = json_get(figures, "excluded");

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const struct json *value = json_get(document, keys[i]);
		struct str text = { 0 };

		if (value == NULL)
			continue;
		if (json_value_text(value) != NULL)
			str_add(&text, json_value_text(value));
		else
			json_dump(value, &text);
		said_put(arena, out, "about", keys[i], str_text(&text));
		str_finish(&text);
	}
	for (size_t i = 0; i < json_count(notes); i++)
		said_put(arena, out, "annotation", json_text(json_at(notes, i), "date"), json_text(json_at(notes, i), "text"));
	for (size_t i = 0; i < json_count(left); i++)
		said_put(arena, out, "left out", arena_printf(arena, "%d", (int)json_int(json_at(left, i), "id", 0)),
			json_text(json_at(left, i), "reason"));
}

void report_csv(struct arena *arena, const struct json *document, struct str *out)
{
	const struct json *sections = json_get(document, "sections");

	str_add(out, "section,key,key2,figure");
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		str_printf(out, ",%s", members[i]);
	str_add(out, "\r\n");
	group_put(arena, out, "all", json_get(document, "figures"));
	group_put(arena, out, "before", json_path(document, "figures.before"));
	for (size_t i = 0; i < json_count(sections); i++)
		groups_put(arena, out, json_at(sections, i));
	groups_put(arena, out, json_get(document, "heat"));
	groups_put(arena, out, json_get(document, "trend"));
	about_put(arena, out, document);
}
