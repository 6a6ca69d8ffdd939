/* SPDX-License-Identifier: ISC */
/*
 * Files that go with a reply that is being written: each is given to the desk
 * when it is attached, so that the review shows what will leave, and what it
 * shows is asked for at once.  They are kept with the draft.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/command/attach.h"

static void upload_end(struct compose *c)
{
	if (c->upload_call != 0)
		attach_forget(c->view->tui->desk, c->upload_call);
	c->upload_call = 0;
	str_finish(&c->upload_bytes);
	free(c->upload_name);
	c->upload_name = NULL;
	json_destroy(c->upload_answer);
	c->upload_answer = NULL;
}

void files_forget(struct compose *c)
{
	upload_end(c);
	for (size_t i = 0; i < c->file_count; i++) {
		free(c->files[i].hash);
		free(c->files[i].name);
		free(c->files[i].alt);
	}
	c->file_count = 0;
}

static struct compose_file file_told(const struct json *file)
{
	return (struct compose_file){ mem_copy(json_text_or(file, "hash", "")), mem_copy(json_text_or(file, "name", "?")),
		mem_copy(json_text(file, "alt")) };
}

void files_load(struct compose *c, const struct json *files)
{
	size_t count = json_count(files), room = PLAN_MEDIA - c->file_count;

	count = count < room ? count : room;
	memmove(c->files + count, c->files, c->file_count * sizeof(c->files[0]));
	for (size_t i = 0; i < count; i++)
		c->files[i] = file_told(json_at(files, i));
	c->file_count += count;
}

static bool is_here(const struct compose *c, const char *hash)
{
	for (size_t i = 0; i < c->file_count; i++)
		if (strcmp(c->files[i].hash, hash) == 0)
			return true;
	return false;
}

void files_meet(struct compose *c, const struct json *files, const char *kept)
{
	for (size_t i = 0; i < json_count(files) && c->file_count < PLAN_MEDIA; i++) {
		const char *hash = json_text_or(json_at(files, i), "hash", "");

		if (!is_here(c, hash) && strstr(kept, hash) == NULL)
			c->files[c->file_count++] = file_told(json_at(files, i));
	}
}

static void file_take(struct compose *c, const struct json *answer)
{
	struct tui *tui = c->view->tui;

	c->files[c->file_count++] = (struct compose_file){ mem_copy(attach_hash(answer)),
		mem_copy(json_text_or(answer, "name", "?")), NULL };
	upload_end(c);
	compose_changed(c);
	if (tui_top(tui) == c->view || tui_top(tui) == c->review)
		prompt_open(tui, ':', arena_printf(tui->frame, "describe %zu ", c->file_count));
}

static void upload_step(struct compose *c);

static void on_piece(void *data, const struct json *answer, err_t why)
{
	struct compose *c = data;

	c->upload_call = 0;
	if (why != NULL) {
		message_error(c->view->tui, why);
		upload_end(c);
		return;
	}
	if (attach_hash(answer) != NULL) {
		file_take(c, answer);
		return;
	}
	json_destroy(c->upload_answer);
	c->upload_answer = json_share(answer);
	upload_step(c);
}

/* The next piece, behind what the desk has. */
static void upload_step(struct compose *c)
{
	const struct attach_listener listener = { .answer = on_piece, .data = c };
	struct tui *tui = c->view->tui;
	const struct attach_file file = { .content = c->upload_bytes, .name = c->upload_name };
	const char *words[ATTACH_WORDS], *bytes;
	size_t len, count = attach_words(tui->frame, &file, c->upload_answer, words, &bytes, &len);
	err_t err = ask_with(tui, &listener, &c->upload_call, (struct ask_words){ count, words, bytes, len });

	if (c->upload_answer != NULL)
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("%s: %" PRId64 " of %zu KiB"), c->upload_name,
			json_int(c->upload_answer, "kept", 0) >> 10, (c->upload_bytes.len + 1023) >> 10));
	if (err != NULL) {
		message_error(tui, err);
		upload_end(c);
	}
}

static err_t file_attach(struct compose *c, const char *path)
{
	struct tui *tui = c->view->tui;
	const char *home = getenv("HOME");
	struct attach_file file;
	err_t err;

	if (c->note)
		return err_make(ERR_STATE, "a note takes no files");
	if (c->upload_name != NULL)
		return err_make(ERR_STATE, "one moment: %s is on its way to the desk", c->upload_name);
	if (c->file_count == PLAN_MEDIA)
		return err_make(ERR_STATE, "at most %d files go with a reply", PLAN_MEDIA);
	if (path[0] == '~' && path[1] == '/' && home != NULL)
		path = arena_printf(tui->frame, "%s%s", home, path + 1);
	err = attach_read(tui->frame, path, &file);
	if (err != NULL)
		return err;
	if (attach_told(tui->frame, &file) != NULL)
		message_text(tui, MESSAGE_INFO, attach_told(tui->frame, &file));
	c->upload_bytes = file.content;
	c->upload_name = mem_copy(file.name);
	upload_step(c);
	return NULL;
}

/* "describe 2 a broken bowl"; without words nothing is said of it. */
static err_t describe(struct compose *c, size_t count, const char *const *words)
{
	char *end;
	long number = count > 1 ? strtol(words[1], &end, 10) : 0;
	struct str text = { 0 };

	if (number < 1 || *end != '\0' || (size_t)number > c->file_count)
		return err_make(ERR_USAGE, "describe: say which file, from 1, and what it shows");
	for (size_t i = 2; i < count; i++)
		str_printf(&text, "%s%s", i > 2 ? " " : "", words[i]);
	free(c->files[number - 1].alt);
	c->files[number - 1].alt = text.len > 0 ? mem_copy(text.text) : NULL;
	str_finish(&text);
	compose_changed(c);
	return NULL;
}

/* The last one goes. */
static void detach(struct compose *c)
{
	struct compose_file *file;

	if (c->file_count == 0) {
		message_say(c->view->tui, MESSAGE_INFO, shown_literal(_("nothing is attached")));
		return;
	}
	file = &c->files[--c->file_count];
	free(file->hash);
	free(file->name);
	free(file->alt);
	compose_changed(c);
}

err_t files_command(struct compose *c, size_t count, const char *const *words, bool *known)
{
	*known = true;
	if (strcmp(words[0], "describe") == 0)
		return describe(c, count, words);
	if (strcmp(words[0], "attach") == 0 && count == 2)
		return file_attach(c, words[1]);
	if (strcmp(words[0], "attach") == 0)
		return err_make(ERR_USAGE, "attach: which file?");
	if (strcmp(words[0], "detach") == 0 && count == 1)
		detach(c);
	else
		*known = false;
	return NULL;
}

size_t files_words(const struct compose *c, const char *words[static PLAN_WORDS], size_t count)
{
	for (size_t i = 0; i < c->file_count; i++) {
		words[count++] = "--attach";
		words[count++] = c->files[i].hash;
		words[count++] = "--alt";
		words[count++] = c->files[i].alt != NULL ? c->files[i].alt : "";
	}
	return count;
}
