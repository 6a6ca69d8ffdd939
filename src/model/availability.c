/* SPDX-License-Identifier: ISC */
/* Words of availability, and who counts as there. */
#include "guichet/model/availability.h"

#include <string.h>

static const char *const names[AVAILABILITIES] = { [AVAILABLE] = "available", [BUSY] = "busy", [AWAY] = "away" };
static const char *const absences[ABSENCES] = {
	[ABSENT_NOT] = "available", [ABSENT_OFF_SHIFT] = "off_shift", [ABSENT_NOT_HERE] = "not_here",
	[ABSENT_AWAY] = "away", [ABSENT_BUSY] = "busy",
};

const char *availability_name(enum availability availability)
{
	return names[availability];
}

bool availability_find(const char *name, enum availability *out)
{
	for (size_t i = 0; i < AVAILABILITIES; i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum availability)i;
			return true;
		}
	return false;
}

const char *absence_name(enum absence absence)
{
	return absences[absence];
}

enum absence absence_of(const struct presence_facts *facts)
{
	if (facts->rostered && !facts->on)
		return ABSENT_OFF_SHIFT;
	if (facts->said == AWAY)
		return ABSENT_AWAY;
	if (!facts->rostered && !facts->connected)
		return ABSENT_NOT_HERE;
	return facts->said == BUSY ? ABSENT_BUSY : ABSENT_NOT;
}
