/* SPDX-License-Identifier: ISC */
/*
 * An arena holds everything that one answer needs and frees it at once.
 * Readers of the store, parsers and commands put records and strings in
 * their caller's arena; nothing in it is freed alone.
 */
#ifndef GUICHET_BASE_ARENA_H
#define GUICHET_BASE_ARENA_H
#include "guichet/base/err.h"

struct arena;

struct arena *arena_create(void);
void arena_destroy(struct arena *);
void arena_wipe(struct arena *);		/* the same, and nobody finds the bytes again */		/* NULL is fine */
void arena_reset(struct arena *);		/* keeps the first block */
void arena_unite(struct arena *, struct arena *other);	/* what lies in the other one lies here; that one is gone */
void *arena_alloc(struct arena *, size_t size);	/* zeroed, aligned for anything */
void *arena_array(struct arena *, size_t count, size_t size);
char *arena_copy(struct arena *, const char *text);	/* NULL gives NULL */
char *arena_copy_n(struct arena *, const char *text, size_t len);
char *arena_printf(struct arena *, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Room for one more behind count: a list that doubles; the old memory stays until the arena goes. */
enum { LIST_BEGINS = 4 };
void *list_double(struct arena *, void *list, size_t count, size_t size);	/* what is called when it is full */
static inline void *list_grow(struct arena *arena, void *list, size_t count, size_t size)
{
	bool full = count == 0 || (count >= LIST_BEGINS && (count & (count - 1)) == 0);

	return full ? list_double(arena, list, count, size) : list;
}
size_t arena_bytes(const struct arena *);	/* what it holds from the system */
#endif
