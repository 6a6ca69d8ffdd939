/* SPDX-License-Identifier: ISC */
/*
 * A look begins where a conversation is opened and ends where it is left, or
 * when no key was pressed for two minutes: whoever went for a coffee handles
 * nothing.  The next key begins another one.
 */
#include "look.h"

bool look_at(struct looking *look, int64_t id, int64_t now_ms, struct looked *ended)
{
	int64_t until_ms, end_ms;
	bool was = look->id != 0;

	if (look->key_ms == 0)
		look->key_ms = now_ms;
	until_ms = look->key_ms + LOOK_IDLE_MS;
	end_ms = now_ms < until_ms ? now_ms : until_ms;
	if (now_ms >= until_ms)
		id = 0;
	if (id == look->id)
		return false;
	*ended = (struct looked){ look->id, (end_ms - look->since_ms) / 1000 };
	look->id = id;
	look->since_ms = now_ms;
	return was && ended->seconds > 0;
}

int64_t look_left(const struct looking *look, int64_t now_ms)
{
	int64_t left_ms = look->key_ms + LOOK_IDLE_MS - now_ms;

	return left_ms > 0 ? left_ms : 1;
}

void look_key(struct looking *look, int64_t now_ms)
{
	look->key_ms = now_ms;
}
