/* SPDX-License-Identifier: ISC */
/*
 * Where we stand in a stream: the newest id, from where it is read again and
 * what was read of that already, when the daily walk was done and tried; and
 * the order of ids, as far as their shape says one.
 */
#include "mastodon.h"

#include <string.h>

#include "guichet/model/settings.h"
#include "seen.h"

enum { ARRIVAL_DIGITS = 10, ULID_LEN = 26 };
/* Read again: at most this many; remembered: this many. */
enum { RECENT_MOST = 400, SEEN_MOST = 1000, SEEN_LEN = SEEN_MOST * (SEEN_DIGITS + 1) - 1 };
#define HOUR_MS (3600 * INT64_C(1000))
#define DAY_MS (24 * HOUR_MS)

/* ---- order of ids */

static bool all_digits(const char *id)
{
	return id[strspn(id, "0123456789")] == '\0';
}

bool mastodon_id_same_shape(const char *a, const char *b)
{
	if (all_digits(a) || all_digits(b))
		return all_digits(a) && all_digits(b);
	return strlen(a) == strlen(b);
}

/*
 * Less, equal or greater; 0 also where nothing can be said.  Numbers compare
 * by length, ULIDs as text; ids that begin with the second of their arrival
 * say nothing within one second.
 */
int mastodon_id_order(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);

	if (!mastodon_id_same_shape(a, b))
		return 0;
	if (all_digits(a))
		return la != lb ? (la < lb ? -1 : 1) : strcmp(a, b);
	if (la == ULID_LEN)
		return strcmp(a, b);
	if (strspn(a, "0123456789") >= ARRIVAL_DIGITS && strspn(b, "0123456789") >= ARRIVAL_DIGITS)
		return strncmp(a, b, ARRIVAL_DIGITS);
	return 0;
}

/* ---- the place */

void mastodon_place_read(const struct task *task, struct mastodon_place *place)
{
	const char *lines = task->cursor != NULL ? task->cursor : "";

	*place = (struct mastodon_place){ .id = settings_get(task->arena, lines, "id") };
	if (!mastodon_id_valid(place->id))
		place->id = NULL;
	place->behind = settings_get(task->arena, lines, "behind");
	if (!mastodon_id_valid(place->behind) && !str_equal(place->behind, MASTODON_BEGINNING))
		place->behind = NULL;
	place->seen = settings_get(task->arena, lines, "seen");
	if (place->seen == NULL)
		place->seen = "";
	place->swept_ms = settings_int(lines, "swept", task->now_ms);
	place->tried_ms = settings_int(lines, "tried", 0);
}

static const char *place_text(struct task *task, const struct mastodon_place *place)
{
	struct str lines = { 0 };
	const char *text;

	settings_add(&lines, "id", place->id);
	if (place->behind != NULL)
		settings_add(&lines, "behind", place->behind);
	settings_add_int(&lines, "swept", place->swept_ms);
	if (place->tried_ms > place->swept_ms)
		settings_add_int(&lines, "tried", place->tried_ms);
	settings_add(&lines, "seen", place->seen);
	text = arena_copy(task->arena, str_text(&lines));
	str_finish(&lines);
	return text;
}

bool mastodon_sweep_is_due(const struct task *task, const struct mastodon_place *place)
{
	return place->id != NULL && task->now_ms - place->swept_ms >= DAY_MS &&
		task->now_ms - place->tried_ms >= HOUR_MS;
}

const char *mastodon_sweep_begin(struct task *task, struct mastodon_poll *poll)
{
	poll->place.tried_ms = task->now_ms;
	poll->sweeps = true;
	poll->pages = 0;
	return place_text(task, &poll->place);
}

/* What was read now, before what was read earlier. */
static const char *seen_now(struct task *task, const struct mastodon_poll *poll)
{
	struct str seen = { 0 };
	const char *text;

	for (size_t i = 0; i < poll->fresh_count && i < SEEN_MOST; i++)
		str_printf(&seen, "%s%s", i > 0 ? " " : "", seen_mark(task->arena, poll->fresh[i]));
	if (*poll->place.seen != '\0')
		str_printf(&seen, "%s%s", seen.len > 0 ? " " : "", poll->place.seen);
	text = arena_copy_n(task->arena, str_text(&seen), seen.len < SEEN_LEN ? seen.len : SEEN_LEN);
	str_finish(&seen);
	return text;
}

bool mastodon_memory_is_full(const struct mastodon_poll *poll)
{
	return strlen(poll->place.seen) >= SEEN_LEN;
}

/* Before what may still be preceded by something; not more than what is cheap to read again. */
static const char *behind_now(const struct mastodon_poll *poll, const char *id)
{
	const char *behind = poll->place.behind;

	if (behind == NULL)
		behind = poll->place.id != NULL ? poll->place.id : MASTODON_BEGINNING;
	if (poll->ripe != NULL && (!mastodon_id_valid(behind) || mastodon_id_order(poll->ripe, behind) > 0))
		behind = poll->ripe;
	if (poll->fresh_count > RECENT_MOST)
		behind = poll->fresh[RECENT_MOST];
	return str_equal(behind, id) ? NULL : behind;
}

bool mastodon_is_news(const struct mastodon_poll *poll)
{
	return poll->fresh_count > 0 || (poll->newest != NULL && !str_equal(poll->newest, poll->place.id));
}

const char *mastodon_place_move(struct task *task, struct mastodon_poll *poll)
{
	struct mastodon_place *place = &poll->place;
	const char *id = poll->newest != NULL ? poll->newest : place->id;
	const char *behind = poll->sweeps ? place->behind : behind_now(poll, id);

	if (!mastodon_is_news(poll) && (place->behind == NULL || behind != NULL) && !poll->sweeps)
		return NULL;
	place->seen = seen_now(task, poll);
	place->id = id;
	place->behind = behind;
	if (poll->sweeps)
		place->swept_ms = task->now_ms;
	return place_text(task, place);
}
