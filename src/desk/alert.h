/* SPDX-License-Identifier: ISC */
/* Alarms where time brings them. */
#ifndef DESK_ALERT_H
#define DESK_ALERT_H
#include "guichet/desk/alert.h"
#include "private.h"

err_t alert_begin(struct desk *) MUST_CHECK;	/* the desk was opened: when to look first */
/* In a transaction: looks what is wrong, tells who is to be told, and comes again. */
err_t alert_step(struct desk *) MUST_CHECK;
#endif
