/* SPDX-License-Identifier: ISC */
/* The routes of a desk: set, removed, told, and what they did taken back. */
#include "route.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/keyed.h"
#include "guichet/desk/account.h"
#include "guichet/model/settings.h"

enum { ROUTES_MOST = 100, UNDO_MOST = 100, CAPACITY_MOST = 100000 };

/* ---- what there is */

/* The database's own trouble is nobody's fault and comes back as an error. */
static err_t route_fill(struct reader *reader, struct arena *arena, struct route *route)
{
	struct query *query = NULL;
	struct agent team = { 0 };
	bool found = false;
	err_t err = store_agent(reader->store, arena, route->row.team, &team, &found);

	route->terms = route_terms_of(arena, route->row.terms);
	route->team = found ? team.name : "?";
	if (err == NULL && (!found || !team.active)) {
		route->trouble = arena_printf(arena, "there is no team %s any more", route->team);
		return NULL;
	}
	if (err == NULL)
		err = read_query(reader, arena, NULL, route->row.query, &query);
	if (err == NULL || err_is(err, ERR_STORE) || err_is(err, ERR_CANCELLED))
		return err;
	route->trouble = arena_copy(arena, err->text);
	return NULL;
}

err_t read_routes(struct reader *reader, struct arena *arena, struct route **out, size_t *count)
{
	struct route_row *rows = NULL;
	struct route *list;
	size_t n = 0;
	err_t err = store_routes(reader->store, arena, &rows, &n);

	list = arena_array(arena, n + 1, sizeof(*list));
	for (size_t i = 0; err == NULL && i < n; i++) {
		list[i].row = rows[i];
		err = route_fill(reader, arena, &list[i]);
	}
	*out = list;
	*count = err == NULL ? n : 0;
	return err;
}

err_t read_route(struct reader *reader, struct arena *arena, const char *name, struct route *out)
{
	struct route *list = NULL;
	size_t count = 0;
	err_t err = read_routes(reader, arena, &list, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		if (strcmp(list[i].row.name, name) == 0) {
			*out = list[i];
			return NULL;
		}
	return err != NULL ? err : err_make(ERR_NOT_FOUND, "there is no route %s", name);
}

err_t read_route_of(struct reader *reader, struct arena *arena, int64_t conversation, struct route *out, bool *found)
{
	struct route *list = NULL;
	size_t count = 0;
	int64_t id = 0;
	err_t err = store_unplaced_route(reader->store, conversation, &id);

	*found = false;
	if (err == NULL && id != 0)
		err = read_routes(reader, arena, &list, &count);
	for (size_t i = 0; err == NULL && !*found && i < count; i++)
		if (list[i].row.id == id && list[i].trouble == NULL) {
			*out = list[i];
			*found = true;
		}
	return err;
}

err_t route_query(struct reader *reader, struct arena *arena, const struct route *route, int64_t now_ms,
	struct query_sql *out)
{
	struct query_context who = { .now_ms = now_ms };
	struct query *query = NULL;
	err_t err = read_query(reader, arena, NULL, route->row.query, &query);

	return err != NULL ? err : query_sql(arena, query, &who, out);
}

err_t read_route_members(struct reader *reader, struct arena *arena, const struct route *route,
	const struct told *told, struct route_member **out, size_t *count)
{
	struct route_member *list = arena_array(arena, told->count + 1, sizeof(*list));
	const char **names = NULL;
	size_t n = 0;
	err_t err = store_team(reader->store, arena, route->row.team, &names, &n);

	*count = 0;
	for (size_t i = 0; err == NULL && i < told->count; i++) {
		const struct availability_told *t = &told->list[i];
		bool member = false;

		for (size_t k = 0; k < n; k++)
			member = member || strcmp(names[k], t->agent->name) == 0;
		if (member)
			list[(*count)++] = (struct route_member){ .id = t->agent->id, .name = t->agent->name,
				.absence = t->absence, .held = t->held,
				.capacity = settings_int(t->agent->settings, "capacity", 0),
				.skills = settings_get(arena, t->agent->settings, "skills"),
				.languages = settings_get(arena, t->agent->settings, "languages") };
	}
	if (*count > 1)
		qsort(list, *count, sizeof(*list), keyed_order);
	*out = list;
	return err;
}

static const struct agent *agent_of(const struct told *told, int64_t id)
{
	for (size_t i = 0; i < told->count; i++)
		if (told->list[i].agent->id == id)
			return told->list[i].agent;
	return NULL;
}

err_t route_hide(struct reader *reader, struct arena *arena, const struct told *told, struct route_member *members,
	size_t count, int64_t conversation)
{
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < count; i++) {
		struct actor actor = { .agent = members[i].id, .name = members[i].name };
		bool seen = true;

		err = read_scope(reader, arena, agent_of(told, members[i].id), &actor.scope);
		if (err == NULL && actor.scope != NULL)
			err = read_seen(reader, arena, &actor, conversation, &seen);
		members[i].hidden = !seen;
	}
	return err;
}

err_t read_route_state(struct reader *reader, struct arena *arena, const struct route *route, const struct told *told,
	struct route_state *out)
{
	struct route_member *members = NULL;
	size_t count = 0;
	err_t err = store_unplaced_count(reader->store, route->row.id, &out->waiting);

	out->why = NULL;
	if (err != NULL || out->waiting == 0)
		return err;
	err = read_route_members(reader, arena, route, told, &members, &count);
	if (err == NULL)
		out->why = route_why_nobody(arena, &route->terms, route->team,
			&(struct route_round){ members, count, route->row.last });
	return err;
}

err_t read_route_trial(struct reader *reader, struct arena *arena, const struct route *route, const struct told *told,
	int64_t now_ms, size_t limit, struct route_trial **out, size_t *count)
{
	struct query_context who = { .now_ms = now_ms };
	struct route_member *members = NULL;
	struct route_round round = { .last = route->row.last };
	struct list_page page = { 0 };
	struct query *query = NULL;
	struct query_sql sql = { 0 };
	err_t err = read_query(reader, arena, NULL, arena_printf(arena,
		"(%s) status:open is:waiting assignee:nobody,%s", route->row.query, route->team), &query);

	if (err == NULL)
		err = query_sql(arena, query, &who, &sql);
	if (err == NULL)
		err = read_list(reader, arena, &sql, limit, NULL, &page);
	if (err == NULL)
		err = read_route_members(reader, arena, route, told, &members, &round.count);
	round.members = members;
	*out = arena_array(arena, page.count + 1, sizeof(**out));
	*count = err == NULL ? page.count : 0;
	for (size_t i = 0; err == NULL && i < page.count; i++) {
		struct route_need need = { .tags = page.rows[i].tags, .lang = page.rows[i].conv.lang };
		size_t at;

		err = route_hide(reader, arena, told, members, round.count, page.rows[i].conv.id);
		at = err != NULL || route->terms.way == ROUTE_CLAIM ? ROUTE_NOBODY : route_choose(&route->terms, &round, &need);
		(*out)[i].conversation = page.rows[i].conv.id;
		(*out)[i].agent = at == ROUTE_NOBODY ? NULL : members[at].name;
		(*out)[i].why = route->terms.way == ROUTE_CLAIM ? "who wants it claims it" : at == ROUTE_NOBODY
			? route_why_nobody(arena, &route->terms, route->team, &round)
			: route_why(arena, &route->terms, route->team, &members[at]);
		if (at == ROUTE_NOBODY)
			continue;
		members[at].held++;
		round.last = members[at].id;
	}
	return err;
}

err_t read_route_deeds(struct reader *reader, struct arena *arena, const char *name, size_t limit,
	struct route_deed **out, size_t *count)
{
	int64_t id = 0;
	err_t err = name == NULL ? NULL : store_route_named(reader->store, name, &id);

	if (err == NULL && name != NULL && id == 0)
		err = err_make(ERR_NOT_FOUND, "there is no route %s", name);
	return err != NULL ? err : store_route_deeds(reader->store, arena, id, 0, limit, out, count);
}

/* ---- changes */

static err_t wish_check(struct desk *desk, const struct route_wish *wish, struct agent *team)
{
	const struct route_terms *terms = &wish->terms;
	struct query *query = NULL;
	err_t err = read_query(&desk->reader, desk->arena, NULL, wish->query, &query);

	if (err == NULL)
		err = desk_agent_find(desk, desk->arena, wish->team, team);
	if (err_is(err, ERR_NOT_FOUND) || (err == NULL && (team->kind != AGENT_TEAM || !team->active)))
		err = err_make(ERR_NOT_FOUND, "route %s: there is no team %s", wish->name, wish->team);
	if (err == NULL && (terms->capacity < 0 || terms->capacity > CAPACITY_MOST))
		err = err_make(ERR_USAGE, "route %s: a capacity is from 1 to %d", wish->name, CAPACITY_MOST);
	if (err == NULL && terms->back_ms != 0 && terms->back_ms < 60000)
		err = err_make(ERR_USAGE, "route %s: --back is a minute at least", wish->name);
	if (err == NULL && terms->way == ROUTE_CLAIM && terms->back_ms == 0 && terms->absent == ROUTE_KEEP)
		err = err_make(ERR_USAGE, "route %s: it would do nothing: say --way, --back or --absent", wish->name);
	return err;
}

/* Where it was, behind the others, or where it is wanted: all are numbered from 1, and those from there on make room. */
static err_t position_make(struct desk *desk, struct route_row *row, int64_t wanted, const struct route_row *known,
	size_t count)
{
	int64_t others = 0, at = 0;
	err_t err = NULL;

	for (size_t i = 0; i < count; i++) {
		others += known[i].id != row->id;
		if (wanted == 0 && row->id != 0 && known[i].id == row->id)
			wanted = (int64_t)i + 1;
	}
	row->position = wanted == 0 || wanted > others ? others + 1 : wanted;
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct route_row moved = known[i];

		if (moved.id == row->id)
			continue;
		at += at + 1 == row->position ? 2 : 1;
		moved.position = at;
		if (moved.position != known[i].position)
			err = store_route_put(desk->store, &moved, NULL);
	}
	return err;
}

err_t desk_route_set(struct desk *desk, const struct route_wish *wish, bool *added)
{
	struct route_row row = { .name = wish->name }, *known = NULL;
	struct agent team = { 0 };
	size_t count = 0;
	err_t err = wish_check(desk, wish, &team);

	if (err == NULL)
		err = store_routes(desk->store, desk->arena, &known, &count);
	for (size_t i = 0; err == NULL && i < count; i++)
		if (strcmp(known[i].name, wish->name) == 0)
			row = known[i];
	*added = row.id == 0;
	if (err == NULL && wish->position > ROUTES_MOST)
		err = err_make(ERR_USAGE, "route %s: a position is from 1 to %d", wish->name, ROUTES_MOST);
	if (err == NULL && *added && count >= ROUTES_MOST)
		err = err_make(ERR_STATE, "a desk has at most %d routes", ROUTES_MOST);
	if (err == NULL)
		err = position_make(desk, &row, wish->position, known, count);
	row.query = wish->query;
	row.team = team.id;
	row.terms = route_terms_write(desk->arena, &wish->terms);
	row.back_ms = wish->terms.back_ms;
	if (err == NULL)
		err = store_route_put(desk->store, &row, &row.id);
	if (err == NULL)
		err = route_sweep_begin(desk);
	if (err == NULL)
		desk_note_change(desk, CHANGE_AGENT, 0);
	return err;
}

err_t desk_route_remove(struct desk *desk, const char *name)
{
	struct route route;
	err_t err = read_route(&desk->reader, desk->arena, name, &route);

	if (err != NULL)
		return err;
	route.row.removed = true;
	err = store_route_put(desk->store, &route.row, NULL);
	return err != NULL ? err : route_sweep_begin(desk);
}

/* ---- taken back */

static void leave(struct arena *arena, struct route_undone *out, int64_t conversation, const char *why)
{
	out->left = list_grow(arena, out->left, out->left_count, sizeof(*out->left));
	out->left[out->left_count++] = (struct route_left){ conversation, why };
}

/* Why it cannot go back to whom the route took it from; NULL: it can. */
static err_t giver_look(struct desk *desk, struct arena *arena, int64_t id, const char **why)
{
	struct agent agent;
	bool found = false;
	err_t err = id == 0 ? NULL : store_agent(desk->store, arena, id, &agent, &found);

	*why = NULL;
	if (err != NULL || id == 0)
		return err;
	if (!found || !agent.active)
		*why = arena_printf(arena, "%s has left the desk", agent_label(desk, arena, id));
	else if (agent.suspended_ms != 0 || (agent.kind == AGENT_PERSON && !role_may(agent.role, ROLE_AGENT)))
		*why = arena_printf(arena, "%s takes nothing any more", agent.name);
	return NULL;
}

static err_t deed_undo(struct desk *desk, struct arena *arena, const struct route_deed *deed, struct route_undone *out)
{
	struct touched *touched;
	const char *why = NULL;
	bool acted = false;
	err_t err = conversation_touch(desk, deed->conversation, &touched);

	if (err == NULL)
		err = giver_look(desk, arena, deed->was, &why);
	if (err == NULL)
		err = store_event_human_since(desk->store, touched->row.conv.account, deed->conversation, deed->seq, &acted);
	if (err != NULL)
		return err;
	if (touched->row.conv.assignee != deed->agent) {
		leave(arena, out, deed->conversation, arena_printf(arena, "%s has it now",
			agent_label(desk, arena, touched->row.conv.assignee)));
		return NULL;
	}
	if (acted || why != NULL) {
		leave(arena, out, deed->conversation, acted ? "somebody acted on it since" : why);
		return NULL;
	}
	err = conversation_assign(desk, touched, deed->was);
	if (err == NULL)
		err = store_route_deed_undone(desk->store, deed->id, desk->now_ms);
	out->undone++;
	return err;
}

err_t desk_route_undo(struct desk *desk, struct arena *arena, const struct route_back_wish *wish,
	struct route_undone *out)
{
	struct route_deed *deeds = NULL;
	size_t count = 0, i = 0;
	int64_t id = 0;
	err_t err = store_route_named(desk->store, wish->name, &id);

	*out = (struct route_undone){ 0 };
	if (err == NULL && id == 0)
		err = err_make(ERR_NOT_FOUND, "there is no route %s", wish->name);
	if (err == NULL)
		err = store_route_deeds_done(desk->store, desk->arena, id, wish->below, UNDO_MOST + 1, &deeds, &count);
	for (; err == NULL && i < count && i < UNDO_MOST && deeds[i].at_ms >= wish->since_ms; i++)
		err = deed_undo(desk, arena, &deeds[i], out);
	if (err == NULL && i > 0 && i < count && deeds[i].at_ms >= wish->since_ms)
		out->below = deeds[i - 1].id;
	return err;
}
