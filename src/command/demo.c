/* SPDX-License-Identifier: ISC */
/*
 * "guichet demo" on the command line: each step prints the command that a
 * person would type, then runs it.
 */
#include <inttypes.h>
#include <string.h>

#include "demo_desk.h"
#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "parts.h"

enum { WORDS = 8, ANSWERS = 3, BACKLOG_MS = 3 * 3600 * 1000 };

static err_t step(struct command_env *env, const char *const *words)
{
	struct str typed = { 0 };
	size_t count = 0;
	err_t err;

	if (demo_is_called_off())
		return err_make(ERR_CANCELLED, "the demo was called off");
	for (; words[count] != NULL; count++)
		str_printf(&typed, strchr(words[count], ' ') != NULL ? " '%s'" : " %s", words[count]);
	sink_blank(env->out);
	sink_text(env->out, SINK_STRONG, shown_line(env->arena, arena_printf(env->arena, "$ guichet%s", str_text(&typed))));
	str_finish(&typed);
	err = command_run(env, count, words);
	env->front = (struct call_front){ .secret_fd = -1 };
	return err;
}

static void explain(struct command_env *env, const char *text)
{
	size_t count;
	struct shown *lines;

	sink_blank(env->out);
	lines = shown_wrap(env->arena, shown_block(env->arena, text, strlen(text)),
		env->out->width > 40 ? env->out->width : 78, &count);
	for (size_t i = 0; i < count; i++)
		sink_text(env->out, SINK_DIM, lines[i]);
}

/* Ids of the first waiting conversations, with the language of each. */
static err_t first_waiting(struct command_env *env, size_t want, int64_t *ids, const char **langs, size_t *count)
{
	struct call_request request = { 0 };
	struct json *answer = NULL;
	const struct json *rows;
	err_t err = command_words(env, &request, 4,
		(const char *const[]){ "list", "status:open is:waiting", "--limit", "20" });

	if (err == NULL)
		err = command_call(env, &request, NULL, 0, NULL, NULL, &answer);
	rows = json_get(answer, "rows");
	*count = 0;
	for (size_t i = 0; err == NULL && i < json_count(rows) && *count < want; i++) {
		ids[*count] = json_int(json_at(rows, i), "id", 0);
		langs[(*count)++] = arena_copy(env->arena, json_text_or(json_at(rows, i), "lang", ""));
	}
	json_destroy(answer);
	return err;
}

static err_t answer_some(struct command_env *env)
{
	int64_t ids[ANSWERS];
	const char *langs[ANSWERS];
	size_t count;
	err_t err = first_waiting(env, ANSWERS, ids, langs, &count);

	for (size_t i = 0; err == NULL && i < count; i++) {
		const char *id = arena_printf(env->arena, "%" PRId64, ids[i]);
		bool french = strcmp(langs[i], "fr") == 0;

		if (i == 0)
			err = step(env, (const char *const[]){ "show", id, NULL });
		if (err == NULL)
			err = step(env, (const char *const[]){ "claim", id, NULL });
		if (err == NULL)
			err = step(env, (const char *const[]){ "reply", id, french
				? "Bonjour, merci pour votre message. Je regarde tout de suite et je reviens vers vous."
				: "Hello, thank you for writing. I am looking into it now and will come back to you.",
				"--yes", NULL });
	}
	return err;
}

static err_t play(struct command_env *env, const char *seed)
{
	char since[TIME_TEXT];
	const char *setting = arena_printf(env->arena, "since=%s", time_format(demo_now(env) - BACKLOG_MS, since));
	const char *brands[] = { "aurore", "brightwater", "kiln" };
	err_t err = NULL;

	explain(env, _("This is a desk of its own in a temporary directory. Its three accounts live on the playback "
		"network: a little social network inside the program, with customers who write and react."));
	for (size_t i = 0; err == NULL && i < 3; i++)
		err = step(env, (const char *const[]){ "account", "add", "playback", brands[i],
			arena_printf(env->arena, "brand=%s", brands[i]), seed, setting, NULL });
	if (err == NULL)
		err = step(env, (const char *const[]){ "sync", "--until-idle", NULL });
	explain(env, _("One queue for all accounts, the most urgent first: who has waited how long, and when the reply is due."));
	if (err == NULL)
		err = step(env, (const char *const[]){ "list", "status:open", "--limit", "12", NULL });
	explain(env, _("An agent takes a conversation, reads it in its thread, and answers."));
	if (err == NULL)
		err = answer_some(env);
	explain(env, _("Replies leave with the next sync; the courier records when each was accepted."));
	if (err == NULL)
		err = step(env, (const char *const[]){ "sync", "--until-idle", NULL });
	if (err == NULL)
		err = step(env, (const char *const[]){ "list", "status:pending", NULL });
	explain(env, _("Every figure comes from the ledger. Customers who still wait are counted, not left out."));
	if (err == NULL)
		err = step(env, (const char *const[]){ "stats", NULL });
	if (err == NULL)
		err = step(env, (const char *const[]){ "ledger", "verify", NULL });
	return err;
}

err_t demo_script(struct command_env *env, const char *seed)
{
	struct demo_desk *desk = NULL;
	sigset_t before;
	err_t err;

	demo_hold_signals(&before);
	err = demo_place_make(env, &desk);
	if (err == NULL)
		err = play(env, arena_printf(env->arena, "seed=%s", seed));
	demo_desk_destroy(desk);
	demo_let_signals(&before);
	if (err == NULL)
		explain(env, _("The demo desk is gone. Your own: guichet account add mastodon NAME url=https://..., then guichet sync."));
	return err;
}

/* Everything on the demo's desk moves while somebody looks at it. */
static err_t demo_screen(struct command_env *env, const char *seed)
{
	struct demo_desk *desk = NULL;
	const char *as = env->options.as;
	err_t err = demo_desk_create(env, seed, &desk);

	env->options.as = as;	/* one of the colleagues who are there by now */
	if (err == NULL) {
		env->wish.tour = env->wish.width == 0 && !env->wish.plain;
		err = env->screen(&env->options, &env->wish, env->out);
	}
	demo_desk_destroy(desk);
	return err;
}

err_t own_demo(struct command_env *env, size_t count, const char *const *words)
{
	bool lines = env->screen == NULL || (!env->out->terminal && env->wish.width == 0 && !env->wish.plain);
	const char *seed = "7";

	for (size_t i = 0; i < count; i++) {
		bool has_value = i + 1 < count && words[i + 1][0] != '\0';

		if (strcmp(words[i], "--seed") == 0 && has_value && strspn(words[i + 1], "0123456789") == strlen(words[i + 1]))
			seed = words[++i];
		else if (strcmp(words[i], "--lines") == 0)
			lines = true;
		else
			return err_make(ERR_USAGE, "usage: guichet demo [--lines] [--seed N]");
	}
	if (lines && env->options.as != NULL)
		return err_make(ERR_USAGE, "demo: --as %s is for the screen: nobody else sits at these lines", env->options.as);
	return lines ? demo_script(env, seed) : demo_screen(env, seed);
}
