/* SPDX-License-Identifier: ISC */
/* "guichetd --holidays": a calendar on standard input, closed dates as JSON on standard output. */
#ifndef GUICHET_HOLIDAYS_H
#define GUICHET_HOLIDAYS_H

/* now: an instant to count from, or NULL.  The exit status. */
int holidays_run(const char *now);
#endif
