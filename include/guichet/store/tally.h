/* SPDX-License-Identifier: ISC */
/*
 * The counts of model/tally.h as rows.  Whoever writes a conversation or a
 * tag moves them in the same transaction: desk/tally.c, and nobody else.
 */
#ifndef GUICHET_STORE_TALLY_H
#define GUICHET_STORE_TALLY_H
#include "guichet/model/tally.h"
#include "guichet/store/store.h"

/* by more conversations are what this one is. */
err_t store_tally_add(struct store *, const struct conversation *, int64_t by) MUST_CHECK;
/* All of them, removed accounts and agents too. */
err_t store_tally(struct store *, struct arena *, struct tally_cell **out, size_t *count) MUST_CHECK;

err_t store_tag_tally_add(struct store *, const char *tag, int64_t by) MUST_CHECK;
/* Each tag of that conversation. */
err_t store_tag_tally_of(struct store *, int64_t conversation, int64_t by) MUST_CHECK;
/* Status and rank are other ones: its tags repeat them; *any: it has tags. */
err_t store_tag_place(struct store *, const struct conversation *, bool *any) MUST_CHECK;
/* 0 when nothing ever had it. */
err_t store_tag_tally_one(struct store *, const char *tag, int64_t *n) MUST_CHECK;
/* The busiest, by count and then by name; *rest is how many others there are with an open conversation. */
err_t store_tag_tally(struct store *, struct arena *, size_t most, struct tag_count **out, size_t *count,
	int64_t *rest) MUST_CHECK;

/* From when on the first one is at risk that is not yet; 0: none. */
err_t store_risk_next(struct store *, int64_t from_ms, int64_t *at_ms) MUST_CHECK;

/* What is wrong: counts and by how many they are too low, conversations whose tags repeat something else. */
struct tally_off { struct conversation of; int64_t by; };
struct tally_offs {
	struct tally_off *cells;
	struct tag_count *tags;
	int64_t *places;
	size_t cell_count, tag_count, place_count;
};
/* Reads every conversation: not for the loop. */
err_t store_tally_off(struct store *, struct arena *, struct tally_offs *out) MUST_CHECK;
/* The tags of that conversation repeat its status and rank again. */
err_t store_tag_fill(struct store *, int64_t conversation) MUST_CHECK;
#endif
