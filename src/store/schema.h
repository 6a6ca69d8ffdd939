/* SPDX-License-Identifier: ISC */
/* The numbered steps of schema/, generated from the files; step n makes user_version n + 1. */
#ifndef GUICHET_STORE_SCHEMA_H
#define GUICHET_STORE_SCHEMA_H
#include <stddef.h>

extern const char *const schema_steps[];
extern const size_t schema_count;
#endif
