/* SPDX-License-Identifier: ISC */
/*
 * Files of JSON lines go to the desk in batches of whole lines, each its own
 * call with its own key: a connection that breaks repeats one batch, and a
 * batch that was stored is not stored again.  A ledger is read to its end
 * before that.
 */
#include "parts.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/message.h"
#include "guichet/base/str.h"

enum { BATCH_BYTES = 1 << 20, LINE_MAX_BYTES = 4 << 20, BAD_SHOWN = 5 };

struct totals { int64_t added, edited, unchanged, bad, conversations, rows, known, lines, said; };

static bool is_ledger(const struct call_request *request)
{
	return strcmp(request->call->name, "ledger import") == 0;
}

/* "FILE:LINE: why", the first few of all batches. */
static void bad_say(struct command_env *env, const char *path, const struct json *bad, struct totals *totals)
{
	for (size_t i = 0; i < json_count(bad) && totals->said < BAD_SHOWN; i++, totals->said++)
		command_note(env, arena_printf(env->arena, "%s:%" PRId64 ": %s", path,
			totals->lines + json_int(json_at(bad, i), "line", 0), json_text_or(json_at(bad, i), "text", _("refused"))));
}

static err_t batch_send(struct command_env *env, const struct call_request *request, const char *bytes,
	size_t len, struct totals *totals)
{
	struct json *answer = NULL;
	err_t err = command_call(env, request, bytes, len, NULL, NULL, &answer);

	if (err != NULL)
		return err;
	totals->added += json_int(answer, "added", 0);
	totals->edited += json_int(answer, "edited", 0);
	totals->unchanged += json_int(answer, "unchanged", 0);
	totals->bad += json_int(answer, "bad", 0);
	totals->conversations += json_int(answer, "conversations", 0);
	totals->rows += json_int(answer, "rows", 0);
	totals->known += json_int(answer, "known", 0);
	env->out->progress(env->out->data, shown_literal(""));
	bad_say(env, call_text(request, "file"), json_get(answer, "bad_lines"), totals);
	for (size_t i = 0; i < len; i++)
		totals->lines += bytes[i] == '\n';
	env->out->progress(env->out->data, shown_line(env->arena,
		arena_printf(env->arena, _("%" PRId64 " stored"), totals->added + totals->rows)));
	json_destroy(answer);
	return NULL;
}

/* Sends all whole lines of the buffer; at the end also what has no line break. */
static err_t buffer_send(struct command_env *env, const struct call_request *request, struct str *buffer,
	bool last, struct totals *totals)
{
	const char *end = buffer->len > 0 ? memrchr(buffer->text, '\n', buffer->len) : NULL;
	size_t len = last ? buffer->len : end != NULL ? (size_t)(end - buffer->text) + 1 : 0;
	err_t err;

	if (len == 0)
		return buffer->len > LINE_MAX_BYTES ? err_make(ERR_DATA, "a line is longer than 4 MiB") : NULL;
	err = batch_send(env, request, buffer->text, len, totals);
	str_cut_front(buffer, len);
	return err;
}

static void totals_say(struct command_env *env, const struct call_request *request, const struct totals *t)
{
	const char *text;

	if (env->front.json) {
		env->out->json(env->out->data, arena_printf(env->arena,
			"{\"added\":%" PRId64 ",\"edited\":%" PRId64 ",\"unchanged\":%" PRId64 ",\"bad\":%" PRId64
			",\"conversations\":%" PRId64 ",\"rows\":%" PRId64 ",\"known\":%" PRId64 "}",
			t->added, t->edited, t->unchanged, t->bad, t->conversations, t->rows, t->known));
		return;
	}
	text = is_ledger(request)
		? arena_printf(env->arena, message_plural("%" PRId64 " row, %" PRId64 " known already",
			"%" PRId64 " rows, %" PRId64 " known already", (uint64_t)t->rows), t->rows, t->known)
		: arena_printf(env->arena, _("%s in %s; %" PRId64 " edited, %" PRId64 " known already, %" PRId64 " refused"),
			arena_printf(env->arena, message_plural("%" PRId64 " message", "%" PRId64 " messages",
				(uint64_t)t->added), t->added),
			arena_printf(env->arena, message_plural("%" PRId64 " new conversation", "%" PRId64 " new conversations",
				(uint64_t)t->conversations), t->conversations),
			t->edited, t->unchanged, t->bad);
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, text));
}

err_t import_file(struct command_env *env, const struct call_request *request)
{
	const char *path = call_text(request, "file");
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	struct totals totals = { 0 };
	struct str buffer = { 0 };
	char *chunk = NULL;
	err_t err = NULL;
	ssize_t n;

	if (fd < 0)
		return errno == ENOENT ? err_make(ERR_NOT_FOUND, "%s: no such file", path) : err_sys("open %s", path);
	chunk = malloc(BATCH_BYTES);
	if (chunk == NULL)
		abort();
	if (is_ledger(request))
		err = ledger_file_check(fd);
	while (err == NULL && (n = read(fd, chunk, BATCH_BYTES)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			err = err_sys("read %s", path);
		else
			str_add_n(&buffer, chunk, (size_t)n);
		if (err == NULL && buffer.len >= BATCH_BYTES)
			err = buffer_send(env, request, &buffer, false, &totals);
	}
	if (err == NULL && buffer.len == 0 && totals.lines == 0)
		err = err_make(ERR_DATA, "nothing to import");
	if (err == NULL)
		err = buffer_send(env, request, &buffer, true, &totals);
	env->out->progress(env->out->data, shown_literal(""));
	if (err == NULL) {
		totals_say(env, request, &totals);
		if (totals.bad > 0)
			err = err_make(ERR_DATA, "%s: %" PRId64 " lines were refused, the others are in", path, totals.bad);
	} else {
		err = err_wrap(err, "%s", path);
	}
	free(chunk);
	close(fd);
	str_finish(&buffer);
	return err;
}
