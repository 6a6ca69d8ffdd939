/* SPDX-License-Identifier: ISC */
/* Names of the statements in statements.def. */
#ifndef GUICHET_STORE_STATEMENTS_H
#define GUICHET_STORE_STATEMENTS_H

enum statement {
#define S(name, sql) name,
#include "statements.def"
#undef S
	STATEMENTS
};

extern const char *const statements[];
#endif
