/* SPDX-License-Identifier: ISC */
/*
 * What figures are made of, read: settings, names, and rows packed some days
 * at a time.  Rows of the past are those of today where nothing happened
 * since, and come from the ledger, conversation by conversation, where it did;
 * what that does not hold (languages, who may see it) is as it is today.
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
			.schedule = settings_schedule(settings, list[i].id, 0) };
	qsort(accounts, count, sizeof(*accounts), account_compare);
	*out = (struct figure_world){ .accounts = accounts, .account_count = count, .settings = settings,
		.desk = { .zone = settings_zone(settings, 0, as_of_ms) } };
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

err_t read_figure_query(struct reader *reader, struct arena *arena, struct query *query,
	const struct query_context *context, struct figure_request *out)
{
	struct id_set ids = { .arena = arena };
	struct query_sql sql;
	err_t err;

	if (query_is_of_place(query)) {
		struct place_query *q = arena_alloc(arena, sizeof(*q));

		*q = (struct place_query){ query, *context };
		out->wanted = place_matches;
		out->wanted_data = q;
		return NULL;
	}
	id_set_add(&ids, 0);
	err = query_sql(arena, query, context, &sql);
	if (err == NULL)
		err = store_ids(reader->store, &sql, id_set_add, &ids);
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
	const struct id_set *apart;	/* conversations whose rows come from the ledger, or NULL */
	bool unpacked;			/* packed days do not hold */
	int64_t until_ms;
};

void fact_wait_complete(const struct metric_settings *settings, struct fact_wait *row)
{
	const struct wait *wait = &row->wait;

	row->target_ms = settings_target(settings, wait->account, wait->surface, wait->start_ms);
	if (wait->outcome != WAIT_OPEN)
		row->business_ms = schedule_business_ms(settings_schedule(settings, wait->account, wait->team),
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

/* What comes from the ledger is left out here. */
static size_t waits_keep(const struct facts *f, struct fact_wait *rows, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (f->apart == NULL || !id_set_has(f->apart, rows[i].wait.conversation))
			rows[kept++] = rows[i];
	return kept;
}

static size_t cases_keep(const struct facts *f, struct fact_case *rows, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (f->apart == NULL || !id_set_has(f->apart, rows[i].one.conversation))
			rows[kept++] = rows[i];
	return kept;
}

static err_t rows_show(struct facts *f, enum fact_set set, int64_t since_ms, int64_t until_ms)
{
	struct fact_wait *waits = NULL;
	struct fact_case *cases = NULL;
	size_t count = 0;
	err_t err;

	if (set == FACT_WAITS) {
		err = store_fact_waits(f->reader->store, f->arena, since_ms, until_ms, &waits, &count);
		return err != NULL ? err : waits_show(f, waits, waits_keep(f, waits, count));
	}
	err = store_fact_cases(f->reader->store, f->arena, since_ms, until_ms, &cases, &count);
	return err != NULL ? err : cases_show(f, cases, cases_keep(f, cases, count));
}

static err_t gap_show(struct facts *f, enum fact_set set, int64_t from_ms, int64_t until_ms)
{
	int64_t step = DAYS_AT_ONCE * FACT_DAY_MS;
	err_t err = NULL;

	for (int64_t from = from_ms; err == NULL && from < until_ms; from += step)
		err = rows_show(f, set, from, until_ms - from < step ? until_ms : from + step);
	return err;
}

/* Both sets have the conversation in their first column. */
static bool is_apart(const struct facts *f, const struct segment *segment)
{
	int64_t ids[SEGMENT_BLOCK];

	_Static_assert((int)FW_CONVERSATION == 0 && (int)FC_CONVERSATION == 0, "the same column");
	for (size_t from = 0; f->apart != NULL && from < segment->rows; from += SEGMENT_BLOCK) {
		size_t count = segment->rows - from < SEGMENT_BLOCK ? segment->rows - from : SEGMENT_BLOCK;

		segment_read(segment, 0, from, count, ids);
		for (size_t i = 0; i < count; i++)
			if (id_set_has(f->apart, ids[i]))
				return true;
	}
	return false;
}

static err_t packed_show(struct facts *f, enum fact_set set, const struct stored_segment *stored)
{
	const struct str *bytes = NULL;
	struct segment segment;
	err_t err = segment_bytes(f->reader, set, stored, &bytes);

	if (err == NULL)
		err = segment_open(bytes->text, bytes->len, &segment);
	if (err != NULL)
		return err;
	if (is_apart(f, &segment))
		return gap_show(f, set, stored->day * FACT_DAY_MS, (stored->day + 1) * FACT_DAY_MS);
	f->visit(f->data, set, &segment);
	return NULL;
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
	if (err == NULL && first != 0 && !f->unpacked)
		err = store_segments(f->reader->store, arena, set, from / FACT_DAY_MS,
			(f->until_ms + FACT_DAY_MS - 1) / FACT_DAY_MS, &packed, &count);
	for (size_t i = 0; err == NULL && i < count; i++) {
		err = gap_show(f, set, from, packed[i].day * FACT_DAY_MS);
		if (err == NULL && packed[i].last_ms >= f->wish->ended_ms)
			err = packed_show(f, set, &packed[i]);
		from = (packed[i].day + 1) * FACT_DAY_MS;
	}
	arena_destroy(arena);
	return err != NULL || first == 0 ? err : gap_show(f, set, from, f->until_ms);
}

/* ---- rows as they were */

struct past {
	struct facts *facts;
	struct arena *arena;		/* of the rows below */
	struct fact_wait *waits;
	struct fact_case *cases;
	size_t wait_count, case_count;
};

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

static void past_wait(struct past *past, const struct wait *wait, const struct fact_place *place)
{
	if (!is_wished(past, wait->start_ms))
		return;
	past->waits = list_grow(past->arena, past->waits, past->wait_count, sizeof(*past->waits));
	past->waits[past->wait_count++] = (struct fact_wait){ .wait = *wait, .place = *place };
}

static void past_case(struct past *past, const struct wait_case *one, const struct fact_conversation *of)
{
	if (!is_wished(past, one->open_ms))
		return;
	past->cases = list_grow(past->arena, past->cases, past->case_count, sizeof(*past->cases));
	past->cases[past->case_count++] = (struct fact_case){ .one = *one, .contact = of->contact, .place = of->place };
}

/* A ledger that came from elsewhere may name conversations that are not here. */
static err_t past_of(struct past *past, struct reduction *r, int64_t id, struct fact_conversation *out)
{
	bool found = false;
	err_t err;

	if (out->id == id)
		return NULL;
	*out = (struct fact_conversation){ .place = { .lang = "" } };
	err = store_fact_conversation(r->reader->store, past->arena, id, out, &found);
	out->id = id;
	out->place.tags = arena_copy(past->arena, events_tags(r->arena, r->events, r->count, r->as_of_ms));
	return err;
}

static err_t past_add(void *data, struct reduction *r, const struct wait_result *result)
{
	struct past *past = data;
	struct fact_conversation of = { .id = -1 };
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < result->wait_count; i++) {
		err = past_of(past, r, result->waits[i].conversation, &of);
		if (err == NULL)
			past_wait(past, &result->waits[i], &of.place);
	}
	for (size_t i = 0; err == NULL && i < result->case_count; i++) {
		err = past_of(past, r, result->cases[i].conversation, &of);
		if (err == NULL)
			past_case(past, &result->cases[i], &of);
	}
	return err != NULL ? err : past_flush(past, false);
}

/* Who had rows since, or was ever united, comes from the ledger. */
static err_t past_reduce(struct facts *f, struct id_set *apart)
{
	struct past past = { .facts = f, .arena = arena_create() };
	struct reduction r = { .reader = f->reader, .as_of_ms = f->wish->as_of_ms, .done = past_add, .data = &past };
	err_t err = reduction_since(&r, apart);

	if (err == NULL)
		err = past_flush(&past, true);
	arena_destroy(past.arena);
	return err;
}

static err_t stored_show(struct facts *f)
{
	err_t err = NULL;

	if (f->wish->waits)
		err = set_show(f, FACT_WAITS);
	if (err == NULL && f->wish->cases)
		err = set_show(f, FACT_CASES);
	return err;
}

/*
 * A conversation without rows after that instant is what it was then; its
 * packed days are, too, unless targets or hours were told otherwise since.
 */
static err_t past_show(struct facts *f)
{
	struct arena *arena = arena_create();
	struct id_set apart = { .arena = arena };
	int64_t settings = 0, end_ms = f->wish->as_of_ms + FACT_DAY_MS;
	err_t err = past_reduce(f, &apart);

	if (err == NULL)
		err = store_event_settings_since(f->reader->store, f->wish->as_of_ms, &settings);
	f->apart = &apart;
	f->unpacked = f->unpacked || settings > 0;
	f->until_ms = f->until_ms < end_ms ? f->until_ms : end_ms;
	if (err == NULL)
		err = stored_show(f);
	arena_destroy(arena);
	return err;
}

err_t read_figure_segments(struct reader *reader, const struct figure_wish *wish,
	void (*visit)(void *, enum fact_set, const struct segment *), void *data)
{
	struct facts f = { .reader = reader, .wish = wish, .visit = visit, .data = data,
		.arena = arena_create(), .unpacked = wish->unpacked, .until_ms = wish->until_ms };
	err_t err = wish->of_past ? past_show(&f) : stored_show(&f);

	arena_destroy(f.arena);
	str_finish(&f.bytes);
	return err;
}

/* ---- rows of the ledger */

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
