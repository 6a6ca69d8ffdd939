/* SPDX-License-Identifier: ISC */
/*
 * What figures are made of, read: settings, names, and rows packed some days
 * at a time.  Rows of the past come from the ledger, conversation by
 * conversation; what it does not hold (languages, who may see it) is as it is
 * today.
 */
#include "guichet/desk/figures.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/store/fact.h"
#include "guichet/store/segment.h"
#include "reduce.h"
#include "segments.h"

enum { DAYS_AT_ONCE = 8, ROWS_AT_ONCE = 50000 };

static int event_compare(const void *left, const void *right)
{
	int64_t a = ((const struct event *)left)->seq, b = ((const struct event *)right)->seq;

	return a < b ? -1 : a > b;
}

/* ---- names */

static int account_compare(const void *left, const void *right)
{
	int64_t a = ((const struct figure_account *)left)->id, b = ((const struct figure_account *)right)->id;

	return a < b ? -1 : a > b;
}

static int agent_compare(const void *left, const void *right)
{
	int64_t a = ((const struct figure_agent *)left)->id, b = ((const struct figure_agent *)right)->id;

	return a < b ? -1 : a > b;
}

static void team_join(struct arena *arena, struct figure_agent *agents, size_t count, const char *member,
	const char *team)
{
	for (size_t i = 0; i < count; i++) {
		const char **teams;

		if (strcmp(agents[i].name, member) != 0)
			continue;
		teams = arena_array(arena, agents[i].team_count + 1, sizeof(*teams));
		for (size_t k = 0; k < agents[i].team_count; k++)
			teams[k] = agents[i].teams[k];
		teams[agents[i].team_count++] = team;
		agents[i].teams = teams;
	}
}

static err_t agents_read(struct reader *reader, struct arena *arena, struct figure_world *out)
{
	struct figure_agent *agents;
	struct agent *list = NULL;
	size_t count = 0;
	err_t err = store_agents(reader->store, arena, &list, &count);

	if (err != NULL)
		return err;
	agents = arena_array(arena, count + 1, sizeof(*agents));
	for (size_t i = 0; i < count; i++)
		agents[i] = (struct figure_agent){ .id = list[i].id, .name = list[i].name };
	for (size_t i = 0; err == NULL && i < count; i++) {
		const char **members = NULL;
		size_t member_count = 0;

		if (list[i].kind == AGENT_TEAM)
			err = read_team(reader, arena, list[i].id, &members, &member_count);
		for (size_t k = 0; err == NULL && k < member_count; k++)
			team_join(arena, agents, count, members[k], list[i].name);
	}
	qsort(agents, count, sizeof(*agents), agent_compare);
	out->agents = agents;
	out->agent_count = count;
	return err;
}

err_t read_figure_world(struct reader *reader, struct arena *arena, const struct metric_settings *settings,
	int64_t as_of_ms, struct figure_world *out)
{
	struct figure_account *accounts;
	struct account *list = NULL;
	size_t count = 0;
	err_t err = store_accounts(reader->store, arena, &list, &count);

	if (err != NULL)
		return err;
	accounts = arena_array(arena, count + 1, sizeof(*accounts));
	for (size_t i = 0; i < count; i++)
		accounts[i] = (struct figure_account){ .id = list[i].id, .name = list[i].name,
			.network = list[i].network, .zone = settings_zone(settings, list[i].id, as_of_ms),
			.schedule = settings_schedule(settings, list[i].id) };
	qsort(accounts, count, sizeof(*accounts), account_compare);
	*out = (struct figure_world){ .accounts = accounts, .account_count = count };
	return agents_read(reader, arena, out);
}

err_t read_figure_agents(struct reader *reader, struct arena *arena, struct figure_world *out)
{
	*out = (struct figure_world){ 0 };
	return agents_read(reader, arena, out);
}

/* A team in which nobody else is. */
static bool is_alone(const struct figure_world *world, const char *team)
{
	size_t members = 0;

	for (size_t i = 0; i < world->agent_count; i++)
		for (size_t k = 0; k < world->agents[i].team_count; k++)
			members += strcmp(world->agents[i].teams[k], team) == 0;
	return members < 2;
}

void figure_world_hide(struct arena *arena, struct figure_world *world, const struct agent_sight *sight)
{
	struct figure_agent *agents = arena_array(arena, world->agent_count + 1, sizeof(*agents));

	for (size_t i = 0; i < world->agent_count; i++) {
		const char **teams = arena_array(arena, world->agents[i].team_count + 1, sizeof(*teams));
		struct figure_agent *agent = &agents[i];

		*agent = world->agents[i];
		agent->hidden = !agent_is_seen(sight, agent->id, agent->name);
		agent->teams = teams;
		agent->team_count = 0;
		for (size_t k = 0; k < world->agents[i].team_count; k++)
			if (!agent->hidden || !is_alone(world, world->agents[i].teams[k]))
				teams[agent->team_count++] = world->agents[i].teams[k];
	}
	world->agents = agents;
	world->strangers_hidden = !agent_is_seen(sight, -1, NULL);
}

/* ---- which conversations */

struct place_query { const struct query *query; struct query_context context; };

static bool place_matches(void *data, const struct figure_account *account, const struct fact_place *place)
{
	const struct place_query *q = data;
	struct list_row row = { .account = account->name, .network = account->network, .tags = place->tags,
		.conv = { .visibility = (enum visibility)place->visibility, .lang = place->lang,
			.marks = marks_with_priority(0, (enum priority)place->priority) } };

	return query_matches(q->query, &q->context, &row);
}

struct id_bits { struct arena *arena; unsigned char *bits; int64_t end; };

static void id_add(void *data, int64_t id)
{
	struct id_bits *ids = data;

	if (id >= ids->end) {
		int64_t end = ids->end * 2 > id + 1 ? ids->end * 2 : (id + 1 + 4095) / 4096 * 4096;
		unsigned char *bits = arena_alloc(ids->arena, (size_t)end / 8);

		if (ids->bits != NULL)
			memcpy(bits, ids->bits, (size_t)ids->end / 8);
		ids->bits = bits;
		ids->end = end;
	}
	ids->bits[id >> 3] |= (unsigned char)(1 << (id & 7));
}

err_t read_figure_query(struct reader *reader, struct arena *arena, struct query *query,
	const struct query_context *context, struct figure_request *out)
{
	struct id_bits ids = { .arena = arena };
	struct query_sql sql;
	err_t err;

	if (query_is_of_place(query)) {
		struct place_query *q = arena_alloc(arena, sizeof(*q));

		*q = (struct place_query){ query, *context };
		out->wanted = place_matches;
		out->wanted_data = q;
		return NULL;
	}
	id_add(&ids, 0);
	err = query_sql(arena, query, context, &sql);
	if (err == NULL)
		err = store_ids(reader->store, &sql, id_add, &ids);
	out->conversations = ids.bits;
	out->conversation_end = ids.end;
	return err;
}

/* ---- rows as they are now */

struct facts {
	struct reader *reader;
	const struct figure_wish *wish;
	void (*visit)(void *, enum fact_set, const struct segment *);
	void *data;
	struct arena *arena;		/* of what is packed next */
	struct str bytes;
};

void fact_wait_complete(const struct metric_settings *settings, struct fact_wait *row)
{
	const struct wait *wait = &row->wait;

	row->target_ms = settings_target(settings, wait->account, wait->surface, wait->start_ms);
	if (wait->outcome != WAIT_OPEN)
		row->business_ms = schedule_business_ms(settings_schedule(settings, wait->account),
			wait->start_ms, wait->end_ms);
}

static err_t segment_show(struct facts *f, enum fact_set set)
{
	struct segment segment;
	err_t err = segment_open(f->bytes.text, f->bytes.len, &segment);

	if (err == NULL)
		f->visit(f->data, set, &segment);
	str_clear(&f->bytes);
	arena_reset(f->arena);
	return err;
}

static err_t waits_show(struct facts *f, struct fact_wait *rows, size_t count)
{
	if (count == 0)
		return NULL;
	for (size_t i = 0; i < count; i++)
		fact_wait_complete(f->wish->settings, &rows[i]);
	fact_waits_pack(f->arena, rows, count, &f->bytes);
	return segment_show(f, FACT_WAITS);
}

static err_t cases_show(struct facts *f, const struct fact_case *rows, size_t count)
{
	if (count == 0)
		return NULL;
	fact_cases_pack(f->arena, rows, count, &f->bytes);
	return segment_show(f, FACT_CASES);
}

static err_t rows_show(struct facts *f, enum fact_set set, int64_t since_ms, int64_t until_ms)
{
	struct fact_wait *waits = NULL;
	struct fact_case *cases = NULL;
	size_t count = 0;
	err_t err;

	if (set == FACT_WAITS) {
		err = store_fact_waits(f->reader->store, f->arena, since_ms, until_ms, &waits, &count);
		return err != NULL ? err : waits_show(f, waits, count);
	}
	err = store_fact_cases(f->reader->store, f->arena, since_ms, until_ms, &cases, &count);
	return err != NULL ? err : cases_show(f, cases, count);
}

static err_t gap_show(struct facts *f, enum fact_set set, int64_t from_ms, int64_t until_ms)
{
	int64_t step = DAYS_AT_ONCE * FACT_DAY_MS;
	err_t err = NULL;

	for (int64_t from = from_ms; err == NULL && from < until_ms; from += step)
		err = rows_show(f, set, from, until_ms - from < step ? until_ms : from + step);
	return err;
}

static err_t packed_show(struct facts *f, enum fact_set set, const struct stored_segment *stored)
{
	const struct str *bytes = NULL;
	struct segment segment;
	err_t err = segment_bytes(f->reader, set, stored, &bytes);

	if (err == NULL)
		err = segment_open(bytes->text, bytes->len, &segment);
	if (err == NULL)
		f->visit(f->data, set, &segment);
	return err;
}

/*
 * Where nothing is packed, or what is packed does not hold, rows are read.  A
 * day is taken whole or not at all: rows outside of what is wished count for
 * nobody.
 */
static err_t set_show(struct facts *f, enum fact_set set)
{
	struct arena *arena = arena_create();
	struct stored_segment *packed = NULL;
	int64_t first = 0, from;
	size_t count = 0;
	err_t err = store_fact_first(f->reader->store, set, &first);

	from = first > f->wish->since_ms ? first : f->wish->since_ms;
	if (err == NULL && first != 0 && !f->wish->unpacked)
		err = store_segments(f->reader->store, arena, set, from / FACT_DAY_MS,
			(f->wish->until_ms + FACT_DAY_MS - 1) / FACT_DAY_MS, &packed, &count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		err = gap_show(f, set, from, packed[i].day * FACT_DAY_MS);
		if (err == NULL && packed[i].last_ms >= f->wish->ended_ms)
			err = packed_show(f, set, &packed[i]);
		from = (packed[i].day + 1) * FACT_DAY_MS;
	}
	arena_destroy(arena);
	return err != NULL || first == 0 ? err : gap_show(f, set, from, f->wish->until_ms);
}

/* ---- rows as they were */

struct past {
	struct facts *facts;
	struct arena *arena;		/* of the rows below */
	struct fact_conversation *conversations;
	size_t conversation_count;
	struct fact_wait *waits;
	struct fact_case *cases;
	size_t wait_count, case_count;
};

static const struct fact_conversation *conversation_of(const struct past *past, int64_t id)
{
	static const struct fact_conversation unknown = { .place = { .lang = "", .tags = "" } };
	size_t low = 0, high = past->conversation_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (past->conversations[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < past->conversation_count && past->conversations[low].id == id ?
		&past->conversations[low] : &unknown;
}

static err_t past_flush(struct past *past, bool all)
{
	err_t err = NULL;

	if (!all && past->wait_count + past->case_count < ROWS_AT_ONCE)
		return NULL;
	if (past->facts->wish->waits)
		err = waits_show(past->facts, past->waits, past->wait_count);
	if (err == NULL && past->facts->wish->cases)
		err = cases_show(past->facts, past->cases, past->case_count);
	past->waits = NULL;
	past->cases = NULL;
	past->wait_count = past->case_count = 0;
	arena_reset(past->arena);
	return err;
}

static bool is_wished(const struct past *past, int64_t ms)
{
	const struct figure_wish *wish = past->facts->wish;

	return ms >= wish->since_ms && ms < wish->until_ms;
}

static err_t past_add(void *data, struct reduction *r, const struct wait_result *result)
{
	struct past *past = data;
	const char *tags = arena_copy(past->arena, events_tags(r->arena, r->events, r->count, r->as_of_ms));

	for (size_t i = 0; i < result->wait_count; i++) {
		const struct wait *wait = &result->waits[i];
		struct fact_place place = conversation_of(past, wait->conversation)->place;

		if (!is_wished(past, wait->start_ms))
			continue;
		place.tags = tags;
		past->waits = list_grow(past->arena, past->waits, past->wait_count, sizeof(*past->waits));
		past->waits[past->wait_count++] = (struct fact_wait){ .wait = *wait, .place = place };
	}
	for (size_t i = 0; i < result->case_count; i++) {
		const struct wait_case *one = &result->cases[i];
		const struct fact_conversation *conversation = conversation_of(past, one->conversation);
		struct fact_place place = conversation->place;

		if (!is_wished(past, one->open_ms))
			continue;
		place.tags = tags;
		past->cases = list_grow(past->arena, past->cases, past->case_count, sizeof(*past->cases));
		past->cases[past->case_count++] = (struct fact_case){ .one = *one,
			.contact = conversation->contact, .place = place };
	}
	return past_flush(past, false);
}

static err_t past_show(struct facts *f)
{
	struct arena *arena = arena_create();
	struct past past = { .facts = f, .arena = arena_create() };
	struct reduction r = { .reader = f->reader, .as_of_ms = f->wish->as_of_ms, .done = past_add,
		.data = &past };
	err_t err = store_fact_conversations(f->reader->store, arena, &past.conversations,
		&past.conversation_count);

	if (err == NULL)
		err = reduction_run(&r);
	if (err == NULL)
		err = past_flush(&past, true);
	arena_destroy(past.arena);
	arena_destroy(arena);
	return err;
}

err_t read_figure_segments(struct reader *reader, const struct figure_wish *wish,
	void (*visit)(void *, enum fact_set, const struct segment *), void *data)
{
	struct facts f = { .reader = reader, .wish = wish, .visit = visit, .data = data,
		.arena = arena_create() };
	err_t err = NULL;

	if (wish->of_past) {
		err = past_show(&f);
	} else {
		if (wish->waits)
			err = set_show(&f, FACT_WAITS);
		if (err == NULL && wish->cases)
			err = set_show(&f, FACT_CASES);
	}
	arena_destroy(f.arena);
	str_finish(&f.bytes);
	return err;
}

/* ---- traces */

struct tracing {
	struct past past;
	void (*visit)(void *, const struct fact_trace *);
	void *data;
};

static err_t traces_visit(void *data, struct reduction *r, const struct wait_result *result)
{
	struct tracing *tracing = data;
	const char *tags = result->trace_count == 0 ? "" : events_tags(r->arena, r->events, r->count, r->as_of_ms);

	for (size_t i = 0; i < result->trace_count; i++) {
		struct fact_trace fact = { .trace = result->traces[i],
			.place = conversation_of(&tracing->past, result->traces[i].conversation)->place };

		fact.place.tags = tags;
		tracing->visit(tracing->data, &fact);
	}
	return NULL;
}

err_t read_figure_traces(struct reader *reader, int64_t as_of_ms, void (*visit)(void *, const struct fact_trace *),
	void *data)
{
	struct arena *arena = arena_create();
	struct tracing tracing = { .visit = visit, .data = data };
	struct reduction r = { .reader = reader, .as_of_ms = as_of_ms, .traces = true, .done = traces_visit,
		.data = &tracing };
	err_t err = store_fact_conversations(reader->store, arena, &tracing.past.conversations,
		&tracing.past.conversation_count);

	if (err == NULL)
		err = reduction_run(&r);
	arena_destroy(arena);
	return err;
}

err_t read_events_between(struct reader *reader, struct arena *arena, int64_t account, int64_t conversation,
	int64_t from_ms, int64_t to_ms, struct event **out, size_t *count)
{
	struct event *all = NULL;
	size_t all_count = 0, kept = 0;
	err_t err = store_events(reader->store, arena, account, conversation, &all, &all_count);

	for (size_t i = 0; err == NULL && i < all_count; i++)
		if (event_time(&all[i]) >= from_ms && (event_time(&all[i]) <= to_ms || to_ms <= from_ms))
			all[kept++] = all[i];
	if (kept > 1)
		qsort(all, kept, sizeof(*all), event_compare);
	*out = all;
	*count = kept;
	return err;
}
