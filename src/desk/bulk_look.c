/* SPDX-License-Identifier: ISC */
/*
 * Whom a call on many conversations is about, and what it would do to them:
 * asked of a reader, so that nobody waits for it.  What would be refused is
 * judged by the functions that refuse it when it is done; between the two
 * somebody may have acted, and then the slice says so.
 */
#include "guichet/desk/bulk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/keyed.h"
#include "guichet/model/rule.h"
#include "guichet/store/bulk.h"
#include "guichet/store/draft.h"
#include "private.h"

struct looker {
	struct reader *reader;
	struct store *store;
	struct arena *arena;		/* of what is found */
	struct arena *scratch;		/* emptied now and then */
	const struct bulk_wish *wish;
	const char *tag;		/* folded, of tag and untag */
	struct agent heir;		/* of assign; without a name: nobody, or who says it */
	int64_t asked;			/* the account that heir was asked about last */
	const char *unseen;		/* its name, where they do not see it, or NULL */
	struct bulk_look out;
	struct agent *agents;
	size_t agent_count;
	int64_t *drafts;		/* conversations with a text of the caller's that was not sent, ascending */
	size_t draft_count;
};

/* ---- what would be refused */

/* NULL for nobody. */
static const struct agent *agent_of(const struct looker *l, int64_t id)
{
	for (size_t i = 0; id != 0 && i < l->agent_count; i++)
		if (l->agents[i].id == id)
			return &l->agents[i];
	return NULL;
}

/* Claims and releases take nothing from a colleague. */
static err_t taken_check(struct looker *l, const struct conversation *conv, const char **why)
{
	const struct actor *actor = l->wish->actor;
	bool release = strcmp(l->wish->request->call->name, "release") == 0;

	if (conv->assignee == 0 || conv->assignee == actor->agent || (release && role_may(actor->role, ROLE_LEAD)))
		return NULL;
	if (!agent_is_here(agent_of(l, conv->assignee)))
		return NULL;
	return taken_say(l->store, l->scratch, conv, l->wish->now_ms, why);
}

static err_t unseen_check(struct looker *l, const struct conversation *conv, const char **why)
{
	err_t err = l->asked == conv->account ? NULL :
		account_unseen(l->store, l->arena, &l->heir, conv->account, &l->unseen);

	l->asked = conv->account;
	if (err == NULL && l->unseen != NULL)
		*why = arena_printf(l->scratch, "%s does not see the account %s", l->heir.name, l->unseen);
	return err;
}

/* Into which status a call brings, or false. */
static bool status_of(const char *call, enum status *to)
{
	static const struct { const char *call; enum status to; } moves[] = {
		{ "close", STATUS_CLOSED }, { "hold", STATUS_ON_HOLD }, { "no-answer", STATUS_RESOLVED },
		{ "pending", STATUS_PENDING }, { "reopen", STATUS_OPEN }, { "resolve", STATUS_RESOLVED },
		{ "snooze", STATUS_SNOOZED },
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (strcmp(moves[i].call, call) == 0) {
			*to = moves[i].to;
			return true;
		}
	return false;
}

static err_t why_not(struct looker *l, const struct conversation *conv, const char **why)
{
	const char *call = l->wish->request->call->name;
	enum status to = STATUS_OPEN;
	err_t refused = NULL;

	if (strcmp(call, "claim") == 0 || strcmp(call, "release") == 0)
		return taken_check(l, conv, why);
	if (l->heir.name != NULL)
		return unseen_check(l, conv, why);
	if (status_of(call, &to))
		refused = status_may(conv->status, to);
	else if (strcmp(call, "priority") == 0 && conv->status == STATUS_CLOSED)
		*why = "closed is final";
	else if (strcmp(call, "urgent") == 0 && (conv->marks & MARK_URGENT) == 0 && conv->status == STATUS_CLOSED)
		*why = "closed is final";
	if (refused == NULL && call_takes_reason(l->wish->request->call) && conv->status != to)
		refused = reason_check(l->store, l->scratch, conv, call_text(l->wish->request, "reason"));
	if (err_is(refused, ERR_STORE))
		return refused;
	if (refused != NULL)
		*why = arena_copy(l->scratch, refused->text);
	return NULL;
}

/* ---- what would be changed */

static err_t is_so(struct looker *l, const struct conversation *conv, bool *same)
{
	const struct call_request *request = l->wish->request;
	const char *call = request->call->name;
	struct list_row row = { .conv = *conv, .tags = "" };
	bool has = false;
	const struct agent *assignee = agent_of(l, conv->assignee);
	err_t err = NULL;

	if (l->tag != NULL)
		err = store_tag_has(l->store, conv->id, l->tag, &has);
	if (err != NULL)
		return err;
	row.tags = has ? l->tag : "";
	row.assignee = assignee != NULL ? assignee->name : NULL;
	if (strcmp(call, "claim") == 0)
		*same = conv->assignee == l->wish->actor->agent;
	else if (strcmp(call, "release") == 0)
		*same = conv->assignee == 0;
	else if (strcmp(call, "close") == 0)
		*same = conv->status == STATUS_CLOSED;
	else if (strcmp(call, "snooze") != 0 && strcmp(call, "read") != 0 && strcmp(call, "follow") != 0 &&
	    strcmp(call, "unfollow") != 0)
		*same = !rule_would(request, &row, l->wish->actor->name);
	return NULL;
}

/* Only where it ends what the text was for. */
static err_t drafts_read(struct looker *l)
{
	enum status to = STATUS_OPEN;

	if (!status_of(l->wish->request->call->name, &to) || (to != STATUS_RESOLVED && to != STATUS_CLOSED))
		return NULL;
	return store_drafts_of(l->store, l->arena, l->wish->actor->agent, &l->drafts, &l->draft_count);
}

static bool has_draft(const struct looker *l, int64_t id)
{
	return keyed_find(l->drafts, l->draft_count, sizeof(*l->drafts), id) != NULL;
}

/* An array that doubles. */
static void ids_add(struct arena *arena, int64_t **ids, size_t *count, int64_t id)
{
	*ids = list_grow(arena, *ids, *count, sizeof(**ids));
	(*ids)[(*count)++] = id;
}

static void hold(struct looker *l, int64_t id, const char *why)
{
	struct bulk_look *out = &l->out;

	if (out->held == NULL)
		out->held = arena_array(l->arena, BULK_NAMED, sizeof(*out->held));
	if (out->held_count < BULK_NAMED)
		out->held[out->held_count] = (struct bulk_held){ id, arena_copy(l->arena, why) };
	out->held_count++;
}

static err_t look_at(void *data, const struct conversation *conv)
{
	struct looker *l = data;
	struct bulk_look *out = &l->out;
	const char *why = NULL;
	bool same = false;
	err_t err = why_not(l, conv, &why);

	if (err == NULL && why == NULL)
		err = is_so(l, conv, &same);
	if (err == NULL && why != NULL)
		hold(l, conv->id, why);
	if (err != NULL || why != NULL)
		return err;
	if (out->count == BULK_MOST)
		return err_make(ERR_USAGE, "these are more than %d conversations: ask for fewer of them", BULK_MOST);
	ids_add(l->arena, &out->ids, &out->count, conv->id);
	out->same += same;
	out->urgent += !same && (conv->marks & MARK_URGENT) != 0;
	out->others += !same && conv->assignee != 0 && conv->assignee != l->wish->actor->agent;
	out->drafts += !same && has_draft(l, conv->id);
	if (out->count % 1024 == 0)
		arena_reset(l->scratch);
	return NULL;
}

/* ---- whom it is about */

struct place_of { int64_t id; size_t at; };

static int by_id_then_place(const void *a, const void *b)
{
	const struct place_of *x = a, *y = b;
	int order = keyed_order(&x->id, &y->id);

	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* Who names a part means the whole: that is what changes, and what an undo has to find. */
static err_t whole_of(struct looker *l, size_t at, int64_t *out)
{
	struct stored_conversation row;
	bool found = false;
	int64_t id = call_int_at(l->wish->request, "id", at);
	err_t err = store_conversation(l->store, l->scratch, id, &row, &found);

	*out = err == NULL && found && row.conv.root != 0 ? row.conv.root : id;
	if (at % 1024 == 1023)
		arena_reset(l->scratch);
	return err;
}

/* The numbers of the request in their order, each once. */
static err_t ids_given(struct looker *l, int64_t **out, size_t *count)
{
	size_t given = call_count(l->wish->request, "id"), n = 0;
	struct place_of *sorted = arena_array(l->arena, given + 1, sizeof(*sorted));
	int64_t *ids = arena_array(l->arena, given + 1, sizeof(*ids));
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < given; i++) {
		sorted[i].at = i;
		err = whole_of(l, i, &sorted[i].id);
	}
	if (err != NULL)
		return err;
	qsort(sorted, given, sizeof(*sorted), by_id_then_place);
	for (size_t i = 0; i < given; i++)
		if (i == 0 || sorted[i].id != sorted[i - 1].id)
			ids[sorted[i].at] = sorted[i].id;	/* the others stay 0 */
	for (size_t i = 0; i < given; i++)
		if (ids[i] != 0)
			ids[n++] = ids[i];
	*count = n;
	*out = ids;
	return NULL;
}

struct ids { struct arena *arena; int64_t *list; size_t count; };

static err_t ids_visit(void *data, const struct conversation *conv)
{
	struct ids *ids = data;

	ids_add(ids->arena, &ids->list, &ids->count, conv->id);
	return NULL;
}

/* One that was named: it must be there, and match where a query narrows what was named. */
static err_t look_at_one(struct looker *l, int64_t id, const struct ids *known)
{
	struct ids here = { .arena = l->scratch };
	struct stored_conversation row;
	bool found = false, matches = l->wish->where == NULL;
	err_t err = store_conversation(l->store, l->scratch, id, &row, &found);

	if (err == NULL && found && l->wish->actor->scope != NULL)
		err = read_seen(l->reader, l->scratch, l->wish->actor, id, &found);
	if (err == NULL && !found) {
		hold(l, id, arena_printf(l->scratch, "there is no conversation #%" PRId64, id));
		return NULL;
	}
	if (err == NULL && !matches && known == NULL)
		err = store_facts(l->store, l->wish->where, id, 1, ids_visit, &here);
	matches = matches || here.count > 0 ||
		(known != NULL && keyed_find(known->list, known->count, sizeof(*known->list), id) != NULL);
	if (err == NULL && !matches)
		hold(l, id, "it does not match any more");
	return err != NULL || !matches ? err : look_at(l, &row.conv);
}

/* Words are looked up once for all, everything else for each that was named. */
static err_t look_at_given(struct looker *l)
{
	bool words = l->wish->where != NULL && l->wish->where->match != NULL;
	struct ids known = { .arena = l->arena };
	size_t count = 0;
	int64_t *ids = NULL;
	err_t err = ids_given(l, &ids, &count);

	if (err == NULL && words) {
		err = store_facts(l->store, l->wish->where, 0, BULK_MOST, ids_visit, &known);
		if (known.count > 0)
			qsort(known.list, known.count, sizeof(*known.list), keyed_order);
	}
	for (size_t i = 0; err == NULL && i < count; i++)
		err = look_at_one(l, ids[i], words ? &known : NULL);
	return err;
}

/* What is wrong with the call is not said of each conversation. */
static err_t call_possible(struct looker *l)
{
	const struct call_request *request = l->wish->request;
	const char *call = request->call->name, *who;

	if (strcmp(call, "snooze") == 0) {
		int64_t until = call_time(request, "until", l->wish->now_ms, 0);

		return until == 0 || until > l->wish->now_ms ? NULL
			: err_make(ERR_USAGE, "snooze: the time is over already");
	}
	if (strcmp(call, "assign") != 0)
		return NULL;
	who = call_text(request, "who");
	if (strcmp(who, "@me") == 0 || strcmp(who, "nobody") == 0)
		return NULL;
	return assignee_find(l->store, l->arena, who, &l->heir);
}

static void refusal(struct looker *l)
{
	const struct bulk_look *out = &l->out;
	const char *call = l->wish->request->call->name;

	if (out->held_count == 1)
		l->out.refused = err_make(ERR_CONFLICT, "%s #%" PRId64 ": %s; %s", call, out->held[0].id,
			out->held[0].why, "nothing was changed, --partly does the others");
	else if (out->held_count > 1)
		l->out.refused = err_make(ERR_CONFLICT, "%s #%" PRId64 ": %s, and %zu more cannot be; %s", call,
			out->held[0].id, out->held[0].why, out->held_count - 1,
			"nothing was changed, --partly does the others");
}

err_t read_bulk(struct reader *reader, struct arena *arena, const struct bulk_wish *wish, struct bulk_look *out)
{
	const char *call = wish->request->call->name;
	struct looker l = { .reader = reader, .store = reader->store, .arena = arena, .scratch = arena_create(), .wish = wish };
	err_t err = call_possible(&l);

	if (strcmp(call, "tag") == 0 || strcmp(call, "untag") == 0) {
		char *tag = arena_copy(arena, call_text(wish->request, "tag"));

		tag_fold(tag);
		l.tag = tag;
	}
	if (err == NULL)
		err = store_agents(reader->store, arena, &l.agents, &l.agent_count);
	if (err == NULL)
		err = drafts_read(&l);
	if (err == NULL)
		err = call_count(wish->request, "id") > 0 ? look_at_given(&l)
			: store_facts(l.store, wish->where, 0, BULK_MOST + 1, look_at, &l);
	if (err == NULL) {
		refusal(&l);
		*out = l.out;
	}
	arena_destroy(l.scratch);
	return err;
}

err_t read_ids(struct reader *reader, struct arena *arena, const struct query_sql *query, size_t most, int64_t **out,
	size_t *count)
{
	struct ids ids = { .arena = arena };
	err_t err = store_facts(reader->store, query, 0, most, ids_visit, &ids);

	*out = ids.list;
	*count = ids.count;
	return err;
}
