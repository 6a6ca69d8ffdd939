/* SPDX-License-Identifier: ISC */
/*
 * What happened on the demo desk before it opens: which accounts there are,
 * who works there, and what they did.  Deeds are ordinary calls of ordinary
 * agents, so the ledger of the demo is as sound as any.
 */
#include <inttypes.h>
#include <string.h>

#include "demo_desk.h"
#include "parts.h"

enum { DEED_WORDS = 6 };

/* A word "=name" is the conversation with that person, by the handle's part before the @. */
struct deed { const char *words[DEED_WORDS]; };

static const struct deed people[] = {
	{ { "agent", "add", "maria" } },
	{ { "agent", "add", "jonas" } },
	{ { "team", "add", "evening", "maria", "jonas" } },
};

static const struct deed of_maria[] = {
	{ { "claim", "=hugo.perrin" } },
	{ { "tag", "=hugo.perrin", "refund" } },
	{ { "reply", "=wendy.marsh", "Hi Wendy, please let the cold tap run until it is clear before you shower. "
		"It is harmless rust from the pipe." } },
	{ { "reply", "=carol.penn", "Hi Carol, yes, the same burst. Your street should be back within the hour." } },
	{ { "tag", "=wendy.marsh", "=carol.penn", "=dinesh.rao", "outage" } },
	{ { "note", "=dinesh.rao", "The water van is in Harrow Vale until ten tonight, dispatch knows the address." } },
	{ { "assign", "=antonia.b", "=julien.abadie", "maria" } },
	{ { "snooze", "=bea.loomis", "2h" } },
	{ { "resolve", "=monique.arnaud", "--reason", "answered" } },
};

static const struct deed of_jonas[] = {
	{ { "reply", "=elodie.garnier", "Bonjour Élodie, oui, les vélos voyagent entiers sur cette ligne : "
		"choisissez « place vélo » à la réservation." } },
	{ { "claim", "=sam.okafor" } },
	{ { "assign", "=rhys.maddox", "jonas" } },
	{ { "assign", "=marjorie.ellis", "evening" } },
	{ { "note", "=marjorie.ellis", "Her payment of the first is booked, the red letter crossed it. Please be kind." } },
	{ { "tag", "=joe.brindle", "broken" } },
	{ { "resolve", "=jake.turpin", "=helen.brandt", "--reason", "no_reply_needed" } },
	{ { "reply", "=ivy.marchetti", "Hello Ivy, the 12 pounds leave today. I am sorry that you had to count." } },
};

#define ALL(deeds) deeds, sizeof(deeds) / sizeof((deeds)[0])

static err_t perform(struct command_env *env, size_t count, const char *const *words, struct json **answer)
{
	struct call_request request = { 0 };
	err_t err = command_words(env, &request, count, words);

	return err != NULL ? err : command_call(env, &request, NULL, 0, NULL, NULL, answer);
}

/* The id of the conversation with that person. */
static err_t conversation_with(struct command_env *env, const struct json *rows, const char *person, const char **id)
{
	size_t len = strlen(person);

	for (size_t i = 0; i < json_count(rows); i++) {
		const char *handle = json_text_or(json_at(rows, i), "handle", "");

		if (strncmp(handle, person, len) == 0 && handle[len] == '@') {
			*id = arena_printf(env->arena, "%" PRId64, json_int(json_at(rows, i), "id", 0));
			return NULL;
		}
	}
	return err_make(ERR_NOT_FOUND, "the demo misses %s", person);
}

static err_t do_one(struct command_env *env, const struct deed *deed, const struct json *rows)
{
	const char *words[DEED_WORDS];
	size_t count = 0;
	err_t err = NULL;

	for (; err == NULL && count < DEED_WORDS && deed->words[count] != NULL; count++) {
		words[count] = deed->words[count];
		if (words[count][0] == '=')
			err = conversation_with(env, rows, words[count] + 1, &words[count]);
	}
	return err != NULL ? err : perform(env, count, words, NULL);
}

static err_t do_all(struct command_env *env, const struct deed *deeds, size_t count, const struct json *rows)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < count && !demo_is_called_off(); i++)
		err = do_one(env, &deeds[i], rows);
	return err;
}

/* The same desk on a connection of a colleague's. */
static err_t as(struct command_env *env, const char *name, const struct deed *deeds, size_t count, const struct json *rows)
{
	struct command_env colleague = { .options = env->options, .out = env->out, .arena = env->arena,
		.front = { .secret_fd = -1 } };
	err_t err;

	colleague.options.as = name;
	err = do_all(&colleague, deeds, count, rows);
	client_close(colleague.client);
	return err;
}

static err_t accounts_add(struct command_env *env, const char *seed)
{
	static const char *const brands[] = { "aurore", "brightwater", "kiln" };
	char now[TIME_TEXT];
	const char *start = arena_printf(env->arena, "start=%s", time_format(demo_now(env), now));
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < sizeof(brands) / sizeof(brands[0]); i++)
		err = perform(env, 10, (const char *const[]){ "account", "add", "playback", brands[i],
			arena_printf(env->arena, "brand=%s", brands[i]), "profile=stage", "since=3h", "poll=1s", start,
			arena_printf(env->arena, "seed=%s", seed) }, NULL);
	return err;
}

err_t demo_live(struct command_env *env, const char *seed)
{
	const char *const sync[] = { "sync", "--until-idle" };
	struct json *answer = NULL;
	const struct json *rows;
	err_t err = accounts_add(env, seed);

	if (err == NULL)
		err = do_all(env, ALL(people), NULL);
	if (err == NULL)
		err = perform(env, 2, sync, NULL);
	if (err == NULL)
		err = perform(env, 4, (const char *const[]){ "list", "status:open,pending", "--limit", "100" }, &answer);
	rows = json_get(answer, "rows");
	if (err == NULL)
		err = as(env, "maria", ALL(of_maria), rows);
	if (err == NULL)
		err = as(env, "jonas", ALL(of_jonas), rows);
	json_destroy(answer);
	/* What they wrote leaves; one reply is refused, for somebody to find. */
	return err != NULL ? err : perform(env, 2, sync, NULL);
}
