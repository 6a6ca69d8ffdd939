/* SPDX-License-Identifier: ISC */
/*
 * Who belongs together by the rows of a ledger from elsewhere.  Two that were
 * merged into each other would be shown nowhere, so such a row is none.
 */
#include <inttypes.h>

#include "family.h"
#include "ledger_import.h"

/* By the rows before; what an earlier batch brought stands in the database. */
static err_t merged_into(struct import *im, int64_t id, int64_t *into)
{
	const int64_t *known = map_find(&im->merged, &id, sizeof(id));
	struct touched *touched;
	err_t err;

	if (known != NULL) {
		*into = *known;
		return NULL;
	}
	err = conversation_touch(im->desk, id, &touched);
	if (err == NULL)
		*into = touched->row.merged_into;
	return err;
}

/* More parts of parts than anybody makes: a circle that an earlier version let in, of which this one is no part. */
enum { PARTS_MOST = 10000 };

/* Nobody is a part of one that is a part of it. */
static err_t circle_check(struct import *im, const struct event *event)
{
	int64_t at = event->subject;
	err_t err = NULL;

	for (int i = 0; err == NULL && at != 0 && at != event->conversation && i < PARTS_MOST; i++)
		err = merged_into(im, at, &at);
	if (err == NULL && at != 0)
		err = err_make(ERR_DATA, "ledger: row %" PRId64 " merges two conversations into each other", event->seq);
	return err;
}

err_t import_head(struct import *im, struct touched *touched, struct touched **head)
{
	int64_t id = touched->row.conv.id, into;
	err_t err = merged_into(im, id, &into);

	*head = touched;
	for (int i = 0; err == NULL && into != 0 && i < PARTS_MOST; i++) {
		id = into;
		err = merged_into(im, id, &into);
	}
	return err != NULL || id == touched->row.conv.id ? err : conversation_touch(im->desk, id, head);
}

err_t import_family(struct import *im, const struct conversation *conv, const struct event *event)
{
	bool merges = event->kind == EVENT_MERGED;
	struct touched *other;
	err_t err = conversation_touch(im->desk, event->subject, &other);

	if (err_is(err, ERR_NOT_FOUND))
		return err_make(ERR_DATA, "ledger: row %" PRId64 " names conversation %" PRId64
			", of which no row came before", event->seq, event->subject);
	if (err == NULL && merges)
		err = circle_check(im, event);
	if (err == NULL && (merges || event->kind == EVENT_UNMERGED))
		map_put(&im->merged, im->desk->arena, &conv->id, sizeof(conv->id), merges ? event->subject : 0);
	return err != NULL ? err : family_join(im->desk, conv, &other->row.conv);
}
