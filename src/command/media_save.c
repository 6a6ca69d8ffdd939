/* SPDX-License-Identifier: ISC */
/*
 * A file that stands beside a message, into a directory of this machine: a part
 * first (base/part.h), which gets a name that nobody has, or goes.
 */
#include "guichet/command/save.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "guichet/model/picture.h"
#include "parts.h"

enum { NAME_MOST = 60 };

static const struct { const char *mime, *ending; } endings[] = {
	{ "image/jpeg", "jpg" }, { "image/png", "png" }, { "image/gif", "gif" }, { "image/webp", "webp" },
	{ "image/heic", "heic" }, { "image/avif", "avif" }, { "video/mp4", "mp4" }, { "video/quicktime", "mov" },
	{ "video/webm", "webm" }, { "audio/ogg", "ogg" }, { "audio/mpeg", "mp3" }, { "audio/mp4", "m4a" },
	{ "application/pdf", "pdf" },
};

/* The last word of an address without its ending: letters, digits, - and _. */
static const char *harmless(struct arena *arena, const char *url)
{
	size_t len = url != NULL ? strcspn(url, "?#") : 0, from = len, count = 0;
	char *name = arena_alloc(arena, NAME_MOST + 1);

	while (from > 0 && url[from - 1] != '/')
		from--;
	for (size_t i = from; i < len && url[i] != '.' && count < NAME_MOST; i++)
		if ((url[i] >= 'a' && url[i] <= 'z') || (url[i] >= 'A' && url[i] <= 'Z') ||
		    (url[i] >= '0' && url[i] <= '9') || url[i] == '-' || url[i] == '_')
			name[count++] = url[i];
	return *name != '\0' ? name : "file";
}

static const char *ending_of(const struct media_saving *s)
{
	struct picture what;

	picture_look(s->head, s->bytes < SAVING_HEAD ? (size_t)s->bytes : SAVING_HEAD, &what);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(endings[i].mime, what.mime) == 0)
			return endings[i].ending;
	return "bin";
}

err_t saving_begin(struct media_saving *s, struct arena *arena, const char *id, const char *directory)
{
	struct stat there;

	*s = (struct media_saving){ .arena = arena, .id = arena_copy(arena, id),
		.directory = arena_copy(arena, directory != NULL ? directory : "."), .part.fd = -1 };
	if (stat(s->directory, &there) != 0)
		return err_make(ERR_NOT_FOUND, "%s: %s", s->directory, strerror(errno));
	return S_ISDIR(there.st_mode) ? NULL : err_make(ERR_USAGE, "%s is no directory", s->directory);
}

static err_t row_first(struct media_saving *s, const struct json *row)
{
	s->size = json_int(row, "size", 0);
	s->number = json_int(row, "number", 1);
	s->of = json_int(row, "of", 1);
	s->name = harmless(s->arena, json_text(row, "url"));
	return part_begin(&s->part, s->directory, s->id);
}

err_t saving_row(struct media_saving *s, const struct json *row)
{
	const char *bytes = json_text(row, "bytes");
	struct str raw = { 0 };
	err_t err = NULL;

	if (row == NULL) {
		part_drop(&s->part);
		s->bytes = 0;
		return NULL;
	}
	if (bytes == NULL)
		return s->part.fd < 0 ? row_first(s, row) : NULL;
	if (s->part.fd < 0 || !str_unbase64(&raw, bytes))
		err = err_make(ERR_PROTOCOL, "media save: what the desk sends is none of a file");
	for (size_t i = 0; err == NULL && i < raw.len && s->bytes + (int64_t)i < SAVING_HEAD; i++)
		s->head[s->bytes + (int64_t)i] = raw.text[i];
	if (err == NULL)
		err = file_write_all(s->part.fd, s->directory, str_text(&raw), raw.len);
	s->bytes += (int64_t)raw.len;
	str_finish(&raw);
	return err;
}

const char *saving_told(struct media_saving *s)
{
	int64_t there = s->bytes / 1000, whole = (s->size + 999) / 1000;

	return whole > 0 ? arena_printf(s->arena, _("%" PRId64 " of %" PRId64 " kB"), there, whole) :
		arena_printf(s->arena, _("%" PRId64 " kB"), there);
}

static err_t keep(struct media_saving *s)
{
	if (s->part.fd < 0 || s->bytes == 0)
		return err_make(ERR_DATA, "media save: it is empty");
	s->path = arena_printf(s->arena, "%s/%s-%" PRId64 "-%s.%s", s->directory, s->id, s->number, s->name, ending_of(s));
	return part_keep(&s->part, s->path);
}

err_t saving_end(struct media_saving *s, err_t why)
{
	err_t err = why == NULL ? keep(s) : why;

	part_drop(&s->part);
	return err;
}

/* ---- the command */

struct saver { struct command_env *env; struct media_saving saving; };

static err_t on_row(void *data, const struct json *row)
{
	struct saver *saver = data;
	struct command_env *env = saver->env;
	err_t err = saving_row(&saver->saving, row);

	if (err == NULL && !env->front.quiet)
		env->out->progress(env->out->data, shown_line(env->arena, saving_told(&saver->saving)));
	return err;
}

static void say_saved(struct command_env *env, const struct media_saving *s)
{
	struct str line = { 0 };
	struct json_out o = { .to = &line };

	if (!env->front.json) {
		say(env, SINK_PLAIN, s->path);
		return;
	}
	json_open_object(&o, NULL);
	json_put_text(&o, "path", s->path);
	json_put_int(&o, "bytes", s->bytes);
	json_put_int(&o, "number", s->number);
	json_put_int(&o, "of", s->of);
	json_close_object(&o);
	say(env, SINK_PLAIN, line.text);
	str_finish(&line);
}

err_t media_save_run(struct command_env *env, const struct call_request *request)
{
	struct saver saver = { .env = env };
	struct json *answer = NULL;
	err_t err = saving_begin(&saver.saving, env->arena, call_text(request, "id"), call_text(request, "to"));

	if (err != NULL)
		return err;
	err = saving_end(&saver.saving, command_call(env, request, NULL, 0, on_row, &saver, &answer));
	env->out->progress(env->out->data, shown_literal(""));
	json_destroy(answer);
	if (err == NULL)
		say_saved(env, &saver.saving);
	return err;
}
