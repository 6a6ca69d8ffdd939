/* SPDX-License-Identifier: ISC */
/* What comes again by a clock on the wall: each day, each week or each month, at a time of day in a zone. */
#ifndef GUICHET_MODEL_RHYTHM_H
#define GUICHET_MODEL_RHYTHM_H
#include "guichet/base/err.h"
#include "guichet/model/zone.h"

enum rhythm_kind { RHYTHM_DAILY, RHYTHM_WEEKLY, RHYTHM_MONTHLY };

struct rhythm {
	enum rhythm_kind kind;
	int day;			/* weekly: 1 Monday to 7 Sunday; monthly: 1 to 28, which every month has */
	int minute;			/* of the day */
};

const char *rhythm_name(enum rhythm_kind);
/* "weekly", "08:00", "mon"; on NULL: Monday, or the first.  ERR_USAGE names what is wrong. */
err_t rhythm_parse(const char *kind, const char *at, const char *on, struct rhythm *out) MUST_CHECK;
/* "mon", "1"; "" where each day is one. */
const char *rhythm_on(struct arena *, const struct rhythm *);
/*
 * The first instant behind one.  A time that the clocks skip comes as late as they skip, one that they show
 * twice comes the first time only.
 */
int64_t rhythm_next(const struct rhythm *, const struct zone *, int64_t after_ms);
#endif
