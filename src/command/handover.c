/* SPDX-License-Identifier: ISC */
/*
 * A packet for people: on a terminal, and written out as text, Markdown or
 * HTML.  What strangers wrote is escaped for each of them.
 */
#include "parts.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/str.h"
#include "guichet/command/handover.h"
#include "guichet/command/states.h"

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
	return list_text(arena, json_get(line, "why"), handover_reason_shown);
}

/* "answered, taken by jonas" */
const char *handover_since(struct arena *arena, const struct json *line)
{
	const struct json *since = json_get(line, "since");
	const char *text = "";

	for (size_t i = 0; i < json_count(since); i++) {
		const char *word = json_text_at(since, i), *said = handover_since_shown(word);

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
	if (text != NULL)
		return text;
	return json_bool(line, "red", false) ? _("no line yet") : "";
}

/* "handover 3, maria to jonas: 9 of 12 red lines written, 40 of 120 accepted" */
const char *handover_head(struct arena *arena, const struct json *handover)
{
	const char *who = arena_printf(arena, _("handover %" PRId64 ", %s to %s"), json_int(handover, "handover", 0),
		json_text_or(handover, "agent", "?"), json_text_or(handover, "to", "?"));
	int64_t red = json_int(handover, "red", 0);

	return arena_printf(arena, "%s: %s, %s", who,
		arena_printf(arena, message_plural("%" PRId64 " of %" PRId64 " red line written",
			"%" PRId64 " of %" PRId64 " red lines written", (uint64_t)red), json_int(handover, "written", 0), red),
		arena_printf(arena, _("%" PRId64 " of %" PRId64 " accepted"), json_int(handover, "accepted", 0),
			json_int(handover, "items", 0)));
}

static const char *time_text(struct command_env *env, const struct json *handover)
{
	if (json_text(handover, "over_at") != NULL)
		return arena_printf(env->arena, _("over since %s"), render_when(env->arena, json_text(handover, "over_at")));
	if (json_text(handover, "alarmed_at") != NULL)
		return arena_printf(env->arena, _("not accepted in time: leads were told %s"),
			render_when(env->arena, json_text(handover, "alarmed_at")));
	return arena_printf(env->arena, _("to be accepted by %s"), render_when(env->arena, json_text(handover, "accept_by")));
}

/* ---- written out */

enum form { FORM_TEXT, FORM_MARKDOWN, FORM_HTML };

struct paper { struct command_env *env; enum form form; };

static void put(const struct paper *p, const char *text)
{
	sink_text(p->env->out, SINK_PLAIN, shown_line(p->env->arena, text));
}

static const char *escaped(const struct paper *p, const char *text)
{
	struct str out = { 0 };
	const char *copy;

	for (const char *c = text; *c != '\0'; c++) {
		if (p->form == FORM_MARKDOWN && strchr("\\`*_{}[]<>()#+-.!|~&", *c) != NULL)
			str_printf(&out, "\\%c", *c);
		else if (p->form == FORM_HTML && strchr("<>&\"'", *c) != NULL)
			str_add(&out, *c == '<' ? "&lt;" : *c == '>' ? "&gt;" : *c == '&' ? "&amp;" : *c == '"' ? "&quot;" : "&#39;");
		else
			str_add_char(&out, *c == '\n' || *c == '\t' ? ' ' : *c);
	}
	copy = arena_copy(p->env->arena, str_text(&out));
	str_finish(&out);
	return copy;
}

static void line_write(const struct paper *p, const struct json *line)
{
	struct arena *arena = p->env->arena;
	const char *since = handover_since(arena, line), *state = handover_state_shown(json_text_or(line, "state", ""));
	const char *head = arena_printf(arena, "#%" PRId64 " %s, %s", json_int(line, "id", 0),
		json_text_or(line, "handle", "?"), json_text_or(line, "account", "?"));
	const char *facts = arena_printf(arena, "%s%s%s; %s", handover_why(arena, line), *since == '\0' ? "" : "; ", since, state);
	const char *doing = handover_doing(arena, line), *said = json_text_or(line, "text", "");

	switch (p->form) {
	case FORM_TEXT:
		put(p, arena_printf(arena, "%s %s (%s)", json_bool(line, "red", false) ? "!" : "-", head, facts));
		put(p, arena_printf(arena, "    %s", said));
		if (*doing != '\0')
			put(p, arena_printf(arena, "    > %s", doing));
		break;
	case FORM_MARKDOWN:
		put(p, arena_printf(arena, "- [%s] %s%s%s (%s): %s%s%s", json_bool(line, "settled", false) ? "x" : " ",
			json_bool(line, "red", false) ? "**" : "", escaped(p, head), json_bool(line, "red", false) ? "**" : "",
			escaped(p, facts), escaped(p, said), *doing == '\0' ? "" : " → ", escaped(p, doing)));
		break;
	case FORM_HTML:
		put(p, arena_printf(arena, "<tr%s><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>",
			json_bool(line, "red", false) ? " class=\"red\"" : "", escaped(p, head), escaped(p, facts),
			escaped(p, said), escaped(p, doing)));
		break;
	}
}

static void head_write(const struct paper *p, const struct json *handover)
{
	struct arena *arena = p->env->arena;
	const char *head = handover_head(arena, handover), *when = time_text(p->env, handover);

	if (p->form == FORM_TEXT) {
		put(p, head);
		put(p, when);
		put(p, "");
	} else if (p->form == FORM_MARKDOWN) {
		put(p, arena_printf(arena, "# %s", escaped(p, head)));
		put(p, "");
		put(p, escaped(p, when));
		put(p, "");
	} else {
		put(p, "<!DOCTYPE html>");
		put(p, arena_printf(arena, "<html><head><meta charset=\"utf-8\"><title>%s</title>", escaped(p, head)));
		put(p, "<style>body{font-family:sans-serif}td{border-top:1px solid #ccc;padding:.3em .6em;vertical-align:top}"
			"tr.red td:first-child{border-left:.4em solid #b00;font-weight:bold}</style></head><body>");
		put(p, arena_printf(arena, "<h1>%s</h1>", escaped(p, head)));
		put(p, arena_printf(arena, "<p>%s</p><table>", escaped(p, when)));
	}
}

static err_t nothing(struct command_env *env)
{
	command_note(env, _("nothing is handed over: guichet handover prepare"));
	return NULL;
}

err_t handover_print(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *form = call_text(request, "form");
	const struct json *rows = json_get(answer, "rows");
	struct paper paper = { env, FORM_TEXT };

	if (str_equal(form, "markdown"))
		paper.form = FORM_MARKDOWN;
	else if (str_equal(form, "html"))
		paper.form = FORM_HTML;
	if (json_int(json_get(answer, "handover"), "handover", 0) == 0)
		return nothing(env);
	head_write(&paper, json_get(answer, "handover"));
	for (size_t i = 0; i < json_count(rows); i++)
		line_write(&paper, json_at(rows, i));
	if (paper.form == FORM_HTML)
		put(&paper, "</table></body></html>");
	return NULL;
}

/* ---- on a terminal */

static void line_show(struct command_env *env, const struct json *line)
{
	struct arena *arena = env->arena;
	bool red = json_bool(line, "red", false), settled = json_bool(line, "settled", false);
	const char *since = handover_since(arena, line), *doing = handover_doing(arena, line);
	const char *state = json_text_or(line, "state", "");
	struct span spans[3] = {
		{ settled ? SINK_DIM : red ? SINK_WARN : SINK_PLAIN, shown_line(arena, arena_printf(arena, "%s #%-5" PRId64 " %-9s ",
			settled ? "x" : red ? "!" : " ", json_int(line, "id", 0), handover_state_shown(state))) },
		{ SINK_PLAIN, shown_line(arena, json_text_or(line, "handle", "?")) },
		{ SINK_DIM, shown_line(arena, arena_printf(arena, "  %s%s%s", handover_why(arena, line),
			*since == '\0' ? "" : "; ", since)) },
	};

	env->out->line(env->out->data, spans, 3);
	if (red || *doing != '\0')
		sink_text(env->out, settled ? SINK_DIM : SINK_PLAIN, shown_line(arena, arena_printf(arena, "         %s", doing)));
}

err_t handover_show_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows"), *handover = json_get(answer, "handover");
	bool late = json_text(handover, "alarmed_at") != NULL && json_text(handover, "over_at") == NULL;

	(void)request;
	if (json_int(handover, "handover", 0) == 0)
		return nothing(env);
	sink_text(env->out, SINK_STRONG, shown_line(env->arena, handover_head(env->arena, handover)));
	sink_text(env->out, late ? SINK_WARN : SINK_DIM, shown_line(env->arena, time_text(env, handover)));
	for (size_t i = 0; i < json_count(rows); i++)
		line_show(env, json_at(rows, i));
	return NULL;
}

/* ---- what was done */

err_t handover_prepared_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	int64_t items = json_int(answer, "items", 0), red = json_int(answer, "red", 0);

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("handover %" PRId64 ", %s to %s: %s, %s; to be accepted by %s"),
		json_int(answer, "handover", 0),
		json_text_or(answer, "agent", "?"), json_text_or(answer, "to", "?"),
		arena_printf(env->arena, message_plural("%" PRId64 " conversation", "%" PRId64 " conversations",
			(uint64_t)items), items),
		arena_printf(env->arena, message_plural("%" PRId64 " wants a line", "%" PRId64 " want a line", (uint64_t)red), red),
		render_when(env->arena, json_text(answer, "accept_by"))));
	return NULL;
}

err_t handover_accepted_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *accepted = json_get(answer, "accepted"), *over = json_get(answer, "over");
	size_t count = json_count(accepted);

	(void)request;
	if (count == 1)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("#%" PRId64 " is yours"), json_value_int(json_at(accepted, 0), 0)));
	else if (count > 1)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%zu conversation is yours", "%zu conversations are yours",
			count), count));
	for (size_t i = 0; i < json_count(over); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("#%" PRId64 " was resolved meanwhile: ticked off"),
			json_value_int(json_at(over, i), 0)));
	if (count == 0 && json_count(over) == 0)
		command_note(env, _("nothing routine is offered to you"));
	if (json_bool(answer, "more", false))
		command_note(env, _("there is more: say it again"));
	return NULL;
}

err_t handover_line_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *name = strchr(request->call->name, ' ') + 1, *to = json_text(answer, "to");
	int64_t id = json_int(answer, "id", 0);

	if (to != NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("#%" PRId64 " is offered to %s"), id, to));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, strcmp(name, "line") == 0 ? _("the line of #%" PRId64 " is written")
			: strcmp(name, "ask") == 0 ? _("asked about #%" PRId64)
			: _("#%" PRId64 " is declined; leads are told"), id));
	return NULL;
}

err_t handover_stats_say(struct command_env *env, const struct call_request *request, const struct json *a)
{
	int64_t lines = json_int(a, "lines", 0), count = json_int(a, "handovers", 0), debt = json_int(a, "debt", 0);

	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%s: %" PRId64 " lines, %" PRId64 " of %" PRId64 " red ones written"),
		arena_printf(env->arena, message_plural("%" PRId64 " handover", "%" PRId64 " handovers", (uint64_t)count), count),
		lines, json_int(a, "written", 0), json_int(a, "red", 0)));
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%" PRId64 " accepted, %" PRId64 " declined, %" PRId64 " settled, %" PRId64
		" open; %" PRId64 " went back and forth"), json_int(a, "accepted", 0), json_int(a, "declined", 0),
		json_int(a, "over", 0), json_int(a, "open", 0), json_int(a, "bounced", 0)));
	if (json_int(a, "accepted", 0) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("accepted after %s, nine of ten within %s"),
			render_seconds(env->arena, json_int(a, "accept_median_s", 0)),
			render_seconds(env->arena, json_int(a, "accept_p90_s", 0))));
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%" PRId64 " not accepted in time; debt: %" PRId64 " became late, %" PRId64
		" of them with a line"), json_int(a, "missed", 0), debt, json_int(a, "debt_with_line", 0)));
	return NULL;
}
