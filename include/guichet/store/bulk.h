/* SPDX-License-Identifier: ISC */
/*
 * Calls on many conversations: what each was to do, to which, and how far it
 * came.  The list is frozen when the call begins and never changes.
 */
#ifndef GUICHET_STORE_BULK_H
#define GUICHET_STORE_BULK_H
#include "guichet/model/bulk.h"
#include "guichet/store/store.h"

/* id 0: a new one, which is given its number. */
err_t store_bulk_put(struct store *, struct bulk *) MUST_CHECK;
err_t store_bulk(struct store *, struct arena *, int64_t id, struct bulk *out, bool *found) MUST_CHECK;
err_t store_bulk_keyed(struct store *, struct arena *, const char *key, struct bulk *out, bool *found) MUST_CHECK;
/* The one whose entry of the journal that is. */
err_t store_bulk_of(struct store *, struct arena *, int64_t entry, struct bulk *out, bool *found) MUST_CHECK;
/* The agent's newest that is not over. */
err_t store_bulk_newest(struct store *, struct arena *, int64_t agent, struct bulk *out, bool *found) MUST_CHECK;
/* All that are not over, oldest first. */
err_t store_bulk_open(struct store *, struct arena *, struct bulk **out, size_t *count) MUST_CHECK;

/* ids: numbers, a space behind each. */
err_t store_bulk_part_add(struct store *, int64_t bulk, int64_t position, const char *ids) MUST_CHECK;
/* The part in which that position lies; *first is the position of its first id. */
err_t store_bulk_part(struct store *, struct arena *, int64_t bulk, int64_t position, int64_t *first,
	const char **ids, bool *found) MUST_CHECK;
err_t store_bulk_held_add(struct store *, int64_t bulk, int64_t conversation, const char *why) MUST_CHECK;
err_t store_bulk_held(struct store *, struct arena *, int64_t bulk, struct bulk_held **out, size_t *count) MUST_CHECK;
#endif
