/* SPDX-License-Identifier: ISC */
/*
 * The ledger read as a whole: out, verified, and as the waits of any instant.
 * One conversation's events are in memory at a time.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/desk/ledger.h"
#include "guichet/desk/schedule.h"
#include "guichet/desk/setting.h"
#include "guichet/model/settings.h"
#include "reduce.h"

static err_t desk_id_of(struct reader *reader, struct arena *arena, const char **out)
{
	err_t err = store_meta(reader->store, arena, "desk_id", out);

	if (err == NULL && *out == NULL)
		err = err_make(ERR_STORE, "the desk does not know its own name");
	return err;
}

/* ---- out */

struct each {
	const char *desk;
	const struct agent_sight *sight;	/* NULL: everybody is named */
	err_t (*visit)(void *, const struct ledger_line *);
	void *data;
	struct str detail;		/* what is told of the row's */
};

static enum ledger_subject subject_is(const struct event *event)
{
	if (event->kind == EVENT_SETTINGS_VERSION || (event->subject != 0 &&
	    settings_int(event->detail, "team", 0) == event->subject))
		return SUBJECT_TEAM;
	return strstr(event->detail, "holder=bot") != NULL ? SUBJECT_BOT : SUBJECT_PERSON;
}

static const char *name_for(const struct each *each, int64_t agent, const char *name)
{
	return name == NULL || agent_is_seen(each->sight, agent, name) ? name : LEDGER_SOMEBODY;
}

static bool key_names_agent(const char *line)
{
	size_t len = strcspn(line, "=\n");

	for (size_t i = 0; event_agent_keys[i] != NULL; i++)
		if (strlen(event_agent_keys[i]) == len && strncmp(event_agent_keys[i], line, len) == 0)
			return true;
	return false;
}

/* Less what names somebody, whoever it is. */
static const char *detail_told(struct each *each, const char *detail)
{
	str_clear(&each->detail);
	while (*detail != '\0') {
		size_t len = strcspn(detail, "\n");

		len += detail[len] == '\n';
		if (!key_names_agent(detail))
			str_add_n(&each->detail, detail, len);
		detail += len;
	}
	return str_text(&each->detail);
}

static err_t each_line(void *data, const struct named_event *named)
{
	struct each *each = data;
	struct ledger_line line = {
		.event = named->event, .desk = each->desk, .account_name = named->account,
		.network = named->network, .actor_name = named->actor,
		.subject_name = event_unites(named->event.kind) ? NULL : named->subject,
		.thread = named->thread, .contact = named->contact,
		.conv_name = named->name, .into_name = named->into, .sealed = each->sight == NULL,
		.subject_is = subject_is(&named->event)
	};

	if (!line.sealed) {
		line.actor_name = name_for(each, named->event.actor, line.actor_name);
		line.subject_name = name_for(each, named->event.subject, line.subject_name);
		line.event.detail = detail_told(each, named->event.detail);
	}
	return each->visit(each->data, &line);
}

static err_t each_run(struct reader *reader, int64_t from_seq, struct each *each)
{
	struct arena *arena = arena_create();
	err_t err = desk_id_of(reader, arena, &each->desk);

	if (err == NULL)
		err = store_event_named(reader->store, from_seq, each_line, each);
	str_finish(&each->detail);
	arena_destroy(arena);
	return err;
}

err_t ledger_each(struct reader *reader, int64_t from_seq,
	err_t (*visit)(void *, const struct ledger_line *), void *data)
{
	return each_run(reader, from_seq, &(struct each){ .visit = visit, .data = data });
}

err_t ledger_each_for(struct reader *reader, int64_t agent, enum role role,
	err_t (*visit)(void *, const struct ledger_line *), void *data, bool *hides)
{
	struct arena *arena = arena_create();
	struct each each = { .visit = visit, .data = data };
	struct agent_sight sight;
	err_t err = read_agent_sight(reader, arena, agent, role, &sight);

	*hides = err == NULL && !role_may(role, ROLE_ADMIN) && !role_sees_agent(role, sight.setting, AGENT_IS_OTHER);
	if (*hides)
		each.sight = &sight;
	if (err == NULL)
		err = each_run(reader, 1, &each);
	arena_destroy(arena);
	return err;
}

/* ---- verified */

struct verification {
	const char *desk;
	struct ledger_verdict *verdict;
	unsigned char previous[CRYPT_HASH];
	struct str scratch;
	int64_t derived;		/* stored rows that a rebuild accounts for */
	const struct metric_settings *settings;
	int64_t waiting;
};

static err_t verify_event(void *data, const struct event *event)
{
	struct verification *v = data;
	struct ledger_verdict *verdict = v->verdict;
	unsigned char hash[CRYPT_HASH];

	verdict->rows++;
	if (verdict->bad_seq != 0)
		return NULL;
	if (event->seq != verdict->rows) {
		verdict->bad_seq = event->seq > verdict->rows ? verdict->rows : event->seq;
		verdict->what = "a row is missing";
		return NULL;
	}
	ledger_hash(v->desk, v->previous, event, &v->scratch, hash);
	if (memcmp(hash, event->hash, CRYPT_HASH) != 0) {
		verdict->bad_seq = event->seq;
		verdict->what = "the row was changed or does not follow the one before it";
		return NULL;
	}
	memcpy(v->previous, hash, CRYPT_HASH);
	return NULL;
}

/* What the queue is sorted by follows from the waits. */
static err_t verify_row(struct verification *v, struct reduction *r)
{
	struct stored_conversation stored = { 0 }, wanted;
	int64_t rank = 0;
	bool found = false;
	err_t err = store_conversation_derived(r->reader->store, r->conversation, &stored, &rank, &found);

	if (err != NULL)
		return err;
	wanted = stored;
	wanted.conv.account = r->account;
	conversation_promised(&wanted.conv, r->promise);
	err = conversation_window(r->reader->store, r->arena, &wanted.conv);
	if (err != NULL)
		return err;
	conversation_open(&wanted.conv, r->open, v->settings);
	wanted.merged_into = r->self == NULL ? 0 : r->self->into;
	wanted.conv.root = r->self == NULL ? 0 : family_root(r->family, r->self);
	wanted.conv.marks = (stored.conv.marks & ~(unsigned)MARK_MERGED) | (wanted.conv.root != 0 ? MARK_MERGED : 0U);
	v->waiting += wanted.conv.wait_ms != 0;
	v->verdict->waits_differ += !found || stored.conv.wait_ms != wanted.conv.wait_ms ||
		stored.conv.due_ms != wanted.conv.due_ms ||
		stored.conv.risk_ms != wanted.conv.risk_ms || stored.conv.due_of != wanted.conv.due_of ||
		stored.conv.promise_ms != wanted.conv.promise_ms || rank != conversation_rank(&wanted.conv) ||
		stored.merged_into != wanted.merged_into || stored.conv.root != wanted.conv.root;
	return NULL;
}

static err_t verify_waits(void *data, struct reduction *r, const struct wait_result *result)
{
	struct verification *v = data;
	struct wait *stored = NULL;
	size_t count = 0;
	err_t err = store_waits(r->reader->store, r->arena, r->conversation, &stored, &count);

	if (err != NULL)
		return err;
	v->verdict->waits += result->wait_count;
	v->derived += (int64_t)count;
	for (size_t i = 0; i < count || i < result->wait_count; i++)
		if (i >= count || i >= result->wait_count ||
		    !wait_equal(&stored[i], &result->waits[i]))
			v->verdict->waits_differ++;
	return verify_row(v, r);
}

/* The end that the last transaction wrote down, and what was ever found missing there. */
static err_t verify_end(struct reader *reader, struct arena *arena, struct ledger_verdict *verdict)
{
	const char *wanted = NULL, *cut = NULL;
	char hex[2 * CRYPT_HASH + 1];
	err_t err = store_meta(reader->store, arena, META_HEAD, &wanted);

	if (err == NULL)
		err = store_meta(reader->store, arena, META_CUT, &cut);
	if (err != NULL || verdict->bad_seq != 0)
		return err;
	crypt_hex(verdict->head, CRYPT_HASH, hex);
	if (cut != NULL) {
		verdict->bad_seq = strtoll(cut, NULL, 10) + 1;
		verdict->what = "rows were cut off or put in place behind the row before it";
	} else if (wanted != NULL &&
		   !str_equal(wanted, arena_printf(arena, "%" PRId64 " %s", verdict->rows, hex))) {
		verdict->bad_seq = verdict->rows + 1;
		verdict->what = "the end is not the one that was written: rows were cut off or added";
	}
	return NULL;
}

static err_t chain_verify(struct reader *reader, struct arena *arena, struct verification *v)
{
	err_t err = desk_id_of(reader, arena, &v->desk);

	if (err == NULL)
		err = store_event_each(reader->store, verify_event, v);
	memcpy(v->verdict->head, v->previous, EVENT_HASH);
	return err != NULL ? err : verify_end(reader, arena, v->verdict);
}

err_t ledger_chain_verify(struct reader *reader, struct arena *arena, struct ledger_verdict *out)
{
	struct verification v = { .verdict = out };
	err_t err;

	*out = (struct ledger_verdict){ 0 };
	err = chain_verify(reader, arena, &v);
	str_finish(&v.scratch);
	return err;
}

err_t ledger_verify(struct reader *reader, struct arena *arena, struct ledger_verdict *out)
{
	struct ledger_verdict verdict = { 0 };
	struct verification v = { .verdict = &verdict };
	struct status_counts by = { 0 };
	struct reduction r = { .reader = reader, .done = verify_waits, .data = &v };
	struct metric_settings *settings = NULL;
	int64_t stored = 0;
	err_t err = read_metric_settings(reader, arena, 0, 0, 0, &settings);

	v.settings = settings;
	if (err == NULL)
		err = chain_verify(reader, arena, &v);
	if (err == NULL)
		err = reduction_run(&r);
	if (err == NULL)
		err = store_conversation_counts(reader->store, 0, &by);
	if (by.waiting > v.waiting)
		verdict.waits_differ += (size_t)(by.waiting - v.waiting);
	if (err == NULL)
		err = store_wait_count(reader->store, &stored);
	if (stored > v.derived)
		verdict.waits_differ += (size_t)(stored - v.derived);
	str_finish(&v.scratch);
	if (err == NULL)
		*out = verdict;
	return err;
}

/* ---- tags at another time */

struct tag_list { const char **names; size_t count; };

static void tag_apply(struct tag_list *tags, struct arena *arena, const struct event *event)
{
	char name[256];
	size_t at = 0;

	if ((event->kind != EVENT_TAGGED && event->kind != EVENT_UNTAGGED) ||
	    event_detail(event, "tag", name, sizeof(name)) == NULL)
		return;
	while (at < tags->count && strcmp(tags->names[at], name) != 0)
		at++;
	if (event->kind == EVENT_UNTAGGED && at < tags->count) {
		tags->names[at] = tags->names[--tags->count];
	} else if (event->kind == EVENT_TAGGED && at == tags->count) {
		tags->names = list_grow(arena, tags->names, tags->count, sizeof(*tags->names));
		tags->names[tags->count++] = arena_copy(arena, name);
	}
}

static int seq_compare(const void *left, const void *right)
{
	int64_t a = (*(const struct event *const *)left)->seq, b = (*(const struct event *const *)right)->seq;

	return a < b ? -1 : a > b;
}

static int name_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

const char *events_tags(struct arena *arena, const struct event *events, size_t count, int64_t as_of_ms)
{
	const struct event **list = arena_array(arena, count + 1, sizeof(*list));
	struct tag_list tags = { 0 };
	const char *text = "";
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if ((events[i].kind == EVENT_TAGGED || events[i].kind == EVENT_UNTAGGED) &&
		    (as_of_ms == 0 || events[i].recv_ms <= as_of_ms))
			list[used++] = &events[i];
	qsort(list, used, sizeof(*list), seq_compare);
	for (size_t i = 0; i < used; i++)
		tag_apply(&tags, arena, list[i]);
	if (tags.count > 1)
		qsort(tags.names, tags.count, sizeof(*tags.names), name_compare);
	for (size_t i = 0; i < tags.count; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? " " : "", tags.names[i]);
	return text;
}

err_t read_tags(struct reader *reader, struct arena *arena, int64_t account, int64_t conversation,
	int64_t as_of_ms, const char **out)
{
	struct arena *scratch = arena_create();
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events(reader->store, scratch, account, conversation, &events, &count);

	*out = err != NULL ? "" : arena_copy(arena, events_tags(scratch, events, count, as_of_ms));
	arena_destroy(scratch);
	return err;
}

/* ---- waits for figures */

struct collection {
	struct arena *arena;		/* the caller's */
	int64_t since_ms, until_ms;
	struct wait_row *rows;
	size_t count;
	struct account *accounts;
	struct agent *agents;
	size_t account_count, agent_count;
};

static const char *day_of(struct arena *arena, int64_t ms)
{
	char text[TIME_TEXT];

	return arena_copy_n(arena, time_format(ms, text), strlen("2026-11-22"));
}

static void collect(struct collection *c, const struct wait *wait, const char *account,
	const char *agent)
{
	c->rows = list_grow(c->arena, c->rows, c->count, sizeof(*c->rows));
	c->rows[c->count++] = (struct wait_row){ .wait = *wait,
		.account = account == NULL ? "" : account, .agent = agent == NULL ? "" : agent,
		.day = day_of(c->arena, wait->start_ms) };
}

static const char *agent_name(const struct collection *c, int64_t id)
{
	for (size_t i = 0; i < c->agent_count; i++)
		if (c->agents[i].id == id)
			return c->agents[i].name;
	return NULL;
}

static const char *account_name(struct collection *c, struct reader *reader, int64_t id)
{
	struct account one;
	bool found = false;

	for (size_t i = 0; i < c->account_count; i++)
		if (c->accounts[i].id == id)
			return c->accounts[i].name;
	if (store_account(reader->store, c->arena, id, &one, &found) != NULL || !found)
		return NULL;
	return one.name;
}

static err_t collect_result(void *data, struct reduction *r, const struct wait_result *result)
{
	struct collection *c = data;

	for (size_t i = 0; i < result->wait_count; i++) {
		const struct wait *wait = &result->waits[i];

		if (wait->start_ms >= c->since_ms && wait->start_ms < c->until_ms)
			collect(c, wait, account_name(c, r->reader, wait->account),
				agent_name(c, wait->agent));
	}
	return NULL;
}

static err_t waits_as_of(struct reader *reader, struct collection *c, int64_t as_of_ms)
{
	struct reduction r = { .reader = reader, .as_of_ms = as_of_ms, .done = collect_result,
		.data = c };
	err_t err = store_agents(reader->store, c->arena, &c->agents, &c->agent_count);

	if (err == NULL)
		err = store_accounts(reader->store, c->arena, &c->accounts, &c->account_count);
	return err != NULL ? err : reduction_run(&r);
}

err_t read_waits(struct reader *reader, struct arena *arena, int64_t since_ms, int64_t until_ms,
	int64_t as_of_ms, struct wait_row **out, size_t *count)
{
	struct collection c = { .arena = arena, .since_ms = since_ms,
		.until_ms = until_ms == 0 ? INT64_MAX : until_ms };
	struct named_wait *stored = NULL;
	size_t n = 0;
	err_t err;

	if (as_of_ms != 0) {
		err = waits_as_of(reader, &c, as_of_ms);
	} else {
		err = store_waits_between(reader->store, arena, since_ms, c.until_ms, &stored, &n);
		for (size_t i = 0; err == NULL && i < n; i++)
			collect(&c, &stored[i].wait, stored[i].account, stored[i].agent);
	}
	if (err == NULL) {
		*out = c.rows;
		*count = c.count;
	}
	return err;
}
