/* SPDX-License-Identifier: ISC */
/* One conversation and the figures, for people. */
#include "parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "guichet/base/message.h"
#include "guichet/command/media.h"
#include "guichet/command/states.h"
#include "guichet/command/united.h"

enum { INDENT = 2, NARROW = 40 };

static void text_say(struct command_env *env, enum sink_style style, const char *text)
{
	int width = env->out->width > NARROW ? env->out->width - INDENT : 78;
	size_t count;
	struct shown *lines = shown_wrap(env->arena, shown_block(env->arena, text, strlen(text)), width, &count);

	for (size_t i = 0; i < count; i++) {
		struct span spans[] = { { SINK_PLAIN, shown_literal("  ") }, { style, lines[i] } };

		env->out->line(env->out->data, spans, 2);
	}
}

/* The mark before a name tells direction without colour: < came in, > went out, # is for us only, . is context. */
static const char *direction_mark(const char *direction)
{
	return strcmp(direction, "in") == 0 ? "<" : strcmp(direction, "out") == 0 ? ">"
		: strcmp(direction, "note") == 0 ? "#" : ".";
}

static void media_say(struct command_env *env, const struct json *message)
{
	const struct json *list = json_get(message, "media");

	for (size_t i = 0; i < json_count(list); i++)
		if (!media_is_told(message, json_at(list, i)))
			text_say(env, SINK_DIM, arena_printf(env->arena, "[%s] %s", media_told(env->arena, json_at(list, i)),
				json_text_or(json_at(list, i), "url", "")));
}

/* What became of a message, and what was done to it: only what is not as usual. */
const char *message_remark(struct arena *arena, const struct json *message)
{
	const struct json *acts = json_get(message, "acts");
	const char *remark = state_shown(json_text_or(message, "state", ""));

	if (*remark == '\0' && json_text(message, "deleted_at") != NULL)
		remark = _("deleted by its writer");
	else if (json_text(message, "edited_at") != NULL && *remark == '\0')
		remark = message_put(arena, _("edited %s"), render_when(arena, json_text(message, "edited_at")));
	for (size_t i = 0; i < json_count(acts); i++)
		remark = arena_printf(arena, "%s%s%s", remark, *remark != '\0' ? ", " : "",
			message_act_shown(json_text_at(acts, i)));
	return remark;
}

static void message_show(struct command_env *env, const struct json *thread, const struct json *message)
{
	const char *direction = json_text_or(message, "direction", "");
	const char *remark = message_remark(env->arena, message), *cw = json_text_or(message, "cw", "");
	const char *author = json_text_or(message, "author", ""), *handle = json_text_or(message, "handle", "");
	bool context = strcmp(direction, "context") == 0;
	const char *part = united_part(env->arena, thread, message);

	say(env, context ? SINK_DIM : SINK_STRONG, arena_printf(env->arena, "%s %s%s%s  %s%s%s%s%s",
		direction_mark(direction), author, *handle != '\0' && !str_equal(author, handle) ? " " : "",
		str_equal(author, handle) ? "" : handle,
		render_when(env->arena, json_text(message, "at")), *remark != '\0' ? "  " : "", remark,
		*part != '\0' ? "  " : "", part));
	if (*cw != '\0')
		text_say(env, SINK_WARN, arena_printf(env->arena, "[%s]", cw));
	text_say(env, context ? SINK_DIM : SINK_PLAIN, json_text_or(message, "text", ""));
	media_say(env, message);
	sink_blank(env->out);
}

static bool is_before(const struct json *a, const struct json *b)
{
	return strcmp(json_text_or(a, "at", ""), json_text_or(b, "at", "")) <= 0;
}

static bool is_blocked(const struct json *t)
{
	const struct json *marks = json_get(t, "marks");
	bool blocked = false;

	for (size_t i = 0; i < json_count(marks); i++)
		blocked = blocked || str_equal(json_text_at(marks, i), "blocked");
	return blocked;
}

/* "Ann Lee  @ann@example.org"; where the address is the name, or there is none, once. */
static const char *customer_of(struct arena *arena, const struct json *t)
{
	const char *contact = json_text_or(t, "contact", ""), *handle = json_text_or(t, "handle", "");

	if (*contact == '\0' || *handle == '\0' || strcmp(contact, handle) == 0)
		return *contact != '\0' ? contact : handle;
	return arena_printf(arena, "%s  %s", contact, handle);
}

const char *thread_unsaid(void)
{
	return _("No words of it are here: history tells what happened.");
}

/* What was said to us and what others said around it, in one order of time. */
static void thread_show(struct command_env *env, const struct json *t)
{
	const struct json *messages = json_get(t, "messages"), *context = json_get(t, "context");
	size_t m = 0, c = 0;

	if (json_count(messages) + json_count(context) == 0)
		say(env, SINK_DIM, thread_unsaid());
	while (m < json_count(messages) || c < json_count(context))
		if (m == json_count(messages) || (c < json_count(context) &&
		    is_before(json_at(context, c), json_at(messages, m))))
			message_show(env, t, json_at(context, c++));
		else
			message_show(env, t, json_at(messages, m++));
}

/* What colleagues left: tags, until when it sleeps, why it is as it is. */
static void more_show(struct command_env *env, const struct json *t)
{
	const struct json *tags = json_get(t, "tags");
	struct str line = { 0 };

	for (size_t i = 0; i < json_count(tags); i++)
		str_printf(&line, "%s+%s", i > 0 ? " " : "", json_text_at(tags, i));
	if (json_text(t, "snoozed_until") != NULL)
		str_printf(&line, "%s%s", line.len > 0 ? ", " : "",
			message_put(env->arena, _("until %s"), render_when(env->arena, json_text(t, "snoozed_until"))));
	if (json_text(t, "reason") != NULL)
		str_printf(&line, "%s%s", line.len > 0 ? ", " : "", message_put(env->arena, _("reason: %s"), json_text(t, "reason")));
	if (line.len > 0)
		say(env, SINK_DIM, line.text);
	str_finish(&line);
}

const char *ledger_young(struct arena *arena, const struct json *answer)
{
	return message_put(arena, _("the ledger begins on %s: nothing is known of before"),
		render_when(arena, json_text(answer, "ledger_from")));
}

const char *stood_then(struct arena *arena, const struct json *answer)
{
	const char *as_of = json_text(answer, "as_of");

	return as_of == NULL ? NULL : message_put(arena, _("as it stood on %s"), render_when(arena, as_of));
}

void show_thread(struct command_env *env, const struct json *t)
{
	const char *assignee = json_text(t, "assignee"), *lines[UNITED_LINES];
	size_t line_count = united_lines(env->arena, t, lines);

	if (env->out->plain) {
		plain_thread(env, t);
		return;
	}
	say(env, SINK_STRONG, arena_printf(env->arena, _("#%" PRId64 "  %s  on %s (%s)"), json_int(t, "id", 0),
		customer_of(env->arena, t), json_text_or(t, "account", ""), json_text_or(t, "network", "")));
	say(env, SINK_DIM, arena_printf(env->arena, "%s%s, %s, %s%s", is_blocked(t) ? _("blocked, ") : "",
		state_shown(json_text_or(t, "status", "")),
		visibility_shown(json_text_or(t, "visibility", "")),
		assignee != NULL ? message_put(env->arena, _("with %s"), assignee) : _("nobody has it"),
		json_get(t, "waiting_s") != NULL ? arena_printf(env->arena, _(", waiting %s"),
			render_seconds(env->arena, json_int(t, "waiting_s", 0))) : ""));
	if (stood_then(env->arena, t) != NULL)
		say(env, SINK_WARN, stood_then(env->arena, t));
	for (size_t i = 0; i < line_count; i++)
		say(env, SINK_PLAIN, lines[i]);
	more_show(env, t);
	sink_blank(env->out);
	if (json_bool(t, "cut", false))
		say(env, SINK_DIM, _("  (older messages: --limit N)"));
	thread_show(env, t);
	if (json_text(t, "draft") != NULL) {
		say(env, SINK_WARN, _("your draft:"));
		text_say(env, SINK_PLAIN, json_text(t, "draft"));
	}
}
