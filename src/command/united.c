/* SPDX-License-Identifier: ISC */
/*
 * How a conversation belongs with others, in words: what was merged into it,
 * where it began, where it goes on.  The same lines on the screen, on paper
 * and spoken.
 */
#include "guichet/command/united.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "parts.h"

static const char *numbers(struct arena *arena, const struct json *list, const char *member)
{
	const char *text = "";

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *one = json_at(list, i);
		int64_t id = member == NULL ? json_value_int(one, 0) : json_int(one, member, 0);

		text = arena_printf(arena, "%s%s#%" PRId64, text, i > 0 ? ", " : "", id);
	}
	return text;
}

/* Why the desk believes it, in the person's language. */
static const char *why_shown(const char *why)
{
	static const char *const known[] = { N_("the network says so"), N_("we invited a private message") };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i], why) == 0)
			return _(known[i]);
	return why;
}

size_t united_lines(struct arena *arena, const struct json *t, const char *lines[UNITED_LINES])
{
	const struct json *merged = json_get(t, "merged"), *goes_on = json_get(t, "goes_on");
	int64_t asked = json_int(t, "asked", 0), began = json_int(t, "began", 0);
	size_t n = 0;

	if (asked != 0)
		lines[n++] = arena_printf(arena, _("#%" PRId64 " is merged into #%" PRId64), asked, json_int(t, "id", 0));
	if (json_count(merged) > 0)
		lines[n++] = arena_printf(arena, _("merged with %s"), numbers(arena, merged, "id"));
	if (began != 0)
		lines[n++] = arena_printf(arena, _("began in #%" PRId64), began);
	if (json_int(t, "may_begin", 0) != 0)
		lines[n++] = arena_printf(arena, _("may have begun in #%" PRId64 ": %s"), json_int(t, "may_begin", 0),
			why_shown(json_text_or(t, "may_why", "")));
	if (json_count(goes_on) > 0)
		lines[n++] = arena_printf(arena, _("goes on in %s"), numbers(arena, goes_on, NULL));
	return n;
}

const char *united_part(struct arena *arena, const struct json *t, const struct json *message)
{
	int64_t part = json_int(message, "conversation", 0);

	if (json_count(json_get(t, "merged")) == 0 || part == 0)
		return "";
	return arena_printf(arena, "#%" PRId64, part);
}

err_t united_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	static const struct { const char *call, *member, *sentence; } sentences[] = {
		{ "merge", "into", N_("now a part of #%s; unmerge parts them again") },
		{ "unmerge", "from", N_("no longer a part of #%s") },
		{ "link", "began", N_("now goes on from #%s; unlink takes it back") },
		{ "unlink", "began", N_("no longer linked with #%s") },
	};

	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (str_equal(sentences[i].call, request->call->name))
			sink_text(env->out, SINK_PLAIN, shown_line(env->arena, arena_printf(env->arena, "%s %s",
				numbers(env->arena, json_get(answer, "changed"), NULL),
				message_put(env->arena, _(sentences[i].sentence),
				arena_printf(env->arena, "%" PRId64, json_int(answer, sentences[i].member, 0))))));
	return NULL;
}
