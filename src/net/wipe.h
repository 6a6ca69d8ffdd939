/* SPDX-License-Identifier: ISC */
/* malloc and its kin, wiping at free.  Private to net. */
#ifndef GUICHET_SRC_NET_WIPE_H
#define GUICHET_SRC_NET_WIPE_H
#include <stddef.h>

void *wipe_alloc(size_t size);
void *wipe_calloc(size_t count, size_t size);
void *wipe_realloc(void *bytes, size_t size);
char *wipe_strdup(const char *text);
void wipe_free(void *bytes);
#endif
