/* SPDX-License-Identifier: ISC */
/*
 * What a call on many conversations says: how far it is, what it would do,
 * what had to stay, and where it stopped.  The same sentences stand on the
 * command line and in the last line of a screen.
 */
#include "guichet/command/bulk.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/str.h"
#include "parts.h"

enum { IDS_SHOWN = 20 };

/* "resolve", or "undo of resolve" */
static const char *name_of(struct arena *arena, const struct json *bulk)
{
	const char *call = json_text_or(bulk, "call", "?"), *about = json_text(bulk, "about");

	return about == NULL ? call : arena_printf(arena, _("%s of %s"), call, about);
}

const char *bulk_conversations(struct arena *arena, int64_t count)
{
	return arena_printf(arena, message_plural("%s conversation", "%s conversations", (uint64_t)count),
		number_grouped(arena, count));
}

const char *bulk_progress(struct arena *arena, const struct json *row)
{
	return arena_printf(arena, _("%s: %s of %s"), name_of(arena, row), number_grouped(arena, json_int(row, "done", 0)),
		number_grouped(arena, json_int(row, "total", 0)));
}

const char *bulk_stopped(struct arena *arena, const struct json *bulk, bool shell)
{
	return arena_printf(arena, shell ?
		_("%s of %s stopped at %s: guichet bulk continue, guichet bulk undo or guichet bulk drop") :
		_("%s of %s stopped at %s: bulk continue, bulk undo or bulk drop"), name_of(arena, bulk),
		number_grouped(arena, json_int(bulk, "total", 0)), number_grouped(arena, json_int(bulk, "done", 0)));
}

const char *bulk_preview(struct arena *arena, const struct json *answer)
{
	static const char *const kinds[][2] = { { "urgent", N_("%s urgent") }, { "others", N_("others have %s") },
		{ "drafts", N_("%s with your unsent draft") } };
	struct str text = { 0 };
	const char *copy, *before = " (";

	str_printf(&text, _("would %s %s"), json_text_or(answer, "call", "?"),
		bulk_conversations(arena, json_int(answer, "count", 0)));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		int64_t count = json_int(answer, kinds[i][0], 0);

		if (count == 0)
			continue;
		str_printf(&text, "%s%s", before, message_put(arena, _(kinds[i][1]), number_grouped(arena, count)));
		before = ", ";
	}
	str_add(&text, before[0] == ',' ? ")" : "");
	copy = arena_copy(arena, text.text);
	str_finish(&text);
	return copy;
}

const char *bulk_left(struct arena *arena, const struct json *left)
{
	int64_t id = json_int(left, "id", 0);
	const char *why = message_told(arena, json_text_or(left, "why", ""));

	return id == 0 ? arena_printf(arena, _("it stays as it is: %s"), why)
		: arena_printf(arena, _("#%" PRId64 " stays as it is: %s"), id, why);
}

void bulk_left_say(struct command_env *env, const struct json *answer)
{
	const struct json *left = json_get(answer, "left");
	int64_t all = json_int(answer, "left_count", (int64_t)json_count(left)), more = all - (int64_t)json_count(left);

	for (size_t i = 0; i < json_count(left); i++)
		say(env, SINK_WARN, bulk_left(env->arena, json_at(left, i)));
	if (more > 0)
		say(env, SINK_WARN, arena_printf(env->arena, message_plural("and %s more stays as it is",
			"and %s more stay as they are", (uint64_t)more), number_grouped(env->arena, more)));
}

static void same_say(struct command_env *env, const struct json *answer)
{
	int64_t same = json_int(answer, "same", 0);

	if (same > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("%s is so already", "%s are so already",
			(uint64_t)same), number_grouped(env->arena, same)));
}

static void ids_say(struct command_env *env, const struct json *answer)
{
	const struct json *ids = json_get(answer, "ids");
	struct str text = { 0 };

	for (size_t i = 0; i < json_count(ids) && i < IDS_SHOWN; i++)
		str_printf(&text, "%s#%" PRId64, i > 0 ? " " : "", json_value_int(json_at(ids, i), 0));
	if (json_int(answer, "count", 0) > (int64_t)json_count(ids))
		str_add(&text, " ...");
	if (text.len > 0)
		say(env, SINK_DIM, text.text);
	str_finish(&text);
}

void bulk_preview_say(struct command_env *env, const struct json *answer)
{
	say(env, SINK_PLAIN, bulk_preview(env->arena, answer));
	ids_say(env, answer);
	same_say(env, answer);
	bulk_left_say(env, answer);
}

void bulk_done_say(struct command_env *env, const char *done, const struct json *answer)
{
	int64_t count = json_int(answer, "count", 0);

	if (count == 0 && json_int(answer, "left_count", 0) == 0)
		command_note(env, _("no conversation matches"));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%s %s"), bulk_conversations(env->arena, count), done));
	if (count > 0)
		same_say(env, answer);
	bulk_left_say(env, answer);
}

void ids_print(struct command_env *env, const struct json *answer)
{
	const struct json *ids = json_get(answer, "ids");

	for (size_t i = 0; i < json_count(ids); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, "%" PRId64, json_value_int(json_at(ids, i), 0)));
	if (json_bool(answer, "more", false))
		command_note(env, _("there are more than these: ask for fewer"));
}
