/* SPDX-License-Identifier: ISC */
/* Which keys of a row's detail are members of their own: of an assignment "to" is whom it was given to. */
#ifndef REPORT_LEDGER_FLAT_H
#define REPORT_LEDGER_FLAT_H
#include "guichet/model/event.h"

extern const char *const ledger_flat[];	/* ends with NULL */
bool ledger_is_flat(enum event_kind, const char *key);
#endif
