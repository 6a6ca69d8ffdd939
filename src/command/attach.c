/* SPDX-License-Identifier: ISC */
/*
 * Files of replies, from a path to what the desk calls them.  What a camera
 * wrote is taken out before a byte leaves this machine; what cannot be taken
 * out is said, never guessed.
 */
#include "guichet/command/attach.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "guichet/model/attachment.h"
#include "guichet/model/picture.h"
#include "parts.h"

enum { HASH_LEN = 32 };

err_t attach_read(struct arena *arena, const char *path, struct attach_file *out)
{
	const char *slash = strrchr(path, '/');
	struct str clean = { 0 };
	bool removed = false;
	err_t err;

	*out = (struct attach_file){ .name = arena_copy(arena, slash != NULL ? slash + 1 : path) };
	err = file_read(path, ATTACH_MOST, &out->content);
	if (err == NULL && out->content.len == 0)
		err = err_make(ERR_DATA, "%s is empty", path);
	if (err != NULL) {
		str_finish(&out->content);
		return err;
	}
	if (!picture_clean(out->content.text, out->content.len, &clean, &removed)) {
		out->clean = ATTACH_MAY_TELL;
		return NULL;
	}
	str_finish(&out->content);
	out->content = clean;
	out->clean = removed ? ATTACH_STRIPPED : ATTACH_AS_IT_IS;
	return NULL;
}

const char *attach_told(struct arena *arena, const struct attach_file *file)
{
	switch (file->clean) {
	case ATTACH_STRIPPED:
		return arena_printf(arena, _("%s: what the camera or program wrote into it (place, time, device) was taken out"),
			file->name);
	case ATTACH_MAY_TELL:
		return arena_printf(arena, _("%s leaves as it is: who made it, where and when may stand in it"),
			file->name);
	case ATTACH_AS_IT_IS:
		break;
	}
	return NULL;
}

size_t attach_words(struct arena *arena, const struct attach_file *file, const struct json *answer,
	const char *words[static ATTACH_WORDS], const char **bytes, size_t *len)
{
	size_t at = (size_t)json_int(answer, "kept", 0), count = 0;

	*bytes = file->content.text + at;
	*len = file->content.len - at < ATTACH_PIECE ? file->content.len - at : ATTACH_PIECE;
	words[count++] = "media";
	words[count++] = "add";
	words[count++] = arena_printf(arena, "--size=%zu", file->content.len);
	words[count++] = arena_printf(arena, "--at=%zu", at);
	if (answer != NULL)
		words[count++] = arena_printf(arena, "--blob=%" PRId64, json_int(answer, "blob", 0));
	words[count++] = "--";
	words[count++] = file->name;
	return count;
}

const char *attach_hash(const struct json *answer)
{
	return json_int(answer, "kept", -1) == json_int(answer, "size", -2) ? json_text(answer, "hash") : NULL;
}

bool attach_is_hash(const char *word)
{
	return strlen(word) == HASH_LEN && strspn(word, "0123456789abcdef") == HASH_LEN;
}

/* All of its pieces; *answer is that to the last one, the caller's. */
static err_t file_give(struct command_env *env, const struct attach_file *file, struct json **answer)
{
	const char *words[ATTACH_WORDS], *bytes;
	struct call_request request = { 0 };
	err_t err = NULL;

	while (err == NULL && (*answer == NULL || attach_hash(*answer) == NULL)) {
		struct json *next = NULL;
		size_t len, count = attach_words(env->arena, file, *answer, words, &bytes, &len);

		err = command_words(env, &request, count, words);
		if (err == NULL)
			err = command_call(env, &request, bytes, len, NULL, NULL, &next);
		if (err == NULL && json_int(next, "kept", 0) <= json_int(*answer, "kept", 0))
			err = err_make(ERR_PROTOCOL, "media add: the desk takes no more of %s", file->name);
		if (next != NULL) {
			json_destroy(*answer);
			*answer = next;
		}
		if (err == NULL && file->content.len > ATTACH_PIECE && !env->front.quiet)
			env->out->progress(env->out->data, shown_line(env->arena, arena_printf(env->arena,
				_("%s: %" PRId64 " of %zu KiB"), file->name, json_int(*answer, "kept", 0) >> 10,
				(file->content.len + 1023) >> 10)));
	}
	env->out->progress(env->out->data, shown_literal(""));
	return err;
}

static err_t path_give(struct command_env *env, const char *path, struct json **answer)
{
	struct attach_file file;
	err_t err = attach_read(env->arena, path, &file);

	if (err != NULL)
		return err;
	if (attach_told(env->arena, &file) != NULL)
		command_note(env, attach_told(env->arena, &file));
	err = file_give(env, &file, answer);
	str_finish(&file.content);
	return err;
}

err_t attach_values(struct command_env *env, struct call_request *request)
{
	err_t err = NULL;

	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].kind != ARG_END; i++)
		for (size_t k = 0; err == NULL && k < request->values[i].count; k++) {
			const char *word = request->values[i].texts[k];
			struct json *answer = NULL;

			if (request->call->args[i].kind != ARG_ATTACH || attach_is_hash(word))
				continue;
			err = path_give(env, word, &answer);
			if (err == NULL)
				request->values[i].texts[k] = arena_copy(env->arena, attach_hash(answer));
			json_destroy(answer);
		}
	return err;
}

err_t attach_run(struct command_env *env, const struct call_request *request)
{
	struct json *answer = NULL;
	err_t err = path_give(env, call_text(request, "file"), &answer);

	if (err == NULL)
		err = command_answer(env, request, answer);
	json_destroy(answer);
	return err;
}
