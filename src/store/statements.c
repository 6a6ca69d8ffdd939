/* SPDX-License-Identifier: ISC */
/* The SQL text of every fixed statement; db.c prepares one when it is first used. */
#include "statements.h"

const char *const statements[] = {
#define S(name, sql) sql,
#include "statements.def"
#undef S
};
