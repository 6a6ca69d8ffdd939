/* SPDX-License-Identifier: ISC */
/*
 * The memory of the playback network: one line for its start, one for each
 * post.  A line torn by a crash is cut off when the file is opened: its
 * sender never got an answer.
 */
#include "playback_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/base/file.h"
#include "playback_record.h"

enum { MEMORY_READ_LIMIT = 1 << 30 };

static void memory_take_line(struct memory *memory, const char *line)
{
	struct arena *arena = memory->arena;
	const char *kind = record_get(arena, line, "record");

	if (str_equal(kind, "start")) {
		memory->start_ms = strtoll(record_get(arena, line, "at"), NULL, 10);
		memory->seed = strtoull(record_get(arena, line, "seed"), NULL, 10);
		free(memory->profile);
		memory->profile = mem_copy(record_get(arena, line, "profile"));
		return;
	}
	if (!str_equal(kind, "post") && !str_equal(kind, "act"))
		return;
	if (memory->count == memory->size) {
		memory->size = memory->size > 0 ? memory->size * 2 : 64;
		memory->posts = mem_grow(memory->posts, memory->size, sizeof(*memory->posts));
	}
	memory->posts[memory->count++] = (struct posted){
		.brand = record_get(arena, line, "brand"), .id = record_get(arena, line, "id"),
		.key = record_get(arena, line, "key"), .to = record_get(arena, line, "to"),
		.visibility = record_get(arena, line, "visibility"),
		.text = record_get(arena, line, "text"),
		.act = str_equal(kind, "act") ? record_get(arena, line, "act") : NULL,
		.at_ms = strtoll(record_get(arena, line, "at"), NULL, 10),
	};
}

static size_t memory_take(struct memory *memory, const char *text)
{
	const char *line = text, *end;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		memory_take_line(memory, line);
	return (size_t)(line - text);
}

err_t memory_catch_up(struct memory *memory)
{
	struct str text = { 0 };
	err_t err;

	if (memory->fd < 0)
		return NULL;
	if (lseek(memory->fd, (off_t)memory->read, SEEK_SET) < 0)
		return err_sys("seek in %s", memory->path);
	err = file_read_fd(memory->fd, memory->path, MEMORY_READ_LIMIT, &text);
	if (err == NULL)
		memory->read += memory_take(memory, str_text(&text));
	str_finish(&text);
	return err;
}

/* A line that could not be written whole is taken back. */
static err_t memory_write(struct memory *memory, const struct str *line)
{
	err_t err = file_write_all(memory->fd, memory->path, line->text, line->len);

	if (err == NULL && fsync(memory->fd) < 0)
		err = err_sys("sync %s", memory->path);
	if (err != NULL && ftruncate(memory->fd, (off_t)memory->read) < 0)
		err = err_wrap(err, "and its torn end cannot be cut");
	return err;
}

err_t memory_append(struct memory *memory, const struct posted *post)
{
	struct str line = { 0 };
	err_t err = NULL;

	record_add(&line, "record", post->act != NULL ? "act" : "post");
	record_add(&line, "brand", post->brand);
	record_add(&line, "id", post->id);
	record_add(&line, "key", post->key);
	if (post->act != NULL)
		record_add(&line, "act", post->act);
	record_add(&line, "to", post->to);
	record_add(&line, "visibility", post->visibility);
	record_add_int(&line, "at", post->at_ms);
	record_add(&line, "text", post->text);
	str_add_char(&line, '\n');
	if (memory->fd < 0) {
		memory_take(memory, line.text);
	} else {
		err = memory_write(memory, &line);
		if (err == NULL)
			err = memory_catch_up(memory);
	}
	str_finish(&line);
	return err;
}

static err_t memory_begin(struct memory *memory)
{
	struct str line = { 0 };
	char seed[24];
	err_t err;

	snprintf(seed, sizeof(seed), "%" PRIu64, memory->seed);
	record_add(&line, "record", "start");
	record_add_int(&line, "at", memory->start_ms);
	record_add(&line, "seed", seed);
	record_add(&line, "profile", memory->profile);
	str_add_char(&line, '\n');
	err = memory_write(memory, &line);
	str_finish(&line);
	return err;
}

err_t memory_open(struct memory *memory, const char *path, uint64_t seed, int64_t start_ms,
	const char *profile)
{
	err_t err;

	*memory = (struct memory){
		.arena = arena_create(), .path = mem_copy(path), .fd = -1,
		.start_ms = start_ms, .seed = seed, .profile = mem_copy(profile),
	};
	if (path == NULL)
		return NULL;
	memory->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (memory->fd < 0)
		return err_sys("open %s", path);
	err = memory_catch_up(memory);
	if (err == NULL && ftruncate(memory->fd, (off_t)memory->read) < 0)
		err = err_sys("cut %s", path);
	if (err == NULL && memory->read == 0) {
		err = memory_begin(memory);
		if (err == NULL)
			err = memory_catch_up(memory);
	}
	return err;
}

void memory_close(struct memory *memory)
{
	if (memory->arena == NULL)
		return;
	if (memory->fd >= 0)
		close(memory->fd);
	free(memory->path);
	free(memory->profile);
	free(memory->posts);
	arena_destroy(memory->arena);
	memset(memory, 0, sizeof(*memory));
}

const struct posted *memory_by_key(const struct memory *memory, const char *brand, const char *key)
{
	for (size_t i = memory->count; i > 0 && *key != '\0'; i--)
		if (str_equal(memory->posts[i - 1].key, key)
		    && str_equal(memory->posts[i - 1].brand, brand))
			return &memory->posts[i - 1];
	return NULL;
}
