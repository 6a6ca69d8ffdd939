/* SPDX-License-Identifier: ISC */
/*
 * How long an agent looked at a conversation: a row of the ledger beside
 * everything else.  It moves no revision, no wait and no case, and nobody's
 * screen; handle time is made of such rows when somebody asks for it.
 */
#include "guichet/desk/triage.h"

#include <inttypes.h>

#include "guichet/desk/setting.h"
#include "private.h"

enum { LOOK_MOST_MS = 86400000 };

err_t desk_look(struct desk *desk, int64_t conversation, int64_t ms, bool *recorded)
{
	struct entry entry = entry_by_actor(desk, EVENT_VIEWED);
	const char *views = NULL;
	struct touched *touched;
	err_t err = conversation_meant(desk, &conversation, &touched);

	desk_unattended(desk);
	*recorded = false;
	if (err == NULL && desk->actor.agent == 0)
		err = err_make(ERR_DENIED, "only an agent can look");
	if (err == NULL && (ms < 1000 || ms > LOOK_MOST_MS))
		err = err_make(ERR_USAGE, "look #%" PRId64 ": a look lasts from 1 s to 1 d", conversation);
	if (err == NULL)
		err = read_setting(&desk->reader, desk->arena, "views", &views);
	if (err != NULL || str_equal(views, "off"))
		return err;
	entry.aside = *recorded = true;
	entry.detail[0] = (struct pair){ "seconds", arena_printf(desk->arena, "%" PRId64, ms / 1000) };
	return ledger_append(desk, touched, 0, &entry, NULL);
}
