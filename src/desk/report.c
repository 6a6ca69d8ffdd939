/* SPDX-License-Identifier: ISC */
/* Reports kept: by a name what they ask, by a number what they said. */
#include "guichet/desk/report.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "guichet/store/report_plan.h"
#include "private.h"

err_t desk_report_save(struct desk *desk, const char *name, const char *asked, bool *added)
{
	struct report_row *rows = NULL, row = { .name = name, .asked = asked, .agent = desk->actor.agent };
	size_t count = 0;
	err_t err = store_reports(desk->store, desk->arena, name, &rows, &count);

	*added = count == 0;
	return err != NULL ? err : store_report_put(desk->store, &row);
}

/* What leaves by the clock would fail from then on, and nobody would look. */
static err_t unscheduled(struct desk *desk, const char *name)
{
	struct report_plan *plans = NULL;
	size_t count = 0;
	err_t err = store_report_plans(desk->store, desk->arena, &plans, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		if (str_equal(plans[i].name, name))
			err = err_make(ERR_STATE, "report %s still leaves by the clock: first guichet report unschedule %" PRId64,
				name, plans[i].id);
	return err;
}

err_t desk_report_remove(struct desk *desk, const char *name)
{
	bool dropped = false;
	err_t err = unscheduled(desk, name);

	if (err == NULL)
		err = store_report_drop(desk->store, name, &dropped);
	return err != NULL || dropped ? err : err_make(ERR_NOT_FOUND, "there is no report %s", name);
}

/* Of the document alone, so that anybody can compute it who has the desk's file. */
static void sum_make(const char *document, char out[2 * CRYPT_HASH + 1])
{
	static const unsigned char nothing[CRYPT_HASH];
	unsigned char hash[CRYPT_HASH];

	crypt_chain("report", nothing, document, strlen(document), hash);
	crypt_hex(hash, CRYPT_HASH, out);
}

err_t desk_report_publish(struct desk *desk, const struct published_row *wish, int64_t *number)
{
	struct entry entry = entry_by_actor(desk, EVENT_REPORT_PUBLISHED);
	struct published_row row = *wish;
	char sum[2 * CRYPT_HASH + 1];
	err_t err;

	sum_make(row.document, sum);
	row.sum = sum;
	row.at_ms = desk->now_ms;
	row.agent = desk->actor.agent;
	err = store_published_add(desk->store, &row, number);
	if (err != NULL)
		return err;
	entry.detail[0] = (struct pair){ "number", arena_printf(desk->arena, "%" PRId64, *number) };
	entry.detail[1] = (struct pair){ "sum", arena_copy(desk->arena, sum) };
	return ledger_append(desk, NULL, 0, &entry, NULL);
}

err_t read_reports(struct reader *reader, struct arena *arena, struct report_row **out, size_t *count)
{
	return store_reports(reader->store, arena, NULL, out, count);
}

err_t read_report(struct reader *reader, struct arena *arena, const char *name, struct report_row *out)
{
	struct report_row *rows = NULL;
	size_t count = 0;
	err_t err = store_reports(reader->store, arena, name, &rows, &count);

	if (err == NULL && count > 0)
		*out = rows[0];
	return err != NULL || count > 0 ? err : err_make(ERR_NOT_FOUND, "there is no report %s", name);
}

err_t read_published(struct reader *reader, struct arena *arena, struct published_row **out, size_t *count)
{
	return store_published(reader->store, arena, out, count);
}

/*
 * The sum beside the document can be changed with it, the ledger's row cannot:
 * it is a link of the chain.  It comes right behind what the report has read.
 */
static err_t recorded_check(struct reader *reader, struct arena *arena, const struct published_row *row, bool *same)
{
	const char *detail = "";
	int64_t seq = row->seq;
	err_t err = NULL;

	*same = false;
	do {
		err = store_event_next(reader->store, arena, EVENT_REPORT_PUBLISHED, &seq, &detail);
	} while (err == NULL && seq != 0 && settings_int(detail, "number", 0) != row->number);
	if (err == NULL && seq != 0)
		*same = str_equal(settings_get(arena, detail, "sum"), row->sum);
	return err;
}

err_t read_published_one(struct reader *reader, struct arena *arena, int64_t number, struct published_row *out)
{
	char sum[2 * CRYPT_HASH + 1];
	bool found = false;
	err_t err = store_published_get(reader->store, arena, number, out, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "no report was published as number %" PRId64, number);
	if (err != NULL)
		return err;
	sum_make(out->document, sum);
	err = recorded_check(reader, arena, out, &found);
	if (err == NULL && (!found || strcmp(sum, out->sum) != 0))
		err = err_make(ERR_DATA, "report %" PRId64 " is not what was published: the desk's file was changed", number);
	return err;
}

err_t read_events_since(struct reader *reader, int64_t after, int64_t last, err_t (*visit)(void *, const struct event *),
	void *data)
{
	return store_event_between(reader->store, after, last, visit, data);
}
