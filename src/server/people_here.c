/* SPDX-License-Identifier: ISC */
/* Whose screens are open. */
#include "people_here.h"

static bool has(const struct connected *connected, int64_t agent)
{
	for (size_t i = 0; i < connected->count; i++)
		if (connected->ids[i] == agent)
			return true;
	return false;
}

struct connected people_here(const struct server *server, struct arena *arena)
{
	int64_t *ids = arena_array(arena, server->session_count + 1, sizeof(*ids));
	struct connected connected = { .ids = ids };

	for (const struct session *s = server->sessions; s != NULL; s = s->next)
		if (s->greeted && !s->dead && s->follower != NULL && !has(&connected, s->actor.agent))
			ids[connected.count++] = s->actor.agent;
	return connected;
}
