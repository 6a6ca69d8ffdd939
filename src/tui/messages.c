/* SPDX-License-Identifier: ISC */
/* What was done and what went wrong: the newest stands in the last line until the next key, all of it in a view. */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "inside.h"

enum { KEPT = 200, TEXT_MOST = 600 };

struct said { int64_t at_ms; enum message_kind kind; char *text; };

struct log_of_messages {
	struct said said[KEPT];		/* a ring */
	size_t next, count;
	bool now;			/* the newest is still to be read */
	int64_t until_ms;		/* and is true until then; 0: until the next key */
	struct arena *arena;		/* what messages_at() gave last */
	struct arena *line;		/* of the bottom line */
	struct shown text;
};

struct log_of_messages *messages_create(void)
{
	struct log_of_messages *log = mem_alloc(sizeof(*log));

	log->arena = arena_create();
	log->line = arena_create();
	return log;
}

void messages_destroy(struct log_of_messages *log)
{
	if (log == NULL)
		return;
	for (size_t i = 0; i < KEPT; i++)
		free(log->said[i].text);
	arena_destroy(log->arena);
	arena_destroy(log->line);
	free(log);
}

void message_text(struct tui *tui, enum message_kind kind, const char *untrusted)
{
	struct log_of_messages *log = tui->messages;
	struct said *said = &log->said[log->next];
	size_t len = strlen(untrusted);

	free(said->text);
	*said = (struct said){ .at_ms = tui_now(tui), .kind = kind,
		.text = mem_copy_n(untrusted, len < TEXT_MOST ? len : TEXT_MOST) };
	log->next = (log->next + 1) % KEPT;
	if (log->count < KEPT)
		log->count++;
	arena_reset(log->line);
	log->text = shown_line(log->line, said->text);
	log->now = true;
	log->until_ms = 0;
	tui_touch(tui);
}

void message_say(struct tui *tui, enum message_kind kind, struct shown text)
{
	message_text(tui, kind, text.bytes);
}

void message_error(struct tui *tui, err_t err)
{
	if (tui->quit && tui->failed == NULL)	/* the screen is gone: it is said behind it */
		tui->failed = err;
	message_text(tui, MESSAGE_ERROR, err_shown(tui->frame, err));
}

void message_clear(struct tui *tui)
{
	tui->messages->now = false;
}

void message_until(struct tui *tui, int64_t until_ms)
{
	tui->messages->until_ms = until_ms;
}

bool message_now(const struct tui *tui, enum message_kind *kind, struct shown *text)
{
	const struct log_of_messages *log = tui->messages;

	if (!log->now || (log->until_ms != 0 && tui_now(tui) >= log->until_ms))
		return false;
	*kind = log->said[(log->next + KEPT - 1) % KEPT].kind;
	*text = log->text;
	return true;
}

size_t messages_count(const struct log_of_messages *log)
{
	return log->count;
}

void messages_at(const struct log_of_messages *log, size_t index, int64_t *at_ms, enum message_kind *kind,
	struct shown *text)
{
	const struct said *said = &log->said[(log->next + KEPT - log->count + index) % KEPT];

	arena_reset(log->arena);
	*at_ms = said->at_ms;
	*kind = said->kind;
	*text = shown_line(log->arena, said->text);
}
