/* SPDX-License-Identifier: ISC */
/*
 * Giving.  A turn is one transaction of the desk's own: it looks at what is
 * new, sees which route it belongs to, and gives what somebody can take, the
 * most urgent first.  What dies with the server was not given, and is looked
 * at again; what was given is in the ledger with why.
 */
#include <inttypes.h>
#include <string.h>

#include "route.h"

enum { NEW_MOST = 200, GIVE_MOST = 50 };

struct team { struct route *route; struct query_sql sql; struct route_member *members; size_t count; bool known; };

struct turn {
	struct desk *desk;
	struct route_turn *asked;
	struct team *teams;
	size_t team_count;
	struct availability_told *told;
	size_t told_count;
	bool told_known;
	int64_t until_ms;		/* by the steady clock */
	size_t looked;			/* rows: one a turn at least */
};

err_t route_deal(struct desk *desk, struct touched *touched, const struct route_deal *deal)
{
	struct entry by = { .actor_kind = ACTOR_SYSTEM, .detail = { { "route", deal->route->row.name },
		{ "why", deal->why }, { deal->agent == 0 ? NULL : "team",
		arena_printf(desk->arena, "%" PRId64, deal->route->row.team) } } };
	struct route_deed deed = { .route = deal->route->row.id, .conversation = touched->row.conv.id,
		.agent = deal->agent, .was = touched->row.conv.assignee, .at_ms = desk->now_ms, .why = deal->why };
	err_t err = conversation_hand(desk, touched, deal->agent, by);

	deed.seq = desk->seq;
	return err != NULL ? err : store_route_deed_add(desk->store, &deed);
}

/* ---- who there is; looked up when somebody is wanted */

static err_t told_load(struct turn *t)
{
	struct desk *desk = t->desk;

	if (t->told_known)
		return NULL;
	t->told_known = true;
	return read_availability(&desk->reader, desk->arena, t->asked->connected, desk->now_ms, &t->told, &t->told_count);
}

static err_t members_load(struct turn *t, struct team *team)
{
	struct desk *desk = t->desk;
	err_t err = told_load(t);

	if (err != NULL || team->known)
		return err;
	team->known = true;
	return read_route_members(&desk->reader, desk->arena, team->route, &(struct told){ t->told, t->told_count },
		&team->members, &team->count);
}

/* Every team that has the agent as a member counts what was given to them by now. */
static void held_add(struct turn *t, int64_t agent, int64_t by)
{
	for (size_t i = 0; i < t->told_count; i++)
		if (t->told[i].agent->id == agent)
			t->told[i].held += by;
	for (size_t i = 0; i < t->team_count; i++)
		for (size_t k = 0; k < t->teams[i].count; k++)
			if (t->teams[i].members[k].id == agent)
				t->teams[i].members[k].held += by;
}

static err_t choose(struct turn *t, struct team *team, const struct conversation *conv, int64_t avoid, size_t *at)
{
	struct desk *desk = t->desk;
	struct route_terms terms = team->route->terms;
	struct list_row row = { 0 };
	err_t err = members_load(t, team);

	if (err == NULL)
		err = read_row(&desk->reader, desk->arena, conv->id, &row);
	if (err == NULL)
		err = route_hide(&desk->reader, desk->arena, &(struct told){ t->told, t->told_count }, team->members, team->count,
			conv->id);
	if (err != NULL)
		return err;
	if (terms.way == ROUTE_CLAIM)		/* a substitute is wanted, whoever claims else */
		terms.way = ROUTE_LEAST_LOADED;
	*at = route_choose(&terms, &(struct route_round){ team->members, team->count, team->route->row.last },
		&(struct route_need){ row.tags, conv->lang, avoid });
	return NULL;
}

static err_t give(struct turn *t, struct team *team, struct touched *touched, size_t at, const char *why)
{
	int64_t agent = team->members[at].id, was = touched->row.conv.assignee;
	err_t err = route_deal(t->desk, touched, &(struct route_deal){ team->route, agent, why });

	if (err == NULL)
		err = store_route_last(t->desk->store, team->route->row.id, agent);
	team->route->row.last = agent;
	held_add(t, was, -1);
	held_add(t, agent, 1);
	return err;
}

/* ---- what is new */

/* Who is not told of is a team or a robot, which have no hours, or somebody who may take nothing any more. */
static err_t absence_find(struct turn *t, int64_t id, enum absence *out)
{
	struct agent agent;
	bool found = false;
	err_t err = told_load(t);

	for (size_t i = 0; err == NULL && i < t->told_count; i++)
		if (t->told[i].agent->id == id) {
			*out = t->told[i].absence;
			return NULL;
		}
	if (err == NULL)
		err = store_agent(t->desk->store, t->desk->arena, id, &agent, &found);
	*out = err == NULL && found && agent.kind != AGENT_PERSON && agent.active && agent.suspended_ms == 0 ?
		ABSENT_NOT : ABSENT_NOT_HERE;
	return err;
}

/* Who is busy reads what comes in what they have; who is not there does not. */
static err_t heard_look(struct turn *t, struct team *team, struct touched *touched)
{
	const struct conversation *conv = &touched->row.conv;
	enum absence absence;
	const char *holder, *why;
	size_t at = ROUTE_NOBODY;
	err_t err = absence_find(t, conv->assignee, &absence);

	if (err != NULL || absence == ABSENT_NOT || absence == ABSENT_BUSY)
		return err;
	holder = agent_label(t->desk, t->desk->arena, conv->assignee);
	why = arena_printf(t->desk->arena, "%s is %s", holder, absence == ABSENT_OFF_SHIFT ? "off shift" :
		absence == ABSENT_AWAY ? "away" : "not here");
	if (team->route->terms.absent == ROUTE_QUEUE)
		return route_deal(t->desk, touched, &(struct route_deal){ team->route, 0, why });
	err = choose(t, team, conv, conv->assignee, &at);
	if (err != NULL || at == ROUTE_NOBODY || team->members[at].id == conv->assignee)
		return err;
	return give(t, team, touched, at, why);
}

static bool is_about(const struct route *route, bool heard)
{
	return route->trouble == NULL && (heard ? route->terms.absent != ROUTE_KEEP : route->terms.way != ROUTE_CLAIM);
}

/* The first route that is about such a row and whose query finds it. */
static err_t team_find(struct turn *t, const struct unplaced *row, struct touched *touched, struct team **out)
{
	err_t err = NULL;
	bool found = false;

	*out = NULL;
	for (size_t i = 0; err == NULL && *out == NULL && i < t->team_count; i++) {
		struct team *team = &t->teams[i];
		int64_t holder = touched->row.conv.assignee;

		if (!is_about(team->route, row->heard) || (!row->heard && holder != 0 && holder != team->route->row.team))
			continue;
		err = store_matches(t->desk->store, &team->sql, row->conversation, touched->row.newest, &found);
		*out = err == NULL && found ? team : NULL;
	}
	return err;
}

static err_t new_look(struct turn *t, const struct unplaced *row)
{
	struct desk *desk = t->desk;
	struct unplaced seen = *row;
	struct touched *touched;
	struct team *team = NULL;
	err_t err = conversation_touch(desk, row->conversation, &touched);

	if (err_is(err, ERR_NOT_FOUND))
		return store_unplaced_drop(desk->store, row->conversation);
	if (err == NULL)
		err = team_find(t, row, touched, &team);
	if (err != NULL)
		return err;
	if (team == NULL || row->heard) {
		err = store_unplaced_drop(desk->store, row->conversation);
		return err != NULL || team == NULL ? err : heard_look(t, team, touched);
	}
	seen.route = team->route->row.id;
	return store_unplaced_set(desk->store, &seen);
}

static err_t news_look(struct turn *t)
{
	struct unplaced *rows = NULL;
	size_t count = 0, i = 0;
	err_t err = store_unplaced_new(t->desk->store, t->desk->arena, NEW_MOST, &rows, &count);

	for (; err == NULL && i < count && (i == 0 || clock_steady_ms() < t->until_ms); i++)
		err = new_look(t, &rows[i]);
	t->asked->more = t->asked->more || i < count || count == NEW_MOST;
	return err;
}

/* ---- given */

static bool any_may(const struct team *team)
{
	for (size_t i = 0; i < team->count; i++)
		if (route_may(&team->route->terms, &team->members[i]))
			return true;
	return false;
}

static err_t row_place(struct turn *t, struct team *team, const struct unplaced *row, bool *given)
{
	struct desk *desk = t->desk;
	struct touched *touched;
	size_t at = ROUTE_NOBODY;
	err_t err = conversation_touch(desk, row->conversation, &touched);

	if (err == NULL)
		err = choose(t, team, &touched->row.conv, row->avoid, &at);
	*given = err == NULL && at != ROUTE_NOBODY;
	if (err != NULL || !*given)
		return err;
	err = store_unplaced_drop(desk->store, row->conversation);
	return err != NULL ? err : give(t, team, touched, at,
		route_why(desk->arena, &team->route->terms, team->route->team, &team->members[at]));
}

/* Page after page while somebody has room and there is time; over: nothing of this route is left to look at. */
static err_t team_place(struct turn *t, struct team *team, bool *over)
{
	struct route_mark *mark = &t->asked->mark;
	struct unplaced *rows = NULL;
	bool by_wait = team->route->terms.first == ROUTE_WAITING;
	size_t count = 0, i = 0;
	err_t err = store_unplaced_of(t->desk->store, t->desk->arena, &(struct unplaced_from){ team->route->row.id,
		mark->key, mark->conversation, by_wait }, GIVE_MOST, &rows, &count);

	if (err == NULL && count > 0)
		err = members_load(t, team);
	for (; err == NULL && i < count && any_may(team); i++) {
		bool done = false;

		if (t->looked++ > 0 && clock_steady_ms() >= t->until_ms)
			return NULL;
		err = row_place(t, team, &rows[i], &done);
		t->asked->given += done;
		mark->left = mark->left || !done;
		mark->key = by_wait ? rows[i].wait_ms : rows[i].rank;
		mark->conversation = rows[i].conversation;
	}
	mark->left = mark->left || i < count;
	*over = i < count || count < GIVE_MOST;
	return err;
}

/* From the mark on.  A route that is there no more, or rests, is one whose walk is over. */
static err_t teams_place(struct turn *t)
{
	struct route_mark *mark = &t->asked->mark;
	size_t i = 0;
	err_t err = NULL;

	while (i < t->team_count && mark->route != 0 && t->teams[i].route->row.id != mark->route)
		i++;
	for (i = i < t->team_count ? i : 0; err == NULL && i < t->team_count; i++) {
		struct team *team = &t->teams[i];
		bool over = team->route->trouble != NULL || team->route->terms.way == ROUTE_CLAIM;

		if (mark->route != team->route->row.id)
			*mark = (struct route_mark){ .route = team->route->row.id, .key = INT64_MIN, .left = mark->left };
		while (err == NULL && !over) {
			err = team_place(t, team, &over);
			if (err == NULL && !over && clock_steady_ms() >= t->until_ms) {
				t->asked->more = true;
				return NULL;
			}
		}
	}
	t->asked->stuck = mark->left;
	*mark = (struct route_mark){ 0 };
	return err;
}

static err_t turn_run(struct turn *t)
{
	struct route *routes = NULL;
	err_t err = read_routes(&t->desk->reader, t->desk->arena, &routes, &t->team_count);

	t->teams = arena_array(t->desk->arena, t->team_count + 1, sizeof(*t->teams));
	for (size_t i = 0; err == NULL && i < t->team_count; i++) {
		t->teams[i].route = &routes[i];
		if (routes[i].trouble == NULL)
			err = route_query(&t->desk->reader, t->desk->arena, &routes[i], t->desk->now_ms, &t->teams[i].sql);
	}
	if (err == NULL)
		err = news_look(t);
	return err != NULL ? err : teams_place(t);
}

err_t desk_route_turn(struct desk *desk, struct route_turn *asked)
{
	struct turn t = { .desk = desk, .asked = asked, .until_ms = clock_steady_ms() + asked->slice_ms };
	int64_t count = 0, back_ms = 0;
	bool waits = false, sweeps = false;
	struct arena *arena = arena_create();
	err_t err = route_sweeps(desk, arena, &sweeps);

	arena_destroy(arena);
	asked->more = asked->stuck = false;
	asked->given = 0;
	if (err == NULL && !sweeps)
		err = store_route_counts(desk->store, &count, &back_ms);
	if (err == NULL && count > 0)
		err = store_unplaced_any(desk->store, &waits);
	if (err != NULL || !(waits || sweeps))
		return err;
	asked->more = sweeps;
	err = desk_begin_system(desk);
	return err != NULL ? err : desk_end(desk, sweeps ? route_sweep(desk, t.until_ms) : turn_run(&t));
}
