/* SPDX-License-Identifier: ISC */
/*
 * What each follower has not been told yet, and when it is.  A follower who
 * does not read is told later, in one row: what it is owed never grows.
 */
#include "changes.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "routes.h"

enum { TELL_MS = 50, IDS_MAX = 50 };

struct follower {
	struct follower *next;
	struct session *session;
	int64_t id;
	unsigned kinds;			/* 1 << enum change_kind, not told yet */
	int64_t ids[IDS_MAX];
	size_t count;
	bool more;
	bool begun;			/* it was told that it follows */
};

struct changes {
	struct server *server;
	struct follower *first;
	struct loop_timer *tick;
	int64_t told_ms;		/* steady */
};

static void put_kinds(struct json_out *o, unsigned kinds)
{
	static const char *const names[] = {
		[CHANGE_CONVERSATION] = "conversation", [CHANGE_OUTBOX] = "outbox",
		[CHANGE_ACCOUNT] = "account", [CHANGE_AGENT] = "agent", [CHANGE_MARK] = "mark",
		[CHANGE_HANDOVER] = "handover", [CHANGE_MAIL] = "mail",
		[CHANGE_NOTICE] = "notice", [CHANGE_ALERT] = "alarm",
		[CHANGE_PRESENCE] = "presence",
	};

	json_open_array(o, "kinds");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((kinds >> i & 1) != 0)
			json_put_text(o, NULL, names[i]);
	}
	json_close_array(o);
}

static void follower_tell(struct follower *follower)
{
	struct str body = { 0 }, frame = { 0 };
	struct json_out o = { .to = &body };

	json_open_object(&o, NULL);
	put_kinds(&o, follower->kinds);
	json_open_array(&o, "ids");
	for (size_t i = 0; i < follower->count; i++)
		json_put_int(&o, NULL, follower->ids[i]);
	json_close_array(&o);
	json_put_bool(&o, "more", follower->more);
	json_close_object(&o);
	wire_put_row(&frame, follower->id, body.text);
	follower->kinds = 0;
	follower->count = 0;
	follower->more = false;
	follower->begun = true;
	session_send(follower->session, &frame);	/* may be the end of the follower */
	str_finish(&frame);
	str_finish(&body);
}

static bool is_due(const struct follower *follower)
{
	const struct session *session = follower->session;

	return (follower->kinds != 0 || !follower->begun) && !session->closing && !session->dead &&
		session_backlog(session) <= SESSION_OUT_HIGH;
}

/* A send may close any number of sessions, so the next one is looked for from the start. */
static struct follower *next_due(const struct changes *changes)
{
	struct follower *follower = changes->first;

	while (follower != NULL && !is_due(follower))
		follower = follower->next;
	return follower;
}

static void on_tick(void *data)
{
	struct changes *changes = data;
	struct follower *follower;

	changes->tick = NULL;
	changes->told_ms = clock_steady_ms();
	while ((follower = next_due(changes)) != NULL)
		follower_tell(follower);
}

static void changes_wake(struct changes *changes)
{
	int64_t ms = changes->told_ms + TELL_MS - clock_steady_ms();

	if (changes->tick == NULL && next_due(changes) != NULL)
		changes->tick = loop_after(changes->server->loop, ms > 0 ? ms : 0, on_tick, changes);
}

/* What one follower is told of a commit; the scope is read when the first change needs it. */
struct noting { struct follower *follower; struct arena *arena; struct query *within; };

static err_t scope_read(struct noting *n)
{
	const struct session *session = n->follower->session;

	if (n->arena != NULL)
		return NULL;
	n->arena = arena_create();
	return read_within(desk_reader(session->server->desk), n->arena, session->actor.scope, &n->within);
}

/* Of which kinds the numbers are told. */
static bool is_numbered(enum change_kind kind)
{
	return kind == CHANGE_CONVERSATION || kind == CHANGE_MARK || kind == CHANGE_PRESENCE;
}

/*
 * Who has a scope hears only of what that holds.  Of what is named by its kind
 * alone, or is the whole desk's, they hear: asking again they see their part of it.
 */
static bool is_seen(struct noting *n, const struct change *change)
{
	const struct session *session = n->follower->session;
	struct reader *reader = desk_reader(session->server->desk);
	int64_t id = change->id;
	bool seen = false;
	err_t err;

	if (session->actor.scope == NULL || id == 0 || (change->kind != CHANGE_OUTBOX && !is_numbered(change->kind)) ||
	    change->kind == CHANGE_MARK)
		return true;
	err = scope_read(n);
	if (err == NULL && change->kind == CHANGE_OUTBOX)
		err = read_outbox_of(reader, n->arena, id, &id);
	if (err == NULL && n->within != NULL)	/* a scope that cannot be read shows nothing */
		err = read_seen_within(reader, n->arena, &session->actor, n->within, id, &seen);
	return err == NULL && seen;
}

/* It would be told nothing by this change that it is not owed already. */
static bool is_owed(const struct follower *follower, const struct change *change)
{
	if ((follower->kinds >> change->kind & 1) == 0)
		return false;
	if (!is_numbered(change->kind))
		return true;
	for (size_t i = 0; i < follower->count; i++)
		if (follower->ids[i] == change->id)
			return true;
	return follower->more && (change->id == 0 || follower->count == IDS_MAX);
}

static void follower_note(struct noting *n, const struct change *change)
{
	struct follower *follower = n->follower;

	if (change->kind == CHANGE_MARK && change->agent != follower->session->actor.agent)
		return;		/* nobody else's affair */
	if (change->kind == CHANGE_PRESENCE && change->agent == follower->session->actor.agent)
		return;		/* one's own */
	if (is_owed(follower, change))
		return;
	if (((follower->kinds >> change->kind & 1) == 0 || follower->count < IDS_MAX) && !is_seen(n, change))
		return;
	follower->kinds |= 1U << change->kind;
	if (!is_numbered(change->kind))
		return;
	if (change->id != 0 && follower->count < IDS_MAX)
		follower->ids[follower->count++] = change->id;
	else
		follower->more = true;
}

void changes_note(struct changes *changes, const struct change *list, size_t count)
{
	for (struct follower *follower = changes->first; follower != NULL; follower = follower->next) {
		struct noting n = { .follower = follower };

		for (size_t i = 0; i < count; i++)
			follower_note(&n, &list[i]);
		arena_destroy(n.arena);
	}
	changes_wake(changes);
}

err_t changes_follow(struct session *session, int64_t id)
{
	struct changes *changes = session->server->changes;
	struct follower *follower;

	if (session->follower != NULL)
		return err_make(ERR_LIMIT, "changes: this client follows them already");
	follower = mem_alloc(sizeof(*follower));
	follower->session = session;
	follower->id = id;
	follower->next = changes->first;
	changes->first = follower;
	session->follower = follower;
	changes_wake(changes);
	routes_wake(session->server->routes);	/* somebody is here */
	return NULL;
}

void changes_forget(struct session *session)
{
	struct follower **link = &session->server->changes->first;

	if (session->follower == NULL)
		return;
	while (*link != session->follower)
		link = &(*link)->next;
	*link = session->follower->next;
	free(session->follower);
	session->follower = NULL;
}

bool changes_cancel(struct session *session, int64_t id)
{
	struct str frame = { 0 };

	if (session->follower == NULL || session->follower->id != id)
		return false;
	changes_forget(session);
	wire_put_end(&frame, id, NULL);
	session_send(session, &frame);
	str_finish(&frame);
	return true;
}

void changes_resume(struct session *session)
{
	if (session->follower != NULL)
		changes_wake(session->server->changes);
}

struct changes *changes_create(struct server *server)
{
	struct changes *changes = mem_alloc(sizeof(*changes));

	changes->server = server;
	changes->told_ms = clock_steady_ms() - TELL_MS;
	return changes;
}

void changes_destroy(struct changes *changes)
{
	if (changes == NULL)
		return;
	loop_timer_stop(changes->server->loop, &changes->tick);
	free(changes);
}
