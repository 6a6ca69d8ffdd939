/* SPDX-License-Identifier: ISC */
/* "metrics rebuild": the desk does some conversations at a time; this asks until it has done all. */
#include <inttypes.h>

#include "guichet/base/message.h"
#include "parts.h"

struct rebuilt { int64_t conversations, written; };

/* *after becomes the next one to ask for, 0 at the end. */
static err_t slice(struct command_env *env, const struct call_request *request, struct rebuilt *sum, int64_t *after)
{
	struct json *answer = NULL;
	err_t err = command_call(env, request, NULL, 0, NULL, NULL, &answer);

	if (err != NULL)
		return err;
	sum->conversations += json_int(answer, "conversations", 0);
	sum->written += json_int(answer, "written", 0);
	*after = json_int(answer, "next", 0);
	json_destroy(answer);
	env->out->progress(env->out->data, shown_line(env->arena,
		arena_printf(env->arena, message_plural("%" PRId64 " conversation", "%" PRId64 " conversations",
			(uint64_t)sum->conversations), sum->conversations)));
	return NULL;
}

err_t rebuild_run(struct command_env *env, const struct call_request *request)
{
	struct rebuilt sum = { 0 };
	int64_t after = 0;
	err_t err = slice(env, request, &sum, &after);

	while (err == NULL && after != 0) {
		struct call_request next;

		err = command_words(env, &next, 4, (const char *const[]){ "metrics", "rebuild", "--after",
			arena_printf(env->arena, "%" PRId64, after) });
		if (err == NULL)
			err = slice(env, &next, &sum, &after);
	}
	env->out->progress(env->out->data, shown_literal(""));
	if (err != NULL)
		return err;
	if (env->front.json)
		env->out->json(env->out->data, arena_printf(env->arena,
			"{\"conversations\":%" PRId64 ",\"written\":%" PRId64 "}", sum.conversations, sum.written));
	else
		sink_text(env->out, SINK_PLAIN, shown_line(env->arena, arena_printf(env->arena,
			message_plural("%" PRId64 " conversation, %" PRId64 " rows written anew",
				"%" PRId64 " conversations, %" PRId64 " rows written anew", (uint64_t)sum.conversations),
			sum.conversations, sum.written)));
	return NULL;
}
