/* SPDX-License-Identifier: ISC */
/*
 * Memory that is always there: when it runs out the program ends with one
 * line, because no caller could do better.  What strangers control is capped
 * long before it reaches these functions.
 */
#ifndef GUICHET_BASE_ALLOC_H
#define GUICHET_BASE_ALLOC_H
#include <stddef.h>

void *mem_alloc(size_t size);			/* zeroed, never NULL */
void *mem_array(size_t count, size_t size);	/* zeroed; aborts on overflow */
void *mem_grow(void *old, size_t count, size_t size);	/* like reallocarray */
char *mem_copy(const char *text);		/* NULL gives NULL */
char *mem_copy_n(const char *text, size_t len);	/* adds the final zero */
#endif
