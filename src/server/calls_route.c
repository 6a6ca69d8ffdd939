/* SPDX-License-Identifier: ISC */
/*
 * Routes.
 *
 *   route set     {"route","added":bool}
 *   route remove  {"route"}
 *   route list    {"rows":[{"position","route","team","query","way","first","match","capacity","back_s","absent",
 *                  "waiting","why"}]}       why nobody has what waits, or why it does nothing
 *   route log     {"rows":[{"deed","at","route","conversation","from","to","why","undone_at"}]}
 *                  from and to: null is the queue
 *   route test    {"rows":[{"conversation","to","why"}]}
 *   route undo    {"route","undone":n,"left":[{"id","why"}],"below"}
 *                  below: of the last row that was looked at, when there is more
 */
#include "calls.h"

#include "answer.h"
#include "guichet/desk/route.h"
#include "guichet/json/json.h"

enum { LOG_DEFAULT = 50, LOG_MOST = 1000, TEST_DEFAULT = 50, TEST_MOST = 500 };

static const char *name_of(const struct call_context *context)
{
	return call_text(context->request, "name");
}

err_t route_set(struct call_context *context)
{
	const struct call_request *r = context->request;
	struct route_wish wish = { .name = name_of(context), .query = call_text(r, "query"), .team = call_text(r, "team"),
		.terms = { .capacity = call_int(r, "capacity", 0), .back_ms = call_duration(r, "back", 0) },
		.position = call_int(r, "position", 0) };
	struct json_out o = { .to = context->answer };
	bool added = false;
	err_t err = route_terms_read(&(struct route_words){ call_text(r, "way"), call_text(r, "first"),
		call_text(r, "match"), call_text(r, "absent") }, &wish.terms);

	if (err == NULL && (wish.position < 0 || (call_count(r, "position") > 0 && wish.position == 0)))
		err = err_make(ERR_USAGE, "route set: the first position is 1");
	if (err == NULL && call_count(r, "capacity") > 0 && wish.terms.capacity == 0)
		err = err_make(ERR_USAGE, "route set: --capacity is 1 at least");
	if (err == NULL)
		err = desk_route_set(context->desk, &wish, &added);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "route", wish.name);
	json_put_bool(&o, "added", added);
	json_close_object(&o);
	return NULL;
}

err_t route_remove(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	err_t err = desk_route_remove(context->desk, name_of(context));

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "route", name_of(context));
	json_close_object(&o);
	return NULL;
}

static err_t told_read(struct call_context *context, struct told *out)
{
	struct availability_told *list = NULL;
	err_t err = read_availability(context->reader, context->arena, context->found, context->now_ms, &list, &out->count);

	out->list = list;
	return err;
}

/* Who sees a part of the desk is told of no route. */
err_t route_nobody(struct call_context *context, int64_t conversation, const char **why)
{
	struct route_state state = { 0 };
	struct route route = { 0 };
	struct told told = { 0 };
	bool found = false;
	err_t err = context->actor->scope != NULL ? NULL
		: read_route_of(context->reader, context->arena, conversation, &route, &found);

	if (err == NULL && found)
		err = told_read(context, &told);
	if (err == NULL && found)
		err = read_route_state(context->reader, context->arena, &route, &told, &state);
	*why = state.why;
	return err;
}

static void put_route(struct json_out *o, const struct route *route, const struct route_state *state)
{
	json_open_object(o, NULL);
	json_put_int(o, "position", route->row.position);
	json_put_text(o, "route", route->row.name);
	json_put_text(o, "team", route->team);
	json_put_text(o, "query", route->row.query);
	json_put_text(o, "way", route_way_name(route->terms.way));
	json_put_text(o, "first", route_first_name(route->terms.first));
	json_put_text(o, "match", route_match_name(route->terms.match));
	json_put_int(o, "capacity", route->terms.capacity);
	json_put_int(o, "back_s", route->terms.back_ms / 1000);
	json_put_text(o, "absent", route_absent_name(route->terms.absent));
	json_put_int(o, "waiting", state->waiting);
	answer_some(o, "why", route->trouble != NULL ? route->trouble : state->why);
	json_close_object(o);
}

err_t route_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct route *list = NULL;
	struct told told = { 0 };
	size_t count = 0;
	err_t err = read_routes(context->reader, context->arena, &list, &count);

	if (err == NULL && count > 0)
		err = told_read(context, &told);
	answer_rows(&o);
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct route_state state = { 0 };

		err = read_route_state(context->reader, context->arena, &list[i], &told, &state);
		put_route(&o, &list[i], &state);
	}
	answer_rows_end(&o);
	return err;
}

static const char *who(const struct agent *agents, size_t count, int64_t id)
{
	return id == 0 ? NULL : agent_name_of(count, agents, id);
}

err_t route_log(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct route_deed *deeds = NULL;
	struct agent *agents = NULL;
	size_t count = 0, agent_count = 0, limit = 0;
	err_t err = context_limit(context, LOG_DEFAULT, LOG_MOST, &limit);

	if (err == NULL)
		err = read_route_deeds(context->reader, context->arena, name_of(context), limit, &deeds, &count);
	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "deed", deeds[i].id);
		json_put_time(&o, "at", deeds[i].at_ms);
		json_put_text(&o, "route", deeds[i].name);
		json_put_int(&o, "conversation", deeds[i].conversation);
		answer_some(&o, "from", who(agents, agent_count, deeds[i].was));
		answer_some(&o, "to", who(agents, agent_count, deeds[i].agent));
		json_put_text(&o, "why", deeds[i].why);
		json_put_time(&o, "undone_at", deeds[i].undone_ms);
		json_close_object(&o);
	}
	answer_rows_end(&o);
	return NULL;
}

err_t route_test(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct route_trial *rows = NULL;
	struct route route = { 0 };
	struct told told = { 0 };
	size_t count = 0, limit = 0;
	err_t err = context_limit(context, TEST_DEFAULT, TEST_MOST, &limit);

	if (err == NULL)
		err = read_route(context->reader, context->arena, name_of(context), &route);
	if (err == NULL && route.trouble != NULL)
		err = err_make(ERR_STATE, "route %s: %s", name_of(context), route.trouble);
	if (err == NULL)
		err = told_read(context, &told);
	if (err == NULL)
		err = read_route_trial(context->reader, context->arena, &route, &told, context->now_ms, limit, &rows, &count);
	if (err != NULL)
		return err;
	answer_rows(&o);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "conversation", rows[i].conversation);
		answer_some(&o, "to", rows[i].agent);
		json_put_text(&o, "why", rows[i].why);
		json_close_object(&o);
	}
	answer_rows_end(&o);
	return NULL;
}

err_t route_undo(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct route_undone undone = { 0 };
	struct route_back_wish wish = { .name = name_of(context), .below = call_int(context->request, "below", 0),
		.since_ms = call_time(context->request, "since", context->now_ms, 0) };
	err_t err = wish.below < 0 ? err_make(ERR_USAGE, "the first row of the log is 1")
		: desk_route_undo(context->desk, context->arena, &wish, &undone);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "route", name_of(context));
	json_put_int(&o, "undone", undone.undone);
	json_open_array(&o, "left");
	for (size_t i = 0; i < undone.left_count; i++) {
		json_open_object(&o, NULL);
		json_put_int(&o, "id", undone.left[i].conversation);
		json_put_text(&o, "why", undone.left[i].why);
		json_close_object(&o);
	}
	json_close_array(&o);
	if (undone.below != 0)
		json_put_int(&o, "below", undone.below);
	json_close_object(&o);
	return NULL;
}
