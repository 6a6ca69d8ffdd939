/* SPDX-License-Identifier: ISC */
/* What is said under figures that took longer, because what they are read from is made anew. */
#include <inttypes.h>

#include "guichet/base/message.h"
#include "guichet/report/report.h"

static bool is_left(const struct json *anew, const char *all_key, const char *made_key, int64_t *all, int64_t *made)
{
	*all = json_int(anew, all_key, 0);
	*made = json_int(anew, made_key, 0);
	return *made < *all;
}

const char *report_anew(struct arena *arena, const struct json *figures)
{
	const struct json *anew = json_get(figures, "anew");
	int64_t all, made;

	if (anew == NULL)
		return NULL;
	if (is_left(anew, "conversations", "conversations_made", &all, &made))
		return arena_printf(arena, _("an update counts anew, %" PRId64 " of %" PRId64 " conversations so far: "
			"these figures are exact and took longer"), made, all);
	if (is_left(anew, "days", "days_made", &all, &made))
		return arena_printf(arena, _("days are packed anew, %" PRId64 " of %" PRId64 " so far: "
			"these figures are exact and took longer"), made, all);
	return is_left(anew, "rows", "rows_made", &all, &made) ? arena_printf(arena, _("the ledger is packed anew, "
		"%" PRId64 " of %" PRId64 " rows so far: these figures are exact and took longer"), made, all) : NULL;
}
