/* SPDX-License-Identifier: ISC */
/*
 * A person's page in words: who they are on each network, what colleagues
 * wrote about them, what was said, and who else they may be, with the reason
 * and the command that would say so.
 */
#include "guichet/command/contact.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "parts.h"

static const struct { const char *why, *words; } reasons[] = {
	{ "address", N_("the same address") }, { "handle", N_("the same name") },
	{ "links", N_("one profile links to the other") },
};

const char *contact_title(const struct json *person)
{
	const struct json *first = json_at(json_get(person, "identities"), 0);

	return json_text_or(first, "name", json_text_or(first, "handle", "?"));
}

const char *contact_reach(struct arena *arena, const struct json *of)
{
	bool bot = json_bool(of, "bot", false);
	uint64_t count = (uint64_t)json_int(of, "followers", 0);

	return arena_printf(arena, "%s%s%s", arena_printf(arena, message_plural("%" PRIu64 " follower",
		"%" PRIu64 " followers", count), count), bot ? "  " : "", bot ? _("a robot") : "");
}

const char *contact_identity(struct arena *arena, const struct json *identity)
{
	return arena_printf(arena, "%s  %s  %s", json_text_or(identity, "network", ""),
		json_text_or(identity, "handle", ""), contact_reach(arena, identity));
}

const char *contact_facts(struct arena *arena, const struct json *person)
{
	const struct json *languages = json_get(person, "languages");
	const char *first = json_text(person, "first_at"), *text = "", *spoken = "";

	if (first != NULL)
		text = arena_printf(arena, _("wrote first %s, last %s"),
			render_when(arena, first), render_when(arena, json_text(person, "last_at")));
	for (size_t i = 0; i < json_count(languages); i++)
		spoken = arena_printf(arena, "%s%s%s", spoken, i > 0 ? " " : "", json_text_at(languages, i));
	if (*spoken != '\0')
		text = arena_printf(arena, "%s%s%s", text, *text != '\0' ? ", " : "", arena_printf(arena,
			message_plural("language %s", "languages %s", json_count(languages)), spoken));
	if (json_count(json_get(person, "identities")) > 1)
		text = arena_printf(arena, "%s%s%s", text, *text != '\0' ? ", " : "", contact_reach(arena, person));
	return text;
}

const char *contact_suggestion(struct arena *arena, const struct json *suggested)
{
	const char *why = json_text_or(suggested, "why", ""), *words = why;

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (str_equal(reasons[i].why, why))
			words = _(reasons[i].words);
	return arena_printf(arena, _("%s on %s, in #%" PRId64 ": %s"), json_text_or(suggested, "handle", ""),
		json_text_or(suggested, "network", ""), json_int(suggested, "id", 0), words);
}

/* ---- on paper */

static void title_say(struct command_env *env, const char *text)
{
	if (!env->out->plain)
		sink_blank(env->out);
	say(env, SINK_DIM, text);
}

static void identities_say(struct command_env *env, const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *one = json_at(list, i);

		say(env, SINK_PLAIN, arena_printf(env->arena, "%s%s", env->out->plain ? "" : "  ",
			contact_identity(env->arena, one)));
		if (json_text(one, "note") != NULL && env->out->plain)
			plain_text(env, _("a note about them"), json_text(one, "note"));
		else if (json_text(one, "note") != NULL)
			say(env, SINK_WARN, arena_printf(env->arena, "  # %s", json_text(one, "note")));
	}
}

err_t contact_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const struct json *suggested = json_get(answer, "suggested"), *rows = json_get(answer, "conversations");
	const char *facts = contact_facts(env->arena, answer);

	(void)request;
	say(env, SINK_STRONG, contact_title(answer));
	identities_say(env, json_get(answer, "identities"));
	if (*facts != '\0')
		say(env, SINK_DIM, arena_printf(env->arena, "%s%s", env->out->plain ? "" : "  ", facts));
	title_say(env, arena_printf(env->arena, message_plural("%zu conversation:", "%zu conversations:", json_count(rows)),
		json_count(rows)));
	render_rows(env, call_find("list"), rows);
	if (json_bool(answer, "more", false))
		command_note(env, _("there is more: --limit N"));
	if (json_count(suggested) > 0)
		title_say(env, _("may be the same person:"));
	for (size_t i = 0; i < json_count(suggested); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena, "%s%s; contact merge %" PRId64 " %" PRId64, env->out->plain ? "" : "  ",
			contact_suggestion(env->arena, json_at(suggested, i)), json_int(answer, "id", 0),
			json_int(json_at(suggested, i), "id", 0)));
	return NULL;
}

err_t contact_changed_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	const char *name = request->call->name;
	int64_t id = json_value_int(json_at(json_get(answer, "changed"), 0), 0);

	if (strcmp(name, "contact merge") == 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("the customers of #%" PRId64 " and #%" PRId64
			" are one person; contact part takes it back"), id, json_int(answer, "with", 0)));
	else if (strcmp(name, "contact part") == 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("the customer of #%" PRId64 " is a person apart"), id));
	else
		say(env, SINK_PLAIN, arena_printf(env->arena, json_text(answer, "note") != NULL
			? _("noted about the customer of #%" PRId64) : _("nothing is noted any more about the customer of #%" PRId64), id));
	return NULL;
}
