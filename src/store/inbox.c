/* SPDX-License-Identifier: ISC */
/*
 * Rows of contacts and conversations, and what agents add to them: what they
 * have read, whom notes name, tags.
 */
#include "guichet/store/inbox.h"

#include "db.h"
#include "guichet/model/settings.h"
#include "guichet/store/ledger.h"
#include "guichet/store/united.h"

static err_t contact_one(struct rows *rows, struct arena *arena, struct contact *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		*out = (struct contact){
			.id = col_int(rows, 0), .network = col_text(rows, 1, arena),
			.remote_id = col_text(rows, 2, arena), .handle = col_text(rows, 3, arena),
			.name = col_text(rows, 4, arena), .url = col_text(rows, 5, arena),
			.followers = col_int(rows, 6), .bot = col_int(rows, 7) != 0
		};
	return rows_end(rows);
}

err_t store_contact(struct store *store, struct arena *arena, int64_t id, struct contact *out,
	bool *found)
{
	struct rows rows;

	db_query(store, IDENTITY_GET, &rows, "i", id);
	return contact_one(&rows, arena, out, found);
}

err_t store_contact_find(struct store *store, struct arena *arena, const char *network,
	const char *remote_id, struct contact *out, bool *found)
{
	struct rows rows;

	db_query(store, IDENTITY_FIND, &rows, "tt", network, remote_id);
	return contact_one(&rows, arena, out, found);
}

err_t store_contact_person(struct store *store, int64_t id, int64_t *person)
{
	*person = 0;
	return db_get(store, NULL, IDENTITY_PERSON, NULL, "i:i", id, person);
}

err_t store_contact_put(struct store *store, const struct contact *c, int64_t *id)
{
	err_t err;

	if (c->id == 0)
		return db_insert(store, IDENTITY_ADD, id, "tttttin", c->network, c->remote_id,
			c->handle, c->name, c->url, c->followers, (int)c->bot);
	err = db_run(store, IDENTITY_SET, "itttin", c->id, c->handle, c->name, c->url, c->followers,
		(int)c->bot);
	if (err == NULL)
		*id = c->id;
	return err;
}

err_t store_blocked(struct store *store, int64_t account, int64_t contact, bool on)
{
	return db_run(store, on ? BLOCKED_SET : BLOCKED_DROP, "ii", account, contact);
}

static err_t conversation_one(struct rows *rows, struct arena *arena,
	struct stored_conversation *out, bool *found)
{
	*found = rows_next(rows);
	if (*found)
		*out = (struct stored_conversation){
			.conv = {
				.id = col_int(rows, 0), .account = col_int(rows, 1),
				.thread = col_text(rows, 2, arena), .contact = col_int(rows, 3),
				.status = (enum status)col_int(rows, 5),
				.visibility = (enum visibility)col_int(rows, 6),
				.assignee = col_int(rows, 7), .lang = col_text(rows, 8, arena),
				.last_ms = col_int(rows, 10), .wait_ms = col_int(rows, 11),
				.due_ms = col_int(rows, 12), .rev = col_int(rows, 13),
				.snoozed_until = col_int(rows, 14),
				.marks = (unsigned)col_int(rows, 16), .resolved_day = col_int(rows, 17),
				.root = col_int(rows, 19), .risk_ms = col_int(rows, 20),
				.due_of = (enum deadline)col_int(rows, 21), .promise_ms = col_int(rows, 22),
				.promised_ms = col_int(rows, 23), .heard_ms = col_int(rows, 24),
				.window_ms = col_int(rows, 25), .reach = (int)col_int(rows, 27)
			},
			.episode = col_int(rows, 4), .created_ms = col_int(rows, 9),
			.newest = col_int(rows, 15), .merged_into = col_int(rows, 18),
			.rank = col_int(rows, 26)
		};
	return rows_end(rows);
}

err_t store_conversation(struct store *store, struct arena *arena, int64_t id,
	struct stored_conversation *out, bool *found)
{
	struct rows rows;

	db_query(store, CONVERSATION_GET, &rows, "i", id);
	return conversation_one(&rows, arena, out, found);
}

err_t store_conversation_find(struct store *store, struct arena *arena, int64_t account,
	const char *thread, int64_t contact, struct stored_conversation *out, bool *found)
{
	struct rows rows;

	db_query(store, CONVERSATION_FIND, &rows, "iti", account, thread, contact);
	return conversation_one(&rows, arena, out, found);
}

err_t store_conversation_private(struct store *store, struct arena *arena, int64_t account,
	const char *thread, struct stored_conversation *out, bool *found)
{
	struct rows rows;

	db_query(store, CONVERSATION_PRIVATE, &rows, "it", account, thread);
	return conversation_one(&rows, arena, out, found);
}

err_t store_conversation_last(struct store *store, int64_t *id)
{
	return db_get(store, NULL, CONVERSATION_LAST, NULL, ":i", id);
}

err_t store_conversation_add(struct store *store, const struct stored_conversation *row)
{
	const struct conversation *c = &row->conv;

	return db_run(store, CONVERSATION_ADD, "iitiinnztiiiiiiiziiiiiniiiin", c->id, c->account, c->thread,
		c->contact, row->episode, (int)c->status, (int)c->visibility, c->assignee,
		c->lang == NULL ? "" : c->lang, row->created_ms, c->last_ms, c->wait_ms, c->due_ms,
		conversation_rank(c), c->rev, c->snoozed_until, row->newest, (int64_t)c->marks,
		c->resolved_day, row->merged_into, c->root, c->risk_ms, (int)c->due_of, c->promise_ms,
		c->promised_ms, c->heard_ms, c->window_ms, c->reach);
}

err_t store_conversation_set(struct store *store, const struct stored_conversation *row, bool held)
{
	const struct conversation *c = &row->conv;

	return db_run(store, held ? CONVERSATION_SET_HELD : CONVERSATION_SET,
		held ? "inntiiiiiiziiiiiniiiinz" : "inntiiiiiiziiiiiniiiin", c->id, (int)c->status,
		(int)c->visibility, c->lang == NULL ? "" : c->lang, c->last_ms, c->wait_ms, c->due_ms,
		conversation_rank(c), c->rev, c->snoozed_until, row->newest, (int64_t)c->marks,
		c->resolved_day, row->merged_into, c->root, c->risk_ms, (int)c->due_of, c->promise_ms,
		c->promised_ms, c->heard_ms, c->window_ms, c->reach, c->assignee);
}

err_t store_conversation_beside(struct store *store, const struct conversation *c)
{
	return db_run(store, CONVERSATION_BESIDE, "iniii", c->id, (int)c->due_of, c->promised_ms, c->heard_ms, c->window_ms);
}

err_t store_conversation_derived(struct store *store, int64_t id, struct stored_conversation *out,
	int64_t *rank, bool *found)
{
	struct conversation *conv = &out->conv;
	int64_t status = 0, marks = 0, of = 0, reach = 0;
	err_t err = db_get(store, NULL, CONVERSATION_DERIVED, found, "i:iiiiiiiiiiiiiii", id, &conv->wait_ms,
		&conv->due_ms, &conv->risk_ms, &of, &conv->promise_ms, &conv->promised_ms, &conv->heard_ms,
		&conv->window_ms, &conv->last_ms, &status, &marks, &conv->root, &out->merged_into, rank, &reach);

	conv->status = (enum status)status;
	conv->marks = (unsigned)marks;
	conv->due_of = (enum deadline)of;
	conv->reach = (int)reach;
	return err;
}

static void id_read(const struct rows *rows, struct arena *arena, void *row)
{
	int64_t *out = row;

	(void)arena;
	*out = col_int(rows, 0);
}

err_t store_conversation_ids(struct store *store, struct arena *arena, int64_t after, size_t limit,
	int64_t **ids, size_t *count)
{
	struct rows rows;

	db_query(store, CONVERSATION_IDS, &rows, "ii", after, (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**ids), id_read, ids, count);
}

err_t store_conversation_load(struct store *store, int64_t agent, int64_t *out)
{
	*out = 0;
	return db_get(store, NULL, CONVERSATION_LOAD, NULL, "i:i", agent, out);
}

err_t store_conversation_held(struct store *store, struct arena *arena, int64_t agent, size_t limit,
	int64_t **ids, size_t *count)
{
	int64_t *list = arena_array(arena, limit + 1, sizeof(*list));
	struct rows rows;
	size_t n = 0;

	db_query(store, CONVERSATION_HELD, &rows, "ii", agent, (int64_t)limit);
	while (n < limit && rows_next(&rows))
		list[n++] = col_int(&rows, 0);
	*ids = list;
	*count = n;
	return rows_end(&rows);
}

static void holder_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(struct holder *)row = (struct holder){ .name = col_text(rows, 0, arena),
		.team = col_int(rows, 1) == AGENT_TEAM, .count = col_int(rows, 2) };
}

err_t store_conversation_left(struct store *store, struct arena *arena, struct holder **out,
	size_t *count)
{
	struct rows rows;

	db_query(store, CONVERSATION_LEFT, &rows, "");
	return rows_list(&rows, arena, sizeof(**out), holder_read, out, count);
}

err_t store_conversation_due(struct store *store, const struct conversation *conv)
{
	err_t err = db_run(store, CONVERSATION_DUE, "iiiini", conv->id, conv->due_ms, conv->risk_ms,
		conversation_rank(conv), (int)conv->due_of, conv->window_ms);

	return err != NULL ? err : db_run(store, TAG_DUE, "i", conv->id);
}

static void waiting_read(const struct rows *rows, struct arena *arena, void *row)
{
	(void)arena;
	*(struct waiting_row *)row = (struct waiting_row){ .id = col_int(rows, 0), .wait_ms = col_int(rows, 1),
		.due_ms = col_int(rows, 2), .risk_ms = col_int(rows, 3) };
}

err_t store_waiting(struct store *store, struct arena *arena, int64_t after, size_t limit,
	struct waiting_row **out, size_t *count)
{
	struct rows rows;

	db_query(store, CONVERSATION_WAITS, &rows, "ii", after, (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), waiting_read, out, count);
}

static err_t statuses_count(struct store *store, struct status_counts *counts)
{
	struct rows rows;

	db_query(store, CONVERSATION_COUNTS, &rows, "");
	while (rows_next(&rows)) {
		int64_t status = col_int(&rows, 0);

		if (status < 0 || status >= STATUSES)
			continue;
		counts->total[status] = col_int(&rows, 1);
		counts->unassigned[status] = col_int(&rows, 2);
	}
	return rows_end(&rows);
}

/* What is kept, and who waits from indexes alone. */
err_t store_conversation_counts(struct store *store, int64_t now_ms, struct status_counts *out)
{
	struct status_counts counts = { 0 };
	err_t err = statuses_count(store, &counts);

	if (err == NULL)
		err = db_get(store, NULL, CONVERSATION_WAITING, NULL, ":i", &counts.waiting);
	if (err == NULL)
		err = db_get(store, NULL, CONVERSATION_BREACHED, NULL, "i:i", now_ms, &counts.breached);
	if (err == NULL)
		*out = counts;
	return err;
}

static void note_read(const struct rows *rows, struct arena *arena, void *row)
{
	*(const char **)row = col_text(rows, 0, arena);
}

/* ---- for one agent */

static err_t mentioned_read(struct store *store, struct arena *arena, int64_t conversation,
	const char **out)
{
	const char *names = *out;
	struct rows rows;

	db_query(store, MENTION_LIST, &rows, "i", conversation);
	while (rows_next(&rows))
		names = arena_printf(arena, "%s%s%s", names, names[0] != '\0' ? " " : "", col_peek(&rows, 0));
	*out = names;
	return rows_end(&rows);
}

static err_t facts_add(struct store *store, struct arena *arena, int64_t agent, int64_t id, struct list_row *row)
{
	int64_t unread = 0, notes = 0, links = 0, drafts = 0, named = 0, followed = 0, unapproved = 0;
	err_t err = db_get(store, NULL, CONVERSATION_UNREAD, NULL, "ii:i", id, agent, &unread);

	if (err == NULL)
		err = db_get(store, NULL, CONVERSATION_HOLDS, NULL, "i:ii", id, &notes, &links);
	if (err == NULL)
		err = db_get(store, NULL, CONVERSATION_DRAFTS, NULL, "ii:i", id, agent, &drafts);
	if (err == NULL)
		err = db_get(store, NULL, CONVERSATION_UNAPPROVED, NULL, "i:i", id, &unapproved);
	if (err == NULL)
		err = db_get(store, NULL, MENTION_UNREAD, NULL, "ii:i", agent, id, &named);
	if (err == NULL)
		err = db_get(store, NULL, FOLLOW_HAS, NULL, "ii:i", agent, id, &followed);
	if (err == NULL)
		err = mentioned_read(store, arena, id, &row->mentioned);
	row->unread = row->unread || unread > 0;
	row->noted = row->noted || notes > 0;
	row->linked = row->linked || links > 0;
	row->drafted = row->drafted || drafts > 0;
	row->unapproved = row->unapproved || unapproved > 0;
	row->named = row->named || named > 0;
	row->followed = row->followed || followed > 0;
	return err;
}

/* Of the whole: what was merged into it counts too. */
err_t store_row_facts(struct store *store, struct arena *arena, int64_t agent, struct list_row *row)
{
	const char *detail = NULL;
	int64_t *ids = NULL, seq;
	size_t count = 0;
	err_t err = store_whole(store, arena, row->conv.id, &ids, &count);

	row->unread = row->noted = row->linked = row->drafted = row->unapproved = row->named = row->followed = false;
	row->mentioned = "";
	for (size_t i = 0; err == NULL && i < count; i++)
		err = facts_add(store, arena, agent, ids[i], row);
	if (err == NULL)
		err = store_event_status(store, arena, row->conv.account, row->conv.id, &detail, &seq);
	row->reason = err == NULL && detail != NULL ? settings_get(arena, detail, "reason") : NULL;
	return err;
}

err_t store_notes(struct store *store, struct arena *arena, int64_t conversation, const char ***texts, size_t *count)
{
	struct rows rows;

	db_query(store, NOTE_TEXTS, &rows, "i", conversation);
	return rows_list(&rows, arena, sizeof(**texts), note_read, texts, count);
}

err_t store_read_set(struct store *store, int64_t agent, int64_t conversation, int64_t message)
{
	return db_run(store, READ_SET, "iii", agent, conversation, message);
}

err_t store_read(struct store *store, int64_t agent, int64_t conversation, int64_t *message)
{
	*message = 0;
	return db_get(store, NULL, READ_GET, NULL, "ii:i", agent, conversation, message);
}

err_t store_read_drop(struct store *store, int64_t agent, int64_t conversation)
{
	return db_run(store, READ_DROP, "ii", agent, conversation);
}

err_t store_follow(struct store *store, int64_t agent, int64_t conversation, bool on)
{
	return db_run(store, on ? FOLLOW_SET : FOLLOW_DROP, "ii", agent, conversation);
}

err_t store_mention_add(struct store *store, int64_t agent, int64_t conversation)
{
	return db_run(store, MENTION_ADD, "ii", agent, conversation);
}

err_t store_mention_seen(struct store *store, int64_t agent, int64_t conversation)
{
	return db_run(store, MENTION_SEEN, "ii", agent, conversation);
}

err_t store_mention_drop(struct store *store, int64_t agent, int64_t conversation)
{
	return db_run(store, MENTION_DROP, "ii", agent, conversation);
}

err_t store_message_last_in(struct store *store, int64_t conversation, int64_t *id)
{
	return db_get(store, NULL, MESSAGE_LAST_IN, NULL, "i:i", conversation, id);
}

err_t store_tag_add(struct store *store, const struct conversation *conv, const char *name, bool *changed)
{
	int64_t count = 0;
	err_t err = db_change(store, TAG_ADD, &count, "itni", conv->id, name, (int)conv->status,
		conversation_rank(conv));

	*changed = count > 0;
	return err;
}

err_t store_tag_has(struct store *store, int64_t conversation, const char *name, bool *has)
{
	int64_t count = 0;
	err_t err = db_get(store, NULL, TAG_HAS, NULL, "it:i", conversation, name, &count);

	*has = count > 0;
	return err;
}

err_t store_tag_drop(struct store *store, int64_t conversation, const char *name, bool *changed)
{
	int64_t count = 0;
	err_t err = db_change(store, TAG_DROP, &count, "it", conversation, name);

	*changed = count > 0;
	return err;
}

static void tag_use_read(const struct rows *rows, struct arena *arena, void *row)
{
	struct tag_count *out = row;

	*out = (struct tag_count){ .name = col_text(rows, 0, arena), .count = col_int(rows, 1) };
}

err_t store_tag_uses(struct store *store, struct arena *arena, size_t limit, struct tag_count **out, size_t *count)
{
	struct rows rows;

	db_query(store, TAG_USES, &rows, "i", (int64_t)limit);
	return rows_list(&rows, arena, sizeof(**out), tag_use_read, out, count);
}
