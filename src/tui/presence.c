/* SPDX-License-Identifier: ISC */
/*
 * Where this screen is, told to colleagues, and where they are.  What is
 * said of them is words before anything else: "jonas is writing".  The desk is
 * told too how long a conversation was there, once, when it is left.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "inside.h"

/* What the view on top means to others; NULL: nothing. */
static const char *state_of(const struct view *view)
{
	if (strcmp(view->ops->name, "conversation") == 0)
		return "viewing";
	return strcmp(view->ops->name, "compose") == 0 || strcmp(view->ops->name, "review") == 0 ? "writing" : NULL;
}

/* ---- how long */

static void on_idle(void *data);

static void on_looked(void *data, const struct json *answer, err_t why)
{
	(void)data;	/* a viewer of the desk is refused: their looks are no work */
	(void)answer;
	(void)why;
}

/* One that ends while the desk is away is lost: nobody waits for it. */
static void look_tell(struct tui *tui, int64_t id)
{
	const struct attach_listener listener = { .answer = on_looked };
	struct looked ended;
	char number[32], time[32];

	loop_timer_stop(tui->loop, &tui->look_timer);
	if (look_at(&tui->look, id, tui_now(tui), &ended) && !tui->away) {
		snprintf(number, sizeof(number), "%" PRId64, ended.id);
		snprintf(time, sizeof(time), "%" PRId64 "s", ended.seconds);
		err_ignore(ask(tui, &listener, NULL, 3, (const char *const[]){ "look", number, time }),
			"handle time is a look shorter then");
	}
	if (tui->look.id != 0)
		tui->look_timer = loop_after(tui->loop, look_left(&tui->look, tui_now(tui)), on_idle, tui);
}

static void on_idle(void *data)
{
	struct tui *tui = data;

	tui->look_timer = NULL;
	look_tell(tui, tui->look.id);
}

/* ---- no key for long */

static void on_silence(void *data);

static int64_t silence_ms(const struct tui *tui)
{
	return config_int(tui->config, OPT_IDLE_AWAY) * INT64_C(60000);
}

/* Not taken while another screen of theirs is in use, or they are busy: said again after as long. */
static void on_told(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;

	if (why == NULL && tui->available.idle && tui->available.timer == NULL && silence_ms(tui) > 0 &&
	    strcmp(json_text_or(answer, "state", ""), "away") != 0)
		tui->available.timer = loop_after(tui->loop, silence_ms(tui), on_silence, tui);
}

static void availability_tell(struct tui *tui, const char *state)
{
	const struct attach_listener listener = { .answer = on_told, .data = tui };

	tui->available.idle = strcmp(state, "away") == 0;
	if (!tui->away)
		err_ignore(ask(tui, &listener, NULL, 3, (const char *const[]){ "availability", state, "--idle" }),
			"the next key, or the next silence, says it");
}

static void silence_watch(struct tui *tui);

static void on_silence(void *data)
{
	struct tui *tui = data;
	int64_t ms = silence_ms(tui);

	tui->available.timer = NULL;
	if (ms > 0 && tui_now(tui) - tui->look.key_ms >= ms)
		availability_tell(tui, "away");
	else
		silence_watch(tui);
}

void presence_arrived(struct tui *tui)
{
	if (tui->available.idle)
		availability_tell(tui, "away");
}

/* One timer for all keys: it looks when the last one was. */
static void silence_watch(struct tui *tui)
{
	int64_t ms = silence_ms(tui);
	int64_t left_ms = tui->look.key_ms + ms - tui_now(tui);

	if (ms > 0 && tui->available.timer == NULL && !tui->available.idle)
		tui->available.timer = loop_after(tui->loop, left_ms > 0 ? left_ms : 1, on_silence, tui);
}

void presence_key(struct tui *tui)
{
	if (tui->available.idle)
		availability_tell(tui, "available");
	look_tell(tui, tui->look.id);
	look_key(&tui->look, tui_now(tui));
	silence_watch(tui);
}

void presence_end(struct tui *tui)
{
	loop_timer_stop(tui->loop, &tui->available.timer);
	look_tell(tui, 0);
}

/* ---- where */

/* The conversation that the view on top is about, and what it means to others; 0 and NULL: none. */
static int64_t place_of(struct tui *tui, const char **state)
{
	const struct view *top = tui->depth > 0 ? tui_top(tui) : NULL;
	const char *id = NULL;

	*state = top != NULL ? state_of(top) : NULL;
	if (*state != NULL && top->ops->subject != NULL)
		id = top->ops->subject(top, tui->frame, ARG_CONVERSATION);
	if (id == NULL)
		*state = NULL;
	return id != NULL ? strtoll(id, NULL, 10) : 0;
}

void presence_tell(struct tui *tui)
{
	const struct attach_listener listener = { .data = tui };
	const char *state;
	int64_t number = place_of(tui, &state);
	char id[32];

	look_tell(tui, number);
	silence_watch(tui);
	if (tui->away || !tui->begun || (number == tui->told_id && (number == 0 || strcmp(state, tui->told_state) == 0)))
		return;
	tui->told_id = number;
	tui->told_state = state != NULL ? state : "gone";
	snprintf(id, sizeof(id), "%" PRId64, number);
	if (state != NULL)
		err_ignore(ask(tui, &listener, NULL, 3, (const char *const[]){ "presence", state, id }), "a courtesy");
	else
		err_ignore(ask(tui, &listener, NULL, 2, (const char *const[]){ "presence", "gone" }), "a courtesy");
}

static void on_here(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;

	tui->here_call = 0;
	if (why != NULL)
		return;
	json_destroy(tui->here);
	tui->here = json_share(json_get(answer, "rows"));
	tui_touch(tui);
}

void presence_ask(struct tui *tui)
{
	const struct attach_listener listener = { .answer = on_here, .data = tui };

	if (tui->here_call == 0)
		err_ignore(ask(tui, &listener, &tui->here_call, 1, (const char *const[]){ "here" }), "nobody is shown then");
}

static const char *said(struct arena *arena, const struct json *one)
{
	const char *state = json_text_or(one, "state", ""), *who = json_text_or(one, "agent", "");

	return message_put(arena, strcmp(state, "writing") == 0 ? _("%s is writing") :
		strcmp(state, "away") == 0 ? _("%s was here and is away") : _("%s is here"), who);
}

const char *presence_words(struct arena *arena, const struct json *here, int64_t id)
{
	const char *words = NULL;

	for (size_t i = 0; i < json_count(here); i++) {
		const struct json *one = json_at(here, i);

		if (id != 0 && json_int(one, "conversation", 0) != id)
			continue;
		words = words == NULL ? said(arena, one) : arena_printf(arena, "%s, %s", words, said(arena, one));
	}
	return words;
}
