/* SPDX-License-Identifier: ISC */
/* Changes of the rules by which figures are counted, for who reads an old report. */
#include "guichet/model/counting.h"

#include "guichet/base/message.h"
#include "guichet/model/wait.h"

static const struct counting_change changes[] = {
	{ 1, N_("reports before it do not say by which rules they were counted") },
	{ 2, N_("a case that was opened again more than once is in the backlog only while it was not resolved") },
	{ 3, N_("where our clock was found to be off, how late messages came is told by the clock as it was corrected") },
	{ 4, N_("the first day of agents begins with the ledger: they were not off before there was a desk") },
};

enum { CHANGES = sizeof(changes) / sizeof(changes[0]) };

_Static_assert(REDUCER_VERSION == 5, "another reducer counts otherwise: say what, as a line of changes");

int counting_version(void)
{
	return changes[CHANGES - 1].version;
}

const struct counting_change *counting_changes(size_t *count)
{
	*count = CHANGES;
	return changes;
}
