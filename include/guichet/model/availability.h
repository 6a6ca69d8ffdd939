/* SPDX-License-Identifier: ISC */
/*
 * Whether somebody takes work just now, as they said it or as their silent
 * keyboard did.  Off shift is the roster's to say, not theirs.  It is nobody's
 * permission: it says whom the desk gives work by itself.
 */
#ifndef GUICHET_MODEL_AVAILABILITY_H
#define GUICHET_MODEL_AVAILABILITY_H
#include "guichet/base/err.h"

enum availability { AVAILABLE, BUSY, AWAY, AVAILABILITIES };

const char *availability_name(enum availability);	/* "available", "busy", "away" */
bool availability_find(const char *name, enum availability *out);

/* Why the desk gives somebody nothing, or nothing does. */
enum absence { ABSENT_NOT, ABSENT_OFF_SHIFT, ABSENT_NOT_HERE, ABSENT_AWAY, ABSENT_BUSY, ABSENCES };
/* "available", "off_shift", "not_here", "away", "busy" */
const char *absence_name(enum absence);

/* What is known of one agent. */
struct presence_facts {
	enum availability said;
	bool rostered, on;		/* the roster says something of them; and that they are on */
	bool connected;			/* a screen of theirs is open */
};
/* Whoever is on no roster works as long as a screen of theirs is open. */
enum absence absence_of(const struct presence_facts *);
#endif
