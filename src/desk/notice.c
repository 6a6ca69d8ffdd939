/* SPDX-License-Identifier: ISC */
/* What a lead tells everybody, and who has read it. */
#include "guichet/desk/notice.h"

#include <inttypes.h>
#include <string.h>

#include "private.h"

static err_t stands(struct desk *desk, struct notice_row *out)
{
	bool found = false;
	err_t err = store_notice(desk->store, desk->arena, desk->now_ms, out, &found);

	return err != NULL || found ? err : err_make(ERR_STATE, "notice: none stands");
}

err_t desk_notice_set(struct desk *desk, const char *text, int64_t until_ms, struct notice_row *out)
{
	const struct zone *zone = desk_calendar(desk);
	bool ended = false;
	err_t err;

	*out = (struct notice_row){ .text = text, .agent = desk->actor.agent, .at_ms = desk->now_ms, .until_ms = until_ms };
	if (until_ms == 0)
		out->until_ms = calendar_day_begin(zone, calendar_day(zone, desk->now_ms) + 1);
	if (out->until_ms <= desk->now_ms)
		return err_make(ERR_USAGE, "notice: --until is over already");
	if (text[0] == '\0' || strlen(text) > NOTICE_MAX || strpbrk(text, "\r\n") != NULL)
		return err_make(ERR_USAGE, "notice: it is one line of %d bytes at most", NOTICE_MAX);
	err = store_notice_end(desk->store, desk->now_ms, &ended);
	if (err == NULL)
		err = store_notice_add(desk->store, out, &out->id);
	if (err == NULL && desk->actor.agent != 0)	/* who wrote it has read it */
		err = store_notice_read(desk->store, out->id, desk->actor.agent, desk->now_ms);
	if (err == NULL)
		desk_note_change(desk, CHANGE_NOTICE, out->id);
	return err;
}

err_t desk_notice_drop(struct desk *desk)
{
	struct notice_row row;
	bool ended = false;
	err_t err = stands(desk, &row);

	if (err == NULL)
		err = store_notice_end(desk->store, desk->now_ms, &ended);
	if (err == NULL)
		desk_note_change(desk, CHANGE_NOTICE, row.id);
	return err;
}

err_t desk_notice_read(struct desk *desk, int64_t notice, int64_t *out)
{
	struct notice_row row;
	err_t err = stands(desk, &row);

	if (err == NULL && notice != 0 && notice != row.id)
		err = err_make(ERR_STATE, "notice %" PRId64 ": another one stands by now, %" PRId64, notice, row.id);
	if (err == NULL && desk->actor.agent == 0)
		err = err_make(ERR_STATE, "notice read: you are no member of this desk");
	if (err != NULL)
		return err;
	*out = row.id;
	err = store_notice_read(desk->store, row.id, desk->actor.agent, desk->now_ms);
	if (err == NULL)
		desk_note_change(desk, CHANGE_NOTICE, row.id);
	return err;
}

err_t read_notice(struct reader *reader, struct arena *arena, int64_t now_ms, struct notice_row *out, bool *found)
{
	return store_notice(reader->store, arena, now_ms, out, found);
}

err_t read_notice_readers(struct reader *reader, struct arena *arena, int64_t notice, struct notice_reader **out,
	size_t *count)
{
	return store_notice_readers(reader->store, arena, notice, out, count);
}
