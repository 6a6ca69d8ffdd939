/* SPDX-License-Identifier: ISC */
/*
 * A packet in words, and written out as text, Markdown or HTML.  What
 * strangers wrote is escaped for each of them; what a handover holds, and who
 * sees which line of it, is the desk's.
 */
#include "guichet/report/handover.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/str.h"

#define COUNT(words) (sizeof(words) / sizeof((words)[0]))

struct word { const char *word, *text; };

/* Why a conversation is in a handover, what happened to it since, and how its line stands. */
static const struct word reasons[] = {
	{ "breached", NC_("handed", "late") }, { "due", NC_("handed", "due within the hour") },
	{ "promise", NC_("handed", "promised") }, { "urgent", NC_("handed", "urgent") },
	{ "failed", NC_("handed", "a reply failed") }, { "asked", NC_("handed", "a note asks") },
	{ "vip", NC_("handed", "VIP") }, { "waiting", NC_("handed", "waits") },
	{ "draft", NC_("handed", "draft") }, { "approval", NC_("handed", "waits for approval") },
	{ "wakes", NC_("handed", "comes back") }, { "held", NC_("handed", "in hand") },
};
static const struct word sinces[] = {
	{ "answered", NC_("since", "answered since") }, { "wrote", NC_("since", "wrote again") },
	{ "resolved", NC_("since", "resolved") },
};
static const struct word line_states[] = {
	{ "offered", NC_("line", "offered") }, { "asked", NC_("line", "asked") },
	{ "accepted", NC_("line", "accepted") }, { "declined", NC_("line", "declined") },
	{ "over", NC_("line", "settled") },
};

static const char *find(const struct word *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i].word, word) == 0)
			return message_of(words[i].text);
	return word;
}

static const char *reason_shown(const char *word)
{
	return find(reasons, COUNT(reasons), word);
}

static const char *since_shown(const char *word)
{
	return find(sinces, COUNT(sinces), word);
}

const char *handover_state_shown(const char *word)
{
	return find(line_states, COUNT(line_states), word);
}

static const char *list_text(struct arena *arena, const struct json *list, const char *(*shown)(const char *))
{
	const char *text = "";

	for (size_t i = 0; i < json_count(list); i++) {
		const char *word = shown(json_text_at(list, i));

		text = i == 0 ? word : arena_printf(arena, "%s, %s", text, word);
	}
	return text;
}

const char *handover_why(struct arena *arena, const struct json *line)
{
	return list_text(arena, json_get(line, "why"), reason_shown);
}

/* "answered, taken by jonas" */
const char *handover_since(struct arena *arena, const struct json *line)
{
	const struct json *since = json_get(line, "since");
	const char *text = json_text(line, "passed_to");

	text = text == NULL ? "" : message_put(arena, _("offered to %s"), text);
	for (size_t i = 0; i < json_count(since); i++) {
		const char *word = json_text_at(since, i), *said = since_shown(word);

		if (str_equal(word, "taken"))
			said = message_put(arena, _("taken by %s"), json_text_or(line, "assignee", "?"));
		else if (str_equal(word, "merged"))
			said = arena_printf(arena, _("merged into #%" PRId64), json_int(line, "merged_into", 0));
		text = *text == '\0' ? said : arena_printf(arena, "%s, %s", text, said);
	}
	return text;
}

/* What is to be done, or what stands in the way of it. */
const char *handover_doing(struct arena *arena, const struct json *line)
{
	const char *state = json_text_or(line, "state", ""), *text = json_text(line, "line");

	if (strcmp(state, "asked") == 0)
		return arena_printf(arena, "? %s", json_text_or(line, "question", ""));
	if (strcmp(state, "declined") == 0)
		return message_put(arena, _("declined: %s"), json_text_or(line, "question", ""));
	if (text != NULL || json_bool(line, "settled", false))
		return text != NULL ? text : "";
	return json_bool(line, "red", false) ? _("no line yet") : "";
}

/* "handover 3, maria to jonas: 9 of 12 red lines written, 40 of 120 accepted" */
const char *handover_head(struct arena *arena, const struct json *handover)
{
	const char *who = arena_printf(arena, _("handover %" PRId64 ", %s to %s"), json_int(handover, "handover", 0),
		json_text_or(handover, "agent", "?"), json_text_or(handover, "to", "?"));
	int64_t red = json_int(handover, "red", 0);

	return arena_printf(arena, _("%s: %s, %s"), who,
		arena_printf(arena, message_plural("%" PRId64 " of %" PRId64 " red line written",
			"%" PRId64 " of %" PRId64 " red lines written", (uint64_t)red), json_int(handover, "written", 0), red),
		arena_printf(arena, _("%" PRId64 " of %" PRId64 " accepted"), json_int(handover, "accepted", 0),
			json_int(handover, "items", 0)));
}

static const char *when(struct arena *arena, const struct handover_paper *paper, const struct json *handover,
	const char *key)
{
	return paper->when(arena, paper->when_data, json_text(handover, key));
}

/* "2 declined are still with maria", or "" */
const char *handover_left(struct arena *arena, const struct json *handover)
{
	int64_t left = json_int(handover, "left", 0);

	return left == 0 ? "" : arena_printf(arena, message_plural("%" PRId64 " declined is still with %s",
		"%" PRId64 " declined are still with %s", (uint64_t)left), left, json_text_or(handover, "agent", "?"));
}

const char *handover_term(struct arena *arena, const struct handover_paper *paper, const struct json *handover)
{
	const char *left = handover_left(arena, handover);

	if (json_text(handover, "over_at") != NULL) {
		const char *over = arena_printf(arena, _("over since %s"), when(arena, paper, handover, "over_at"));

		return *left == '\0' ? over : arena_printf(arena, "%s; %s", over, left);
	}
	if (json_bool(handover, "late", false))
		return arena_printf(arena, _("not accepted in time: leads were told %s"),
			when(arena, paper, handover, "alarmed_at"));
	return arena_printf(arena, *left == '\0' ? "%s%s" : "%s; %s", arena_printf(arena, _("to be accepted by %s"),
		when(arena, paper, handover, "accept_by")), left);
}

/* ---- written out */

struct writing { struct arena *arena; const struct handover_paper *paper; enum handover_form form; };

static void put(const struct writing *w, const char *text)
{
	w->paper->line(w->paper->line_data, shown_line(w->arena, text));
}

static const char *escaped(const struct writing *w, const char *text)
{
	struct str out = { 0 };
	const char *copy;

	for (const char *c = text; *c != '\0'; c++) {
		if (w->form == HANDOVER_MARKDOWN && strchr("\\`*_{}[]<>()#+-.!|~&", *c) != NULL)
			str_printf(&out, "\\%c", *c);
		else if (w->form == HANDOVER_HTML && strchr("<>&\"'", *c) != NULL)
			str_add(&out, *c == '<' ? "&lt;" : *c == '>' ? "&gt;" : *c == '&' ? "&amp;" : *c == '"' ? "&quot;" : "&#39;");
		else
			str_add_char(&out, *c == '\n' || *c == '\t' ? ' ' : *c);
	}
	copy = arena_copy(w->arena, str_text(&out));
	str_finish(&out);
	return copy;
}

/* Of what not everybody may read only the desk knows the words. */
static const char *said_of(const struct writing *w, const struct json *line)
{
	const char *visibility = json_text_or(line, "visibility", "private");

	return w->paper->outside && strcmp(visibility, "public") != 0 && strcmp(visibility, "unlisted") != 0 ?
		_("(private: only the desk has the words)") : json_text_or(line, "text", "");
}

static void line_write(const struct writing *w, const struct json *line)
{
	struct arena *arena = w->arena;
	const char *since = handover_since(arena, line), *state = handover_state_shown(json_text_or(line, "state", ""));
	const char *head = arena_printf(arena, "#%" PRId64 " %s, %s", json_int(line, "id", 0),
		json_text_or(line, "handle", "?"), json_text_or(line, "account", "?"));
	const char *facts = arena_printf(arena, "%s%s%s; %s", handover_why(arena, line), *since == '\0' ? "" : "; ", since, state);
	const char *doing = handover_doing(arena, line), *said = said_of(w, line);
	bool red = json_bool(line, "red", false);
	bool done = json_bool(line, "settled", false) && !str_equal(json_text(line, "state"), "declined");

	switch (w->form) {
	case HANDOVER_TEXT:
		put(w, arena_printf(arena, "%s %s (%s)", red ? "!" : "-", head, facts));
		put(w, arena_printf(arena, "    %s", said));
		if (*doing != '\0')
			put(w, arena_printf(arena, "    > %s", doing));
		break;
	case HANDOVER_MARKDOWN:
		put(w, arena_printf(arena, "- [%s] %s%s%s (%s): %s%s%s", done ? "x" : " ", red ? "**" : "", escaped(w, head),
			red ? "**" : "", escaped(w, facts), escaped(w, said), *doing == '\0' ? "" : " → ", escaped(w, doing)));
		break;
	case HANDOVER_HTML:
		put(w, arena_printf(arena, "<tr%s><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
			red ? " class=\"red\"" : "", escaped(w, head), escaped(w, facts),
			escaped(w, said), escaped(w, doing)));
		break;
	}
}

static void head_write(const struct writing *w, const struct json *handover)
{
	struct arena *arena = w->arena;
	const char *head = handover_head(arena, handover), *when = handover_term(arena, w->paper, handover);
	const char *note = w->paper->note == NULL ? "" : w->paper->note;

	if (w->form == HANDOVER_TEXT) {
		put(w, head);
		put(w, when);
		if (*note != '\0')
			put(w, note);
		put(w, "");
	} else if (w->form == HANDOVER_MARKDOWN) {
		put(w, arena_printf(arena, "# %s", escaped(w, head)));
		put(w, "");
		put(w, arena_printf(arena, "%s%s%s", escaped(w, when), *note == '\0' ? "" : "  ", escaped(w, note)));
		put(w, "");
	} else {
		put(w, "<!DOCTYPE html>");
		put(w, arena_printf(arena, "<html><head><meta charset=\"utf-8\"><title>%s</title>", escaped(w, head)));
		put(w, "<style>body{font-family:sans-serif}td{border-top:1px solid #ccc;padding:.3em .6em;vertical-align:top}"
			"tr.red td:first-child{border-left:.4em solid #b00;font-weight:bold}</style></head><body>");
		put(w, arena_printf(arena, "<h1>%s</h1>", escaped(w, head)));
		put(w, arena_printf(arena, "<p>%s%s%s</p><table>", escaped(w, when), *note == '\0' ? "" : "<br>",
			escaped(w, note)));
	}
}

void handover_write(struct arena *arena, const struct handover_paper *paper, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows");
	struct writing w = { arena, paper, paper->form };

	head_write(&w, json_get(answer, "handover"));
	for (size_t i = 0; i < json_count(rows); i++)
		line_write(&w, json_at(rows, i));
	if (w.form == HANDOVER_HTML)
		put(&w, "</table></body></html>");
}

static void line_add(void *data, struct shown line)
{
	str_printf(data, "%s\n", line.bytes);
}

const char *handover_written(struct arena *arena, struct handover_paper paper, const struct json *answer)
{
	struct str text = { 0 };
	const char *copy;

	paper.line = line_add;
	paper.line_data = &text;
	handover_write(arena, &paper, answer);
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}
