/* SPDX-License-Identifier: ISC */
/* Reports that leave by a clock, at work. */
#ifndef SERVER_REPORT_PLANS_H
#define SERVER_REPORT_PLANS_H
#include "inside.h"

struct report_plans *report_plans_create(struct server *);
void report_plans_destroy(struct report_plans *);
/* Something was scheduled, or the desk may carry from now on. */
void report_plans_wake(struct report_plans *);
/* One is being computed. */
bool report_plans_busy(const struct report_plans *);
#endif
