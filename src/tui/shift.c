/* SPDX-License-Identifier: ISC */
/*
 * Until when my shift lasts, and that a handover waits: asked when the desk
 * is there, when the roster or a handover changed, and when time says so.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/states.h"
#include "guichet/report/handover.h"
#include "inside.h"

static void on_shift(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;
	const struct json *mine = json_get(answer, "mine"), *me = json_get(answer, "me");

	tui->shift.call = 0;
	if (why != NULL)
		return;
	tui->shift.until_ms = json_time(mine, "until");
	tui->shift.change_ms = json_time(answer, "change");
	tui->available.state = strcmp(json_text_or(me, "state", ""), "away") == 0 ? "away" :
		strcmp(json_text_or(me, "state", ""), "busy") == 0 ? "busy" : NULL;
	tui->available.until_ms = json_time(me, "until");
	tui_touch(tui);
}

bool tui_leads(const struct tui *tui)
{
	const char *role = json_text_or(attach_hello(tui->desk), "role", "");

	return strcmp(role, "lead") == 0 || strcmp(role, "admin") == 0;
}

static const char *waiting(struct tui *tui, const struct json *row)
{
	struct arena *arena = tui->frame;

	/* What was declined is the leads' at once, also when nothing else of the packet is open. */
	if (tui_leads(tui) && !json_bool(row, "late", false) && json_int(row, "left", 0) > 0)
		return handover_left(arena, row);
	if (json_text(row, "over_at") == NULL && json_bool(row, "to_me", false))
		return arena_printf(arena, message_plural("%s hands over %" PRId64 " conversation to you",
			"%s hands over %" PRId64 " conversations to you", (uint64_t)json_int(row, "for_me", 0)),
			json_text_or(row, "agent", "?"), json_int(row, "for_me", 0));
	if (tui_leads(tui) && json_bool(row, "late", false))
		return message_put(arena, _("the handover of %s was not accepted in time"), json_text_or(row, "agent", "?"));
	return NULL;
}

/* Said once for each, and again when it becomes late. */
static void on_handovers(void *data, const struct json *answer, err_t why)
{
	struct tui *tui = data;
	const struct json *rows = json_get(answer, "rows");
	int64_t newest = tui->shift.told, latest = tui->shift.alarmed_ms;

	tui->shift.handovers_call = 0;
	for (size_t i = 0; why == NULL && i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		int64_t id = json_int(row, "handover", 0), alarmed_ms = json_time(row, "alarmed_at");
		bool late = alarmed_ms > tui->shift.alarmed_ms && (tui_leads(tui) || json_bool(row, "late", false));
		const char *words = late || id > tui->shift.told ? waiting(tui, row) : NULL;
		const char *key = input_key_of(tui, "go handover");

		if (words == NULL)
			continue;
		newest = id > newest ? id : newest;
		latest = alarmed_ms > latest ? alarmed_ms : latest;
		message_text(tui, late ? MESSAGE_WARNING : MESSAGE_INFO, key == NULL ? words :
			arena_printf(tui->frame, _("%s: %s"), words, key));
		notify_tell(tui, words);
	}
	tui->shift.told = newest;
	tui->shift.alarmed_ms = latest;
}

void shift_ask(struct tui *tui)
{
	const struct attach_listener listener = { .answer = on_shift, .data = tui };

	if (tui->shift.call == 0)
		err_ignore(ask(tui, &listener, &tui->shift.call, 2, (const char *const[]){ "shift", "now" }),
			"then the first line says no end");
}

void shift_handovers(struct tui *tui)
{
	const struct attach_listener listener = { .answer = on_handovers, .data = tui };

	if (tui->shift.handovers_call == 0)
		err_ignore(ask(tui, &listener, &tui->shift.handovers_call, 4,
			(const char *const[]){ "handover", "list", "--limit", "20" }), "its view says it, too");
}

void shift_tick(struct tui *tui)
{
	if (tui->shift.change_ms != 0 && tui_now(tui) >= tui->shift.change_ms) {
		tui->shift.change_ms = 0;
		shift_ask(tui);
	}
}

const char *shift_shown(const struct tui *tui, struct arena *arena)
{
	if (tui->shift.until_ms == 0 || tui->shift.until_ms <= tui_now(tui))
		return NULL;
	return arena_printf(arena, _("shift until %s"), text_clock(tui, arena, tui->shift.until_ms));
}

const char *availability_shown(const struct tui *tui, struct arena *arena)
{
	const char *state = tui->available.state;

	if (state == NULL || tui->available.until_ms == 0)
		return state == NULL ? NULL : state_shown(state);
	return arena_printf(arena, _("%s until %s"), state_shown(state), text_clock(tui, arena, tui->available.until_ms));
}
