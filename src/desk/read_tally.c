/* SPDX-License-Identifier: ISC */
/* How many conversations a query finds: from what is kept where that answers it, else by counting. */
#include "guichet/store/tally.h"

#include "guichet/desk/schedule.h"
#include "private.h"

err_t read_tally(struct reader *reader, struct arena *arena, struct desk_tally *out)
{
	*out = (struct desk_tally){ 0 };
	return store_tally(reader->store, arena, &out->cells, &out->count);
}

err_t read_tally_count(struct reader *reader, const struct desk_tally *tally, struct arena *arena,
	const struct query_asked *asked, struct query_count *out)
{
	const char *tag = NULL;
	struct query_sql sql;
	enum tally_shape shape = query_tally(asked->query, &tag);
	err_t err;

	*out = (struct query_count){ 0 };
	if (shape == TALLY_CELLS) {
		out->count = tally_sum(tally->cells, tally->count, asked->query, asked->context);
		return NULL;
	}
	if (shape == TALLY_TAG)
		return store_tag_tally_one(reader->store, tag, &out->count);
	err = query_sql(arena, asked->query, asked->context, &sql);
	if (err != NULL)
		return err;
	return read_count(reader, &sql, shape == TALLY_RANGE ? INT64_MAX - 1 : asked->most, &out->count, &out->more);
}

err_t read_tag_counts(struct reader *reader, struct arena *arena, size_t most, struct tag_count **out,
	size_t *count, int64_t *rest)
{
	return store_tag_tally(reader->store, arena, most, out, count, rest);
}

err_t read_tags_of(struct reader *reader, struct arena *arena, const struct query_sql *query, size_t most,
	struct tag_count **out, size_t *count, int64_t *rest)
{
	struct tag_count *all = NULL;
	size_t found = 0;
	err_t err = store_tags_of(reader->store, arena, query, &all, &found);

	*out = all;
	*count = found < most ? found : most;
	*rest = (int64_t)(found - *count);
	return err;
}

/* Midnight, or what becomes at risk first. */
err_t read_tally_until(struct reader *reader, struct arena *arena, const struct query_context *context, int64_t *at_ms)
{
	const struct zone *zone = NULL;
	int64_t risk = 0, midnight;
	err_t err = read_zone(reader, arena, &zone);

	if (err == NULL)
		err = store_risk_next(reader->store, context->now_ms, &risk);
	midnight = calendar_day_begin(zone, calendar_day(zone, context->now_ms) + 1);
	*at_ms = risk != 0 && risk + 1 < midnight ? risk + 1 : midnight;
	return err;
}
