/* SPDX-License-Identifier: ISC */
/*
 * The log: one line per event, printable ASCII only (T-13), never a secret or
 * a stranger's text beyond what an error message names.  Off until a file is
 * opened; guichetd writes beside its database when told to.
 */
#ifndef GUICHET_BASE_LOG_H
#define GUICHET_BASE_LOG_H
#include "guichet/base/err.h"

err_t log_open(const char *path) MUST_CHECK;	/* appends; "-" is standard error */
void log_close(void);
/* "2026-11-22T10:00:00Z area key=value ..." with anything else escaped. */
void log_line(const char *area, const char *fmt, ...) PRINTF_LIKE(2, 3);
#endif
