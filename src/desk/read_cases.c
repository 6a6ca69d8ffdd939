/* SPDX-License-Identifier: ISC */
/*
 * Waits and cases of the whole ledger, with the names of what they are about
 * and the measures that settings give.  What the ledger called a conversation
 * is its name; else its number is.
 */
#include "guichet/desk/cases.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/desk/schedule.h"
#include "guichet/store/search.h"
#include "timelines.h"

struct cases {
	struct reader *reader;
	const struct case_wish *wish;
	struct arena *arena;		/* for as long as the call lasts */
	struct metric_settings *settings;
	struct wait_rules rules;
	struct account *accounts;
	struct agent *agents;
	size_t account_count, agent_count;
	struct arena *own;		/* of the timeline */
	err_t (*wait_visit)(void *, const struct measured_wait *);
	err_t (*case_visit)(void *, const struct measured_case *);
	void *data;
};

/* ---- names */

static err_t conv_name(struct cases *c, int64_t id, const char **out)
{
	err_t err = store_ledger_name(c->reader->store, c->own, id, out);

	if (err == NULL && *out == NULL)
		*out = arena_printf(c->own, "%" PRId64, id);
	return err;
}

static const char *account_of(const struct cases *c, int64_t id)
{
	for (size_t i = 0; i < c->account_count; i++)
		if (c->accounts[i].id == id)
			return c->accounts[i].name;
	return arena_printf(c->own, "former #%" PRId64, id);
}

static const char *agent_of(const struct cases *c, int64_t id)
{
	for (size_t i = 0; i < c->agent_count; i++)
		if (c->agents[i].id == id)
			return c->agents[i].name;
	return id == 0 ? NULL : arena_printf(c->own, "former #%" PRId64, id);
}

/* ---- which are wanted */

/* Spam shows only to who asks for it. */
static err_t is_wanted(struct cases *c, int64_t conversation, bool *out, bool *spam_too)
{
	struct list_row row;
	bool found = false;
	err_t err;

	*out = true;
	*spam_too = false;
	if (c->wish->query == NULL)
		return NULL;
	err = store_row(c->reader->store, c->own, conversation, &row, &found);
	*out = err == NULL && found && query_matches(c->wish->query, c->wish->context, &row);
	*spam_too = *out && (row.conv.marks & MARK_SPAM) != 0;
	return err;
}

/* ---- measured */

static err_t wait_tell(struct cases *c, const struct wait *wait)
{
	int64_t end = wait_end_ms(wait, c->wish->as_of_ms);
	struct measured_wait told = { .wait = *wait, .elapsed_ms = end - wait->start_ms };
	err_t err = conv_name(c, wait->conversation, &told.names.conv);

	if (err != NULL)
		return err;
	told.names.account = account_of(c, wait->account);
	told.names.agent = agent_of(c, wait->agent);
	told.names.team = agent_of(c, wait->team);
	told.business_ms = schedule_business_ms(settings_schedule(c->settings, wait->account, wait->team), wait->start_ms, end);
	told.target_ms = settings_target(c->settings, wait->account, wait->surface, wait->start_ms);
	told.sla = wait_sla(wait->outcome, told.business_ms, told.target_ms);
	return c->wait_visit(c->data, &told);
}

static err_t case_tell(struct cases *c, const struct wait_case *one)
{
	struct measured_case told = { .one = *one };
	err_t err = conv_name(c, one->conversation, &told.names.conv);

	if (err != NULL)
		return err;
	told.names.account = account_of(c, one->account);
	case_figures(one, &c->rules, c->wish->as_of_ms, &told.figures);
	return c->case_visit(c->data, &told);
}

static err_t result_tell(void *data, struct arena *arena, const struct wait_result *result)
{
	struct cases *c = data;
	int64_t asked = 0;
	bool wanted = false, spam_too = false;
	err_t err = NULL;

	c->own = arena;
	for (size_t i = 0; err == NULL && c->wait_visit != NULL && i < result->wait_count; i++) {
		if (result->waits[i].conversation != asked)
			err = is_wanted(c, asked = result->waits[i].conversation, &wanted, &spam_too);
		if (err == NULL && wanted)
			err = wait_tell(c, &result->waits[i]);
	}
	for (size_t i = 0; err == NULL && c->case_visit != NULL && i < result->case_count; i++) {
		if (result->cases[i].conversation != asked)
			err = is_wanted(c, asked = result->cases[i].conversation, &wanted, &spam_too);
		if (err == NULL && wanted && ((result->cases[i].flags & CASE_SPAM) == 0 || spam_too))
			err = case_tell(c, &result->cases[i]);
	}
	return err;
}

/* ---- all of it */

static err_t settings_make(struct cases *c, const struct event *events, size_t count)
{
	err_t err = NULL;

	if (c->wish->pinned)
		return read_settings_version(c->reader, c->arena, c->wish->settings_seq, 0, c->wish->as_of_ms,
			&c->settings);
	c->settings = metric_settings_create(c->arena);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = metric_settings_add(c->settings, &events[i]);
	if (err == NULL)
		metric_settings_ready(c->settings, 0, c->wish->as_of_ms);
	return err;
}

/* Which conversations the query means; each is looked at again when it is told of. */
static err_t only_find(struct cases *c, struct id_set *only)
{
	struct query_sql sql;
	err_t err;

	only->arena = c->arena;
	if (c->wish->query == NULL)
		return NULL;
	err = query_sql(c->arena, c->wish->query, c->wish->context, &sql);
	return err != NULL ? err : store_ids(c->reader->store, &sql, id_set_add, only);
}

static err_t cases_run(struct cases *c)
{
	struct store *store = c->reader->store;
	struct event *events = NULL;
	struct id_set only = { 0 };
	size_t count = 0;
	err_t err = NULL;

	if (c->wish->query != NULL && (query_has_words(c->wish->query) || query_needs_facts(c->wish->query)))
		return err_make(ERR_USAGE, "waits and cases are asked for by fields of the conversation, not by words, "
			"notes or what an agent has read");
	c->arena = arena_create();
	err = desk_events(c->reader, c->arena, c->wish->as_of_ms, &events, &count);
	if (err == NULL)
		err = settings_make(c, events, count);
	if (err == NULL)
		err = store_agents(store, c->arena, &c->agents, &c->agent_count);
	if (err == NULL)
		err = store_accounts(store, c->arena, &c->accounts, &c->account_count);
	c->rules = rules_of(c->arena, events, count);
	if (err == NULL)
		err = only_find(c, &only);
	if (err == NULL)
		err = timelines_each(c->reader, &(struct timeline_wish){ &c->rules, c->wish->as_of_ms,
			c->wish->query == NULL ? NULL : &only }, result_tell, c);
	arena_destroy(c->arena);
	return err;
}

err_t read_measured_waits(struct reader *reader, const struct case_wish *wish,
	err_t (*visit)(void *, const struct measured_wait *), void *data)
{
	struct cases c = { .reader = reader, .wish = wish, .wait_visit = visit, .data = data };

	return cases_run(&c);
}

err_t read_measured_cases(struct reader *reader, const struct case_wish *wish,
	err_t (*visit)(void *, const struct measured_case *), void *data)
{
	struct cases c = { .reader = reader, .wish = wish, .case_visit = visit, .data = data };

	return cases_run(&c);
}
