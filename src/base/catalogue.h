/* SPDX-License-Identifier: ISC */
/*
 * A catalogue of translations read from its file, for who must speak a
 * language that is not the one of the process: a desk writes a letter in
 * French whatever machine it stands on.  A file that is no catalogue, or one
 * of another byte order, is none.
 */
#ifndef BASE_CATALOGUE_H
#define BASE_CATALOGUE_H
#include <stdbool.h>
#include <stdint.h>

struct catalogue;

/* NULL: there is none at that path.  Found texts live as long as it. */
struct catalogue *catalogue_open(const char *path);
void catalogue_close(struct catalogue *);
/* NULL: it is not in it. */
const char *catalogue_find(const struct catalogue *, const char *text);
/* The form for n. */
const char *catalogue_plural(const struct catalogue *, const char *one, unsigned long long n);
#endif
