/* SPDX-License-Identifier: ISC */
/* Alarms where time brings them. */
#ifndef DESK_ALERT_H
#define DESK_ALERT_H
#include "guichet/desk/alert.h"
#include "private.h"

/* Looks what is wrong, tells who is to be told, and comes again. */
err_t alert_step(struct desk *) MUST_CHECK;
#endif
