/* SPDX-License-Identifier: ISC */
/*
 * The network "spool": a directory.  A file put into new/ is a message, a
 * reply becomes a file in out/.  It speaks guichet-connector(7) like any
 * other program and needs no memory: a message's file is moved to done/ only
 * when the desk has said that it is kept, and a reply's file is named by its
 * key, so whatever is repeated after an end is the same again.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "guichet/base/file.h"
#include "guichet/wire/item.h"

enum { FILE_MOST = 1 << 20, POLL_FILES = 200, NAME_MOST = 200 };

struct spool {
	struct arena *arena;		/* of one call */
	char *directory;
	int64_t seq;
	size_t count;
	char *told[POLL_FILES];		/* names of the files whose items were written, until the ack */
	int64_t told_seq;
};

static void say(const struct str *line)
{
	if (file_write_all(STDOUT_FILENO, "standard output", line->text, line->len) != NULL)
		exit(1);
}

static void answer(int64_t id, const char *key, const char *json)
{
	struct str line = { 0 };
	struct json_out o = { .to = &line };

	json_open_object(&o, NULL);
	json_put_int(&o, "id", id);
	json_put_raw(&o, key, json);
	json_close_object(&o);
	str_add_char(&line, '\n');
	say(&line);
	str_finish(&line);
}

static void refuse(int64_t id, const char *class, const char *text)
{
	struct str error = { 0 };
	struct json_out o = { .to = &error };

	json_open_object(&o, NULL);
	json_put_text(&o, "class", class);
	json_put_text(&o, "text", text);
	json_close_object(&o);
	answer(id, "error", error.text);
	str_finish(&error);
}

static const char *path_of(struct spool *spool, const char *folder, const char *name)
{
	return arena_printf(spool->arena, "%s/%s/%s", spool->directory, folder, name);
}

/* Nothing that begins with a dot: whoever writes a file names it so until it is whole. */
static bool is_plain(const char *name)
{
	return name[0] != '.' && strlen(name) <= NAME_MOST;
}

/* ---- in */

static err_t item_read(struct spool *spool, const char *path, struct str *text, struct item *item)
{
	struct json *json = NULL;
	struct stat about;
	err_t err = NULL;

	/* Opening a pipe would wait for whoever writes into it. */
	if (lstat(path, &about) == 0 && !S_ISREG(about.st_mode))
		err = err_make(ERR_DATA, "%s is no regular file", path);
	if (err == NULL)
		err = file_read(path, FILE_MOST, text);
	if (err == NULL)
		err = json_parse(str_text(text), text->len, &json);
	if (err == NULL)
		err = wire_get_item(spool->arena, json, item);
	json_destroy(json);
	return err;
}

/* Aside, with the reason beside it. */
static void file_reject(struct spool *spool, const char *name, err_t why)
{
	const char *reason = arena_printf(spool->arena, "%s\n", why->text);
	err_t err = file_write(path_of(spool, "bad", arena_printf(spool->arena, "%s.reason", name)), 0600, reason,
		strlen(reason));

	if (err != NULL || rename(path_of(spool, "new", name), path_of(spool, "bad", name)) != 0)
		fprintf(stderr, "%s cannot be put aside\n", name);
}

static void file_tell(struct spool *spool, const char *name)
{
	struct str text = { 0 }, line = { 0 };
	struct item item = { 0 };
	err_t err = item_read(spool, path_of(spool, "new", name), &text, &item);

	if (err != NULL && err->sys != 0) {
		fprintf(stderr, "%s cannot be read now\n", name);
	} else if (err != NULL) {
		file_reject(spool, name, err);
	} else {
		str_printf(&line, "{\"seq\":%lld,\"item\":", (long long)++spool->seq);
		wire_put_item(&line, &item);
		while (line.len > 0 && line.text[line.len - 1] == '\n')
			line.len--;
		str_add(&line, "}\n");
		say(&line);
		spool->told[spool->count++] = mem_copy(name);
	}
	str_finish(&line);
	str_finish(&text);
}

static void told_forget(struct spool *spool)
{
	while (spool->count > 0)
		free(spool->told[--spool->count]);
}

/* Nothing hangs on its value: what is new is what stands in new/.  It differs, so that the desk goes on. */
static void checkpoint_tell(struct spool *spool)
{
	struct str line = { 0 };

	spool->seq++;
	str_printf(&line, "{\"seq\":%lld,\"checkpoint\":\"%ld-%lld\"}\n", (long long)spool->seq, (long)getpid(),
		(long long)spool->seq);
	say(&line);
	str_finish(&line);
}

static void poll_call(struct spool *spool, int64_t id)
{
	struct dirent **names = NULL;
	int found = scandir(path_of(spool, "new", ""), &names, NULL, alphasort);
	bool more = false;

	told_forget(spool);
	for (int i = 0; i < found; i++) {
		if (is_plain(names[i]->d_name) && spool->count < POLL_FILES)
			file_tell(spool, names[i]->d_name);
		else if (is_plain(names[i]->d_name))
			more = true;
		free(names[i]);
	}
	free(names);
	if (spool->count > 0)
		checkpoint_tell(spool);
	spool->told_seq = spool->seq;
	if (found < 0)
		refuse(id, "config", arena_printf(spool->arena, "%s: %s", spool->directory, strerror(errno)));
	else
		answer(id, "ok", more ? "{\"more\":true}" : "{\"more\":false}");
}

/* The desk has them: a file that is still here is told again, and known there by its uid. */
static void ack(struct spool *spool, int64_t seq)
{
	if (spool->count == 0 || seq < spool->told_seq)
		return;
	for (size_t i = 0; i < spool->count; i++)
		if (rename(path_of(spool, "new", spool->told[i]), path_of(spool, "done", spool->told[i])) != 0)
			fprintf(stderr, "%s stays in new: %s\n", spool->told[i], strerror(errno));
	told_forget(spool);
}

/* ---- out */

static bool key_is_plain(const char *key)
{
	return key != NULL && *key != '\0' && strlen(key) <= NAME_MOST &&
		key[strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")] == '\0';
}

static void send_call(struct spool *spool, int64_t id, const struct json *reply)
{
	const char *key = json_text(reply, "key"), *path;
	struct str text = { 0 };
	err_t err;

	if (!key_is_plain(key)) {
		refuse(id, "refused", "the reply has no key that names a file");
		return;
	}
	json_dump(reply, &text);
	str_add_char(&text, '\n');
	path = path_of(spool, "out", arena_printf(spool->arena, "%s.json", key));
	err = file_write(path, 0600, text.text, text.len);
	if (err != NULL)
		refuse(id, "later", err->text);
	else
		answer(id, "ok", arena_printf(spool->arena, "{\"sent\":{\"id\":\"spool:%s\",\"native\":\"%s\"}}", key, key));
	str_finish(&text);
}

/* ---- calls */

static void hello_call(struct spool *spool, int64_t id, const struct json *call)
{
	static const char *const folders[] = { "new", "done", "bad", "out" };
	const char *directory = json_text_or(json_get(call, "settings"), "dir", "");
	err_t err = NULL;

	free(spool->directory);
	spool->directory = mem_copy(directory);
	if (directory[0] != '/') {
		refuse(id, "config", "spool needs dir=/..., an absolute path");
		return;
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]) && err == NULL; i++)
		err = file_make_directory(path_of(spool, folders[i], ""));
	if (err != NULL) {
		refuse(id, "config", err->text);
		return;
	}
	answer(id, "ok", "{\"protocol\":1,\"name\":\"spool\",\"version\":\"1\",\"title\":\"a directory\",\"sends\":true,"
		"\"repeats\":true,\"settings\":[{\"name\":\"dir\",\"help\":\"an absolute path\",\"required\":true}]}");
}

static void line_take(struct spool *spool, const struct json *line)
{
	const char *call = json_text_or(line, "call", "");
	int64_t id = json_int(line, "id", 0);

	if (json_int(line, "ack", 0) > 0)
		ack(spool, json_int(line, "ack", 0));
	else if (str_equal(call, "hello"))
		hello_call(spool, id, line);
	else if (str_equal(call, "probe"))
		answer(id, "ok", "{\"self\":{\"id\":\"spool\",\"handle\":\"spool\"}}");
	else if (str_equal(call, "poll"))
		poll_call(spool, id);
	else if (str_equal(call, "send"))
		send_call(spool, id, json_get(line, "reply"));
	else if (id != 0)
		refuse(id, "unsupported", "no such call");
}

int main(void)
{
	struct spool spool = { .directory = mem_copy("") };
	char *text = NULL;
	size_t size = 0;
	ssize_t len;

	umask(077);
	while ((len = getline(&text, &size, stdin)) > 0) {
		struct json *line = NULL;

		spool.arena = arena_create();
		if (json_parse(text, (size_t)len, &line) == NULL)
			line_take(&spool, line);
		json_destroy(line);
		arena_destroy(spool.arena);
	}
	told_forget(&spool);
	free(spool.directory);
	free(text);
	return 0;
}
