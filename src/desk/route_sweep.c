/* SPDX-License-Identifier: ISC */
/*
 * After a route was set or removed all that waits is looked at anew: what was
 * noted is nobody's again, and what was not is noted.  That is a pass over the
 * queue, done part by part in turns of the loop; how far it came is committed
 * with each, so that the next server goes on there.  Until it is over nothing
 * is given, or the last of the queue could come before its first.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "route.h"

enum { PART = 500 };
#define META_SWEEP "route.sweep"

enum stage { STAGE_NONE, STAGE_NOTED, STAGE_WAITING };

struct sweep { enum stage stage; int64_t key, id; };	/* behind the row that has these */

static err_t sweep_load(struct desk *desk, struct arena *arena, struct sweep *out)
{
	const char *kept = NULL;
	char *end;
	err_t err = store_meta(desk->store, arena, META_SWEEP, &kept);

	*out = (struct sweep){ STAGE_NONE, 0, 0 };
	if (err != NULL || kept == NULL || *kept == '\0')
		return err;
	out->stage = strtol(kept, &end, 10) == STAGE_NOTED ? STAGE_NOTED : STAGE_WAITING;
	out->key = strtoll(end, &end, 10);
	out->id = strtoll(end, &end, 10);
	return NULL;
}

static err_t sweep_save(struct desk *desk, const struct sweep *sweep)
{
	return store_meta_set(desk->store, META_SWEEP, sweep->stage == STAGE_NONE ? "" : arena_printf(desk->arena,
		"%d %" PRId64 " %" PRId64, (int)sweep->stage, sweep->key, sweep->id));
}

err_t route_sweep_begin(struct desk *desk)
{
	return sweep_save(desk, &(struct sweep){ STAGE_NOTED, INT64_MIN, 0 });
}

err_t route_sweeps(struct desk *desk, struct arena *arena, bool *out)
{
	struct sweep sweep;
	err_t err = sweep_load(desk, arena, &sweep);

	*out = sweep.stage != STAGE_NONE;
	return err;
}

/* Without a route nothing is noted, and without the clock of one nothing goes back. */
static err_t part_sweep(struct desk *desk, const struct route_watch *watch, struct sweep *sweep)
{
	struct store *store = desk->store;
	int64_t key = sweep->key, id = sweep->id;
	bool more = false;
	err_t err;

	if (sweep->stage == STAGE_NOTED) {
		err = store_unplaced_again(store, &key, PART, watch->count > 0, &more);
		*sweep = more ? (struct sweep){ STAGE_NOTED, key, 0 }
			: (struct sweep){ watch->count > 0 ? STAGE_WAITING : STAGE_NONE, INT64_MIN, 0 };
		return err;
	}
	err = store_unplaced_all(store, &(struct waiting_part){ key, id, PART }, &key, &id, &more);
	if (err == NULL && watch->back_ms != 0)
		err = store_route_alarm_all(store, &(struct waiting_part){ sweep->key, sweep->id, PART }, desk->now_ms);
	*sweep = (struct sweep){ more ? STAGE_WAITING : STAGE_NONE, key, id };
	return err;
}

err_t route_sweep(struct desk *desk, int64_t until_ms)
{
	struct route_watch watch;
	struct sweep sweep;
	err_t err = sweep_load(desk, desk->arena, &sweep);

	if (err == NULL)
		err = route_watch_begin(desk, &watch);
	do {
		if (err == NULL && sweep.stage != STAGE_NONE)
			err = part_sweep(desk, &watch, &sweep);
	} while (err == NULL && sweep.stage != STAGE_NONE && clock_steady_ms() < until_ms);
	return err != NULL ? err : sweep_save(desk, &sweep);
}
