/* SPDX-License-Identifier: ISC */
/*
 * A conversation and a review for a voice or a line of braille: one fact a
 * line, who and when before what, the oldest first.  A text is announced with
 * the number of its lines: a stranger's line cannot pass for one of ours.
 */
#include "parts.h"

#include <inttypes.h>
#include <string.h>
#include "guichet/base/message.h"
#include "guichet/command/media.h"
#include "guichet/command/states.h"
#include "guichet/command/united.h"

enum { UNWRAPPED = 1 << 20 };	/* columns: who reads it breaks lines, not we */

static const struct { const char *visibility, *reach; } reaches[] = {
	{ "public", N_("everybody can read this") },
	{ "unlisted", N_("everybody can read this, but it is not listed") },
	{ "followers", N_("only our followers and the recipients can read this") },
	{ "group", N_("only the people of this group can read this") },
	{ "private", N_("only the recipients can read this") },
};

void plain_text(struct command_env *env, const char *what, const char *text)
{
	size_t count;
	struct shown block = shown_block(env->arena, text, strlen(text));
	struct shown *lines = shown_wrap(env->arena, block, UNWRAPPED, &count);

	if (block.bytes[strspn(block.bytes, " \n")] == '\0') {	/* a picture alone, or what nobody can hear */
		say(env, SINK_PLAIN, message_put(env->arena, _("%s, no words"), what));
		return;
	}
	say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%s, %zu line:", "%s, %zu lines:", count), what, count));
	for (size_t i = 0; i < count; i++)
		sink_text(env->out, SINK_PLAIN, lines[i]);
}

void plain_cells(struct command_env *env, size_t count, const char *const *titles, const char *const *cells)
{
	struct str line = { 0 };

	for (size_t i = 0; i < count; i++)
		if (titles[i] != NULL && cells[i][0] != '\0' && strcmp(cells[i], "-") != 0)
			str_printf(&line, "%s%s%s%s", line.len > 0 ? ", " : "", _(titles[i]), titles[i][0] != '\0' ? " " : "", cells[i]);
	say(env, SINK_PLAIN, str_text(&line));
	str_finish(&line);
}

/* ---- a conversation */

/* The brand's own post around which others talk is ours, too. */
static bool is_ours(const struct json *thread, const struct json *message)
{
	const char *ours = json_text_or(thread, "our_handle", ""), *handle = json_text_or(message, "handle", "");

	ours += *ours == '@';
	handle += *handle == '@';
	return *ours != '\0' && strcmp(ours, handle) == 0;
}

static const char *what_it_is(const struct json *thread, const struct json *message)
{
	const char *direction = json_text_or(message, "direction", "");

	if (strcmp(direction, "context") == 0 && is_ours(thread, message))
		return _("our own post");
	return strcmp(direction, "in") == 0 ? _("a customer's message") : strcmp(direction, "out") == 0 ? _("our reply")
		: strcmp(direction, "note") == 0 ? _("an internal note") : _("somebody else's message");
}

/* "message 2 of 5, Ann Lee, @ann@example.org, 20 Nov 09:31, a customer's message, 3 lines:" */
static void message_say(struct command_env *env, const struct json *thread, const struct json *message, size_t number,
	size_t count)
{
	const char *author = json_text_or(message, "author", ""), *handle = json_text_or(message, "handle", "");
	const char *remark = message_remark(env->arena, message), *cw = json_text_or(message, "cw", "");
	const struct json *media = json_get(message, "media");

	if (*cw != '\0')
		say(env, SINK_PLAIN, arena_printf(env->arena, _("message %zu of %zu has a content warning: %s"), number, count, cw));
	plain_text(env, arena_printf(env->arena, _("message %zu of %zu, %s%s%s, %s, %s%s%s"), number, count, author,
		*author != '\0' && *handle != '\0' ? ", " : "", handle, render_when(env->arena, json_text(message, "at")),
		what_it_is(thread, message), *remark != '\0' ? ", " : "", remark),
		json_text_or(message, "text", ""));
	for (size_t i = 0; i < json_count(media); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("message %zu of %zu has %s"), number, count,
			media_told(env->arena, json_at(media, i))));
}

/* What was said to us and what others said around it, in one order of time. */
static void messages_say(struct command_env *env, const struct json *thread)
{
	const struct json *messages = json_get(thread, "messages"), *context = json_get(thread, "context");
	size_t m = 0, c = 0, count = json_count(messages) + json_count(context);

	if (count == 0)
		say(env, SINK_PLAIN, thread_unsaid());
	while (m + c < count) {
		const struct json *mine = json_at(messages, m), *around = json_at(context, c);
		bool first = mine == NULL || (around != NULL &&
			strcmp(json_text_or(around, "at", ""), json_text_or(mine, "at", "")) <= 0);

		message_say(env, thread, first ? around : mine, m + c + 1, count);
		if (first)
			c++;
		else
			m++;
	}
}

static void member_say(struct command_env *env, const char *before, const char *text)
{
	if (text != NULL && *text != '\0')
		say(env, SINK_PLAIN, arena_printf(env->arena, "%s%s", before, text));
}

void plain_thread(struct command_env *env, const struct json *t)
{
	const struct json *tags = json_get(t, "tags");
	const char *holder = json_text(t, "assignee"), *lines[UNITED_LINES];
	size_t line_count = united_lines(env->arena, t, lines);

	say(env, SINK_PLAIN,
		arena_printf(env->arena, "#%" PRId64 ", %s, %s", json_int(t, "id", 0), json_text_or(t, "contact", _("nobody")),
		json_text_or(t, "handle", _("no address"))));
	if (stood_then(env->arena, t) != NULL)
		say(env, SINK_PLAIN, stood_then(env->arena, t));
	say(env, SINK_PLAIN,
		arena_printf(env->arena, _("on %s, %s"), json_text_or(t, "account", ""), json_text_or(t, "network", "")));
	say(env, SINK_PLAIN, arena_printf(env->arena, "%s, %s", state_shown(json_text_or(t, "status", "")),
		visibility_shown(json_text_or(t, "visibility", ""))));
	for (size_t i = 0; i < line_count; i++)
		say(env, SINK_PLAIN, lines[i]);
	say(env, SINK_PLAIN, holder != NULL ? arena_printf(env->arena, _("with %s"), holder) : _("nobody has it"));
	if (json_get(t, "waiting_s") != NULL)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("waiting %s"), render_seconds(env->arena, json_int(t, "waiting_s", 0))));
	for (size_t i = 0; i < json_count(tags); i++)
		member_say(env, _("tag "), json_text_at(tags, i));
	if (json_text(t, "snoozed_until") != NULL)
		member_say(env, _("snoozed until "), render_when(env->arena, json_text(t, "snoozed_until")));
	member_say(env, _("reason: "), json_text(t, "reason"));
	if (json_bool(t, "cut", false))
		say(env, SINK_PLAIN, _("older messages are left out: show --limit N"));
	messages_say(env, t);
	if (json_text(t, "draft") != NULL)
		plain_text(env, _("your draft"), json_text(t, "draft"));
}

/* ---- a review */

static void part_say(struct command_env *env, const struct json *part, size_t number, size_t count)
{
	int64_t length = json_int(part, "length", 0), max = json_int(part, "max", 0);
	const char *text = json_text_or(part, "text", ""), *what = _("text");
	struct shown block = shown_block(env->arena, text, strlen(text));

	if (count > 1)
		what = arena_printf(env->arena, _("part %zu of %zu"), number, count);
	plain_text(env, what, text);
	say(env, SINK_PLAIN, max > 0 ? arena_printf(env->arena, _("%" PRId64 " of %" PRId64 " characters%s"), length, max,
		length > max ? _(", too long") : "") : arena_printf(env->arena,
		message_plural("%" PRId64 " character", "%" PRId64 " characters", (uint64_t)length), length));
	if ((block.flags & SHOWN_BIDI) != 0)
		say(env, SINK_PLAIN, _("warning: marks that turn the direction of writing are in it and leave with it"));
	if ((block.flags & SHOWN_HIDDEN) != 0)
		say(env, SINK_PLAIN,
			arena_printf(env->arena, _("warning: %u invisible characters are in it and leave with it"), block.hidden));
}

void plain_review(struct command_env *env, const struct json *plan)
{
	const struct json *parts = json_get(plan, "parts"), *warnings = json_get(plan, "warnings");
	const struct json *recipients = json_get(plan, "recipients"), *media = json_get(plan, "media");
	const char *visibility = json_text_or(plan, "visibility", "?"), *reach = _("who can read this is not known");

	for (size_t i = 0; i < sizeof(reaches) / sizeof(reaches[0]); i++)
		if (strcmp(reaches[i].visibility, visibility) == 0)
			reach = _(reaches[i].reach);
	say(env, SINK_PLAIN, arena_printf(env->arena, _("%s reply: %s"), visibility_shown(visibility), reach));
	for (size_t i = 0; i < json_count(recipients); i++)
		member_say(env, _("to "), message_told(env->arena, json_text_at(recipients, i)));
	member_say(env, _("from the account "), json_text(plan, "account"));
	member_say(env, _("language "), json_text(plan, "lang"));
	member_say(env, _("content warning: "), json_text(plan, "cw"));
	for (size_t i = 0; i < json_count(parts); i++)
		part_say(env, json_at(parts, i), i + 1, json_count(parts));
	for (size_t i = 0; i < json_count(media); i++)
		member_say(env, _("goes with it: "), media_goes(env->arena, json_at(media, i)));
	for (size_t i = 0; i < json_count(warnings); i++)
		member_say(env, _("warning: "), message_told(env->arena, json_text_at(warnings, i)));
}
