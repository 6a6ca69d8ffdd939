/* SPDX-License-Identifier: ISC */
/* How a row of waits or cases is read: WAIT_COLUMNS and CASE_COLUMNS of statements.def, in their order. */
#ifndef STORE_WAIT_ROWS_H
#define STORE_WAIT_ROWS_H
#include "db.h"

enum { WAIT_ROW_COLUMNS = 13, CASE_ROW_COLUMNS = 31 };
void wait_read(const struct rows *, struct arena *, void *row);
void case_read(const struct rows *, struct arena *, void *row);
#endif
