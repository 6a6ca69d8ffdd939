/* SPDX-License-Identifier: ISC */
/*
 * A day of rows, packed by columns: each column is its smallest value and, for
 * every row, the difference in as few bits as the greatest one needs, counted
 * in what all differences are multiples of.  Texts
 * that repeat stand once, and a column holds their numbers.  What these
 * columns mean is for facts.h to say.
 *
 * The same rows give the same bytes, so that a cached segment can be held
 * against a rebuilt one.  A segment that was opened borrows its bytes.
 */
#ifndef GUICHET_MODEL_SEGMENT_H
#define GUICHET_MODEL_SEGMENT_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"

/* So many rows of all columns of a day stay near the processor. */
enum { SEGMENT_COLUMNS = 48, SEGMENT_BLOCK = 256 };

/* unit: what a difference is counted in; width: of one, in bits. */
struct segment_column { int64_t base; uint64_t unit; unsigned width; const unsigned char *bytes; };

struct segment {
	size_t rows, columns, texts;
	struct segment_column column[SEGMENT_COLUMNS];
	const char *first_text;		/* "\0" ends each */
};

/* values[c] are the rows of column c; nothing in them is refused.  Appended to out. */
void segment_pack(const int64_t *const *values, size_t columns, size_t rows, const char *const *texts,
	size_t count, struct str *out);
/* ERR_STORE: these bytes are none. */
err_t segment_open(const void *bytes, size_t len, struct segment *out) MUST_CHECK;
/*
 * The same of what lay in a database, whose file may be damaged: a number that
 * no instant, time or id comes near to is refused, too, so that the numbers of
 * a row can be added up.
 */
err_t segment_open_stored(const void *bytes, size_t len, struct segment *out) MUST_CHECK;
/* Rows from ... of a column, as many as out has room for: count. */
void segment_read(const struct segment *, size_t column, size_t from, size_t count, int64_t *out);
/* All its texts, in order; out has room for segment.texts. */
void segment_texts(const struct segment *, const char **out);
#endif
