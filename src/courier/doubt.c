/* SPDX-License-Identifier: ISC */
/*
 * What was learned about replies that may have arrived though nobody said so,
 * until somebody does.  The desk keeps that they are unknown; a courier that
 * begins anew learns the rest again.
 */
#include "private.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"

struct doubt *doubt_find(struct courier *courier, int64_t outbox)
{
	struct doubt *doubt = courier->doubts;

	while (doubt != NULL && doubt->outbox != outbox)
		doubt = doubt->next;
	return doubt;
}

struct doubt *doubt_make(struct courier *courier, int64_t outbox)
{
	struct doubt *doubt = doubt_find(courier, outbox);

	if (doubt != NULL)
		return doubt;
	doubt = mem_alloc(sizeof(*doubt));
	*doubt = (struct doubt){ .next = courier->doubts, .outbox = outbox };
	courier->doubts = doubt;
	return doubt;
}

void doubt_forget(struct courier *courier, int64_t outbox)
{
	struct doubt **link = &courier->doubts, *doubt;

	while (*link != NULL && (*link)->outbox != outbox)
		link = &(*link)->next;
	doubt = *link;
	if (doubt != NULL)
		*link = doubt->next;
	free(doubt);
}

void doubts_destroy(struct courier *courier)
{
	while (courier->doubts != NULL)
		doubt_forget(courier, courier->doubts->outbox);
}
