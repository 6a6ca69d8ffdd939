/* SPDX-License-Identifier: ISC */
/*
 * What stands beside the figures: conversations that somebody left out of
 * them, with a reason, and lines that were written to a date.  Both are rows
 * of the ledger, so that figures as of an earlier instant know what was said
 * by then and no more.
 */
#ifndef GUICHET_DESK_OMIT_H
#define GUICHET_DESK_OMIT_H
#include "guichet/desk/read.h"
#include "guichet/model/figures.h"

/* Inside desk_begin.  Of one that was merged, its whole; nothing happens where it is so already. */
err_t desk_exclude(struct desk *, int64_t conversation, bool out, const char *reason) MUST_CHECK;
/* date: 2026-03-02.  *seq is its number. */
err_t desk_annotate(struct desk *, const char *date, const char *text, int64_t *seq) MUST_CHECK;
err_t desk_annotation_remove(struct desk *, int64_t seq) MUST_CHECK;

/* As the ledger stood at that instant (0: now), in the arena: by number; by date. */
struct figure_remarks {
	struct figure_omitted *omitted;
	size_t omitted_count;
	struct figure_note *notes;
	size_t note_count;
};
err_t read_remarks(struct reader *, struct arena *, int64_t as_of_ms, struct figure_remarks *out) MUST_CHECK;
/* A bit for each conversation that is left out; NULL where none is. */
const unsigned char *remarks_bits(struct arena *, const struct figure_remarks *, int64_t *end);
#endif
