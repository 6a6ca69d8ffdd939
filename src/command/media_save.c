/* SPDX-License-Identifier: ISC */
/*
 * A file that stands beside a message, into a directory of this machine.  Its
 * name is made here: what a stranger calls it lends letters and digits, never
 * a path, and its ending is that of what it is.  Nothing is written over, and
 * nothing is opened.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "guichet/command/media.h"
#include "guichet/model/picture.h"
#include "parts.h"

enum { NAME_MOST = 60, HEAD = 64 };

struct saving {
	struct command_env *env;
	const struct call_request *request;
	const char *directory;
	char *part, *path;		/* where it is written, and what it becomes */
	int fd;
	int64_t bytes, size, number, of;
	char head[HEAD];
	const char *name;		/* what the network calls it, made harmless */
	err_t err;
};

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

static const char *ending_of(const struct saving *s)
{
	struct picture what;

	picture_look(s->head, s->bytes < HEAD ? (size_t)s->bytes : HEAD, &what);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(endings[i].mime, what.mime) == 0)
			return endings[i].ending;
	return "bin";
}

static err_t begin(struct saving *s, const struct json *row)
{
	struct arena *arena = s->env->arena;

	s->size = json_int(row, "size", 0);
	s->number = json_int(row, "number", 1);
	s->of = json_int(row, "of", 1);
	s->name = harmless(arena, json_text(row, "url"));
	s->part = arena_printf(arena, "%s/.guichet-%" PRId64 "-%ld.part", s->directory, call_int(s->request, "id", 0),
		(long)getpid());
	s->fd = open(s->part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return s->fd >= 0 ? NULL : err_make(ERR_DATA, "%s: %s", s->directory, strerror(errno));
}

static void progress(struct saving *s)
{
	struct arena *arena = s->env->arena;

	if (!s->env->front.quiet)
		s->env->out->progress(s->env->out->data, shown_line(arena, s->size > 0 ?
			arena_printf(arena, _("%" PRId64 " of %" PRId64 " kB"), s->bytes / 1000, (s->size + 999) / 1000) :
			arena_printf(arena, _("%" PRId64 " kB"), s->bytes / 1000)));
}

static err_t on_row(void *data, const struct json *row)
{
	struct saving *s = data;
	const char *bytes = json_text(row, "bytes");
	struct str raw = { 0 };
	err_t err = NULL;

	if (bytes == NULL)
		return s->fd < 0 ? begin(s, row) : NULL;
	if (s->fd < 0 || !str_unbase64(&raw, bytes))
		err = err_make(ERR_PROTOCOL, "media save: what the desk sends is none of a file");
	for (size_t i = 0; err == NULL && i < raw.len && s->bytes + (int64_t)i < HEAD; i++)
		s->head[s->bytes + (int64_t)i] = raw.text[i];
	if (err == NULL)
		err = file_write_all(s->fd, s->part, str_text(&raw), raw.len);
	s->bytes += (int64_t)raw.len;
	str_finish(&raw);
	if (err == NULL)
		progress(s);
	return err;
}

/* A name that is taken is left alone: link() makes a new one or fails. */
static err_t keep(struct saving *s)
{
	const char *id = call_text(s->request, "id");
	struct arena *arena = s->env->arena;

	if (s->fd < 0 || s->bytes == 0)
		return err_make(ERR_DATA, "media save: it is empty");
	if (fsync(s->fd) != 0)
		return err_make(ERR_DATA, "%s: %s", s->part, strerror(errno));
	s->path = arena_printf(arena, "%s/%s-%" PRId64 "-%s.%s", s->directory, id, s->number, s->name, ending_of(s));
	if (link(s->part, s->path) == 0)
		return NULL;
	return errno == EEXIST ? err_make(ERR_CONFLICT, "%s is there already: nothing was written", s->path) :
		err_make(ERR_DATA, "%s: %s", s->path, strerror(errno));
}

static void say_saved(struct saving *s)
{
	struct command_env *env = s->env;
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
	const char *to = call_text(request, "to");
	struct saving s = { .env = env, .request = request, .directory = to != NULL ? to : ".", .fd = -1 };
	struct json *answer = NULL;
	struct stat there;
	err_t err = NULL;

	if (stat(s.directory, &there) != 0)
		err = err_make(ERR_NOT_FOUND, "%s: %s", s.directory, strerror(errno));
	else if (!S_ISDIR(there.st_mode))
		err = err_make(ERR_USAGE, "%s is no directory", s.directory);
	if (err == NULL)
		err = command_call(env, request, NULL, 0, on_row, &s, &answer);
	env->out->progress(env->out->data, shown_literal(""));
	if (err == NULL)
		err = keep(&s);
	if (s.fd >= 0) {
		(void)close(s.fd);
		(void)unlink(s.part);
	}
	json_destroy(answer);
	if (err == NULL)
		say_saved(&s);
	return err;
}
