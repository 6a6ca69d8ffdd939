/* SPDX-License-Identifier: ISC */
/* The file that a store opens, looked at from outside. */
#ifndef GUICHET_STORE_PLACE_H
#define GUICHET_STORE_PLACE_H
#include "guichet/base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct place { uint64_t device, inode; bool is_new; };

/* Creates it (0600) when asked and absent. */
err_t place_check(const char *path, bool create, struct place *out) MUST_CHECK;
#endif
