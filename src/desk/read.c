/* SPDX-License-Identifier: ISC */
/* Questions about the queue, a thread, accounts, agents and the outbox: one page each. */
#include "guichet/desk/read.h"

#include <inttypes.h>
#include <errno.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/desk/schedule.h"
#include "guichet/model/scope.h"
#include "guichet/model/settings.h"
#include "guichet/store/draft.h"
#include "guichet/store/media.h"
#include "guichet/store/rule.h"
#include "draft.h"
#include "handover.h"
#include "segments.h"

enum { CONTEXT_LIMIT = 200 };

struct reader *desk_reader(struct desk *desk)
{
	return &desk->reader;
}

err_t reader_open(const char *path, struct reader **out)
{
	struct reader *reader = mem_alloc(sizeof(*reader));
	err_t err = crypt_init();

	reader->owned = true;
	if (err == NULL)
		err = store_open(&(struct store_options){ .path = path, .read_only = true },
			&reader->store);
	if (err != NULL)
		free(reader);
	else
		*out = reader;
	return err;
}

void reader_close(struct reader *reader)
{
	if (reader == NULL || !reader->owned)
		return;
	segment_copies_destroy(reader->copies);
	store_close(reader->store);
	free(reader);
}

void reader_rest(struct reader *reader)
{
	segment_copies_destroy(reader->copies);
	reader->copies = NULL;
}

err_t reader_begin(struct reader *reader)
{
	return store_snapshot(reader->store);
}

void reader_end(struct reader *reader)
{
	store_rollback(reader->store);
}

void reader_interrupt(struct reader *reader)
{
	store_interrupt(reader->store);
}

/* ---- the queue */

err_t place_parse(const char *mark, struct list_place *out)
{
	char *colon, *end;

	*out = (struct list_place){ 0 };
	if (mark == NULL)
		return NULL;
	errno = 0;
	out->rank = strtoll(mark, &colon, 10);
	out->id = *colon == ':' ? strtoll(colon + 1, &end, 10) : 0;
	if (colon == mark || *colon != ':' || end == colon + 1 || *end != '\0' || errno != 0)
		return err_make(ERR_USAGE, "--after: '%s' is not the end of a page", mark);
	return NULL;
}

struct knowing { struct reader *reader; struct arena *arena; const char *scope; };

static err_t name_known(void *data, enum query_noun noun, const char *name, bool *known)
{
	struct knowing *k = data;
	struct account account;
	struct agent agent;

	if (noun == QUERY_ACCOUNT && !scope_has_account(k->scope, name)) {
		*known = false;
		return NULL;
	}
	return noun == QUERY_ACCOUNT ? store_account_named(k->reader->store, k->arena, name, &account, known)
		: store_agent_named(k->reader->store, k->arena, name, &agent, known);
}

/* Days begin where the desk counts them, not where the server happens to run. */
static err_t query_place(struct reader *reader, struct arena *arena, struct query *query)
{
	const struct zone *zone = NULL;
	err_t err = query_names_days(query) ? read_zone(reader, arena, &zone) : NULL;

	query_in_zone(query, zone);
	return err;
}

err_t read_query(struct reader *reader, struct arena *arena, const char *scope, const char *text, struct query **out)
{
	struct knowing knowing = { reader, arena, scope };
	err_t err = query_parse(arena, text, out);

	if (err == NULL)
		err = query_names(*out, name_known, &knowing);
	if (err == NULL)
		err = query_within(arena, *out, scope);
	return err != NULL ? err : query_place(reader, arena, *out);
}

err_t read_within(struct reader *reader, struct arena *arena, const char *scope, struct query **out)
{
	err_t err = scope == NULL ? NULL : query_parse(arena, scope, out);

	if (scope == NULL)
		*out = NULL;
	return err != NULL || scope == NULL ? err : query_place(reader, arena, *out);
}

/* Teams do not hide what is offered to somebody: they could not accept it.  Accounts do, whoever offers it. */
static err_t is_offered(struct reader *reader, struct arena *arena, const struct actor *actor,
	const struct list_row *row, bool *out)
{
	if (!scope_has_account(actor->scope, row->account))
		return NULL;
	return handover_offered_to(reader->store, arena, row->conv.id, actor->agent, out);
}

err_t read_seen_within(struct reader *reader, struct arena *arena, const struct actor *actor,
	const struct query *within, int64_t conversation, bool *out)
{
	struct query_context who = { .agent = actor->agent, .agent_name = actor->name };
	struct list_row row;
	err_t err = store_row(reader->store, arena, conversation, &row, out);

	if (err == NULL && *out && row.conv.root != 0)
		err = store_row(reader->store, arena, row.conv.root, &row, out);
	if (err != NULL || !*out || within == NULL)
		return err;
	row.conv.marks = 0;	/* spam is seen as well */
	*out = query_matches(within, &who, &row);
	return *out ? NULL : is_offered(reader, arena, actor, &row, out);
}

err_t read_seen(struct reader *reader, struct arena *arena, const struct actor *actor, int64_t conversation, bool *out)
{
	struct query *within = NULL;
	err_t err = read_within(reader, arena, actor->scope, &within);

	*out = false;
	return err != NULL ? err : read_seen_within(reader, arena, actor, within, conversation, out);
}

const char *list_mark(struct arena *arena, const struct list_row *row)
{
	return arena_printf(arena, "%" PRId64 ":%" PRId64, conversation_rank(&row->conv),
		row->conv.id);
}

err_t read_list(struct reader *reader, struct arena *arena, const struct query_sql *query,
	size_t limit, const char *after, struct list_page *out)
{
	struct list_page page = { 0 };
	struct list_place place;
	err_t err = place_parse(after, &place);

	if (err == NULL)
		err = store_list(reader->store, arena, query, limit + 1, place, &page.rows, &page.count);
	if (err != NULL)
		return err;
	page.more = page.count > limit;
	if (page.more)
		page.count = limit;
	*out = page;
	return NULL;
}

err_t read_count(struct reader *reader, const struct query_sql *query, int64_t most, int64_t *count,
	bool *more)
{
	err_t err = store_count(reader->store, query, most + 1, count);

	*more = *count > most;
	if (*more)
		*count = most;
	return err;
}

err_t read_tag_uses(struct reader *reader, struct arena *arena, size_t limit, struct tag_count **out, size_t *count)
{
	return store_tag_uses(reader->store, arena, limit, out, count);
}

err_t read_row(struct reader *reader, struct arena *arena, int64_t conversation,
	struct list_row *out)
{
	bool found = false;
	err_t err = store_row(reader->store, arena, conversation, out, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no conversation #%" PRId64, conversation);
	return err;
}

err_t read_row_for(struct reader *reader, struct arena *arena, int64_t conversation, int64_t agent,
	struct list_row *out)
{
	err_t err = read_row(reader, arena, conversation, out);

	return err != NULL ? err : store_row_facts(reader->store, arena, agent, out);
}

err_t read_search(struct reader *reader, struct arena *arena, const struct query_sql *query,
	size_t limit, bool ranked, search_fn visit, void *data)
{
	return store_search(reader->store, arena, query, limit, ranked, visit, data);
}

/* Notes that were withdrawn are for the history. */
static void shown_only(struct thread *thread)
{
	size_t kept = 0;

	for (size_t i = 0; i < thread->count; i++)
		if (thread->messages[i].direction != DIR_WITHDRAWN)
			thread->messages[kept++] = thread->messages[i];
	thread->count = kept;
}

/* It lies in one of the parts. */
static err_t thread_draft(struct reader *reader, struct arena *arena, int64_t agent, struct thread *thread)
{
	int64_t place;
	err_t err = draft_place(reader->store, arena, thread->row.conv.id, agent, &place, &thread->draft);

	if (err == NULL && thread->draft != NULL)
		err = store_draft_newest(reader->store, place, agent, &thread->draft_newest);
	if (err == NULL && thread->draft != NULL)
		err = store_draft_files(reader->store, arena, place, agent, &thread->draft_files);
	return err;
}

err_t read_thread(struct reader *reader, struct arena *arena, int64_t conversation, int64_t agent,
	size_t limit, struct thread *out)
{
	struct thread thread = { 0 };
	const char *detail = NULL;
	int64_t seq;
	bool found = false;
	err_t err = read_united(reader, arena, &conversation, &thread.united);

	if (err == NULL)
		err = read_row(reader, arena, conversation, &thread.row);
	if (err == NULL)
		err = store_event_status(reader->store, arena, thread.row.conv.account, conversation,
			&detail, &seq);
	if (err == NULL && detail != NULL)
		thread.reason = settings_get(arena, detail, "reason");
	if (err == NULL)
		err = store_contact(reader->store, arena, thread.row.conv.contact, &thread.contact,
			&found);
	if (err == NULL)
		err = whole_messages(reader->store, arena, conversation, limit, &thread.messages,
			&thread.count, &thread.cut);
	if (err == NULL)
		err = store_context(reader->store, arena, thread.row.conv.account,
			thread.row.conv.thread, (struct message_span){ CONTEXT_LIMIT, INT64_MAX }, &thread.context,
			&thread.context_count, &thread.cut);
	if (err == NULL)
		err = store_media_of(reader->store, arena, conversation, thread.messages, thread.count);
	for (size_t i = 0; err == NULL && i < thread.united.merged_count; i++)
		err = store_media_of(reader->store, arena, thread.united.merged[i].id, thread.messages, thread.count);
	if (err == NULL)
		err = store_media_around(reader->store, arena, thread.row.conv.account,
			thread.row.conv.thread, thread.context, thread.context_count);
	if (err == NULL && agent != 0)
		err = thread_draft(reader, arena, agent, &thread);
	if (err == NULL && agent != 0)
		err = store_read(reader->store, agent, conversation, &thread.seen);
	for (size_t i = 0; err == NULL && agent != 0 && i < thread.united.merged_count; i++) {
		int64_t seen = 0;

		err = store_read(reader->store, agent, thread.united.merged[i].id, &seen);
		thread.seen = seen > thread.seen ? seen : thread.seen;
	}
	if (err == NULL) {
		shown_only(&thread);
		*out = thread;
	}
	return err;
}

err_t read_said(struct reader *reader, struct arena *arena, const struct said_span *span, const char ***out,
	size_t *count)
{
	return store_said(reader->store, arena, span, out, count);
}

/* ---- accounts, agents, outbox */

err_t read_accounts(struct reader *reader, struct arena *arena, struct account **out, size_t *count)
{
	return store_accounts(reader->store, arena, out, count);
}

err_t read_account(struct reader *reader, struct arena *arena, int64_t id, struct account *out)
{
	bool found = false;
	err_t err = store_account(reader->store, arena, id, out, &found);

	if (err == NULL && !found)
		err = err_make(ERR_NOT_FOUND, "there is no account %" PRId64, id);
	return err;
}

err_t read_account_named(struct reader *reader, struct arena *arena, const char *name,
	struct account *out)
{
	bool found = false;
	err_t err = store_account_named(reader->store, arena, name, out, &found);

	if (err == NULL && (!found || out->state == ACCOUNT_REMOVED))
		err = err_make(ERR_NOT_FOUND, "there is no account %s", name);
	return err;
}

err_t read_agents(struct reader *reader, struct arena *arena, struct agent **out, size_t *count)
{
	return store_agents(reader->store, arena, out, count);
}

err_t read_team(struct reader *reader, struct arena *arena, int64_t team, const char ***members,
	size_t *count)
{
	return store_team(reader->store, arena, team, members, count);
}

err_t read_outbox(struct reader *reader, struct arena *arena, int state, struct outbox **out,
	size_t *count)
{
	struct outbox_row *rows = NULL;
	struct outbox *list;
	size_t n = 0;
	err_t err = store_outbox(reader->store, arena, state, &rows, &n);

	if (err != NULL)
		return err;
	list = arena_array(arena, n + 1, sizeof(*list));
	for (size_t i = 0; err == NULL && i < n; i++)
		err = outbox_public(arena, &rows[i], &list[i]);
	if (err == NULL) {
		*out = list;
		*count = n;
	}
	return err;
}

err_t read_outbox_leaves(struct reader *reader, int64_t agent, int64_t now_ms, int64_t *at_ms)
{
	return store_outbox_leaves(reader->store, agent, now_ms, at_ms);
}

err_t read_outbox_of(struct reader *reader, struct arena *arena, int64_t outbox, int64_t *conversation)
{
	struct outbox_row row;
	bool found = false;
	err_t err = store_outbox_get(reader->store, arena, outbox, &row, &found);

	*conversation = err == NULL && found ? row.conversation : 0;
	return err;
}

err_t read_counts(struct reader *reader, int64_t now_ms, struct desk_counts *out)
{
	struct status_counts by = { 0 };
	struct desk_counts counts = { 0 };
	err_t err = store_conversation_counts(reader->store, now_ms, &by);

	if (err == NULL)
		err = store_message_count(reader->store, &counts.messages);
	if (err == NULL)
		err = store_rule_due_count(reader->store, &counts.rules);
	if (err != NULL)
		return err;
	counts.waiting = by.waiting;
	counts.breached = by.breached;
	counts.open = by.total[STATUS_OPEN];
	counts.unassigned = by.unassigned[STATUS_OPEN];
	counts.pending = by.total[STATUS_PENDING];
	counts.on_hold = by.total[STATUS_ON_HOLD];
	counts.snoozed = by.total[STATUS_SNOOZED];
	counts.resolved = by.total[STATUS_RESOLVED];
	counts.events = read_ledger_seq(reader);
	*out = counts;
	return NULL;
}

int64_t read_ledger_seq(struct reader *reader)
{
	struct arena *arena = arena_create();
	struct event head = { 0 };
	bool found = false;

	if (store_event_head(reader->store, arena, &head, &found) != NULL || !found)
		head.seq = 0;
	arena_destroy(arena);
	return head.seq;
}

err_t read_media(struct reader *reader, struct arena *arena, int64_t message, const struct media **out, size_t *count)
{
	return store_media(reader->store, arena, message, out, count);
}

err_t read_items(struct reader *reader, const struct query_sql *query,
	err_t (*visit)(void *, const char *account, const char *network, const struct message *,
		const struct contact *), void *data)
{
	return store_items(reader->store, query, visit, data);
}
