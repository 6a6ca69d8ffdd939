/* SPDX-License-Identifier: ISC */
/*
 * Waits and cases, one a row, each measured as of an instant.
 *
 *   waits    rows {"conv","account","case","kind","start","end","outcome","seconds","business_seconds",
 *            "credit","own","target","sla","surface","team","flags":[]}, end {}
 *            end null while open; credit and own null where no agent is credited, or none that who asks
 *            sees figures about; target 0: none
 *   cases    rows {"conv","account","case","opened","initiated_by","status","waits","turns","replies",
 *            "messages_in","reopens","net_reopens","agent_reopens","first_resolution","full_resolution",
 *            "work","customer_time","on_hold","customer_wait","time_to_human","time_to_assign",
 *            "transfers","one_touch","mature","bot_contained","surface","flags":[]}, end {}
 *            what is a time is in seconds and null while there is none
 */
#include "figures_ask.h"

#include "guichet/desk/cases.h"
#include "guichet/json/json.h"

struct telling {
	struct call_context *context;
	struct agent_sight sight;
	const unsigned char *omitted;
	int64_t omitted_end;
};

/* "excluded" is no flag of the row: it is left out of figures, whatever it is. */
static void put_flags(const struct telling *telling, struct json_out *o, unsigned flags, int64_t conversation)
{
	json_open_array(o, "flags");
	if (conversation < telling->omitted_end && (telling->omitted[conversation >> 3] >> (conversation & 7) & 1) != 0)
		json_put_text(o, NULL, "excluded");
	for (unsigned bit = 1; bit <= CASE_FLAG_LAST; bit <<= 1)
		if ((flags & bit) != 0 && case_flag_name(bit) != NULL)
			json_put_text(o, NULL, case_flag_name(bit));
	json_close_array(o);
}

/* Whole seconds; below 0 there is none. */
static void put_seconds(struct json_out *o, const char *key, int64_t ms)
{
	if (ms < 0)
		json_put_null(o, key);
	else
		json_put_int(o, key, ms / 1000);
}

static const char *surface_name(int surface)
{
	return surface == SURFACE_PRIVATE ? "dm" : "public";
}

static err_t emit(struct call_context *context, struct str *body)
{
	err_t err = context->emit(context, str_text(body));

	str_finish(body);
	return err;
}

static err_t put_wait(void *data, const struct measured_wait *told)
{
	struct telling *telling = data;
	const struct wait *wait = &told->wait;
	bool seen = wait->agent != 0 && agent_is_seen(&telling->sight, wait->agent, told->names.agent);
	struct str body = { 0 };
	struct json_out o = { .to = &body };

	json_open_object(&o, NULL);
	json_put_text(&o, "conv", told->names.conv);
	json_put_text(&o, "account", told->names.account);
	json_put_int(&o, "case", wait->case_no + 1);
	json_put_text(&o, "kind", wait_kind_name(wait->kind));
	json_put_time(&o, "start", wait->start_ms);
	json_put_time(&o, "end", wait->end_ms);
	json_put_text(&o, "outcome", wait_outcome_name(wait->outcome));
	put_seconds(&o, "seconds", told->elapsed_ms);
	put_seconds(&o, "business_seconds", told->business_ms);
	json_put_text(&o, "credit", seen ? told->names.agent : NULL);
	put_seconds(&o, "own", seen ? wait->own_ms : -1);
	put_seconds(&o, "target", told->target_ms);
	json_put_text(&o, "sla", wait_sla_name(told->sla));
	json_put_text(&o, "surface", surface_name(wait->surface));
	json_put_text(&o, "team", wait->team != 0 && agent_is_seen(&telling->sight, wait->team, told->names.team)
		? told->names.team : NULL);
	put_flags(telling, &o, wait->flags, wait->conversation);
	json_close_object(&o);
	return emit(telling->context, &body);
}

static void put_times(struct json_out *o, const struct case_figures *figures)
{
	put_seconds(o, "first_resolution", figures->first_resolution_ms);
	put_seconds(o, "full_resolution", figures->full_resolution_ms);
	put_seconds(o, "work", figures->work_ms);
	put_seconds(o, "customer_time", figures->customer_ms);
	put_seconds(o, "on_hold", figures->hold_ms);
	put_seconds(o, "customer_wait", figures->customer_wait_ms);
	put_seconds(o, "time_to_human", figures->time_to_human_ms);
	put_seconds(o, "time_to_assign", figures->time_to_assign_ms);
}

static err_t put_case(void *data, const struct measured_case *told)
{
	const struct wait_case *one = &told->one;
	struct str body = { 0 };
	struct json_out o = { .to = &body };

	json_open_object(&o, NULL);
	json_put_text(&o, "conv", told->names.conv);
	json_put_text(&o, "account", told->names.account);
	json_put_int(&o, "case", one->case_no + 1);
	json_put_time(&o, "opened", one->open_ms);
	json_put_text(&o, "initiated_by", (one->flags & CASE_WE_BEGAN) != 0 ? "us" : "customer");
	json_put_text(&o, "status", status_name(one->state));
	json_put_int(&o, "waits", one->waits);
	json_put_int(&o, "turns", one->turns);
	json_put_int(&o, "replies", one->replies);
	json_put_int(&o, "messages_in", one->messages_in);
	json_put_int(&o, "reopens", one->reopens);
	json_put_int(&o, "net_reopens", told->figures.net_reopens);
	json_put_int(&o, "agent_reopens", one->agent_reopens);
	put_times(&o, &told->figures);
	json_put_int(&o, "transfers", one->transfers);
	json_put_bool(&o, "one_touch", told->figures.one_touch);
	json_put_bool(&o, "mature", told->figures.mature);
	json_put_bool(&o, "bot_contained", told->figures.contained);
	json_put_text(&o, "surface", surface_name(one->surface));
	put_flags(data, &o, one->flags, one->conversation);
	json_close_object(&o);
	return emit(((struct telling *)data)->context, &body);
}

/* A query that names one agent asks for figures about them. */
static err_t query_allowed(struct telling *telling, const char *text)
{
	struct call_context *context = telling->context;
	struct figure_world world;
	struct query *query = NULL;
	err_t err = read_figure_agents(context->reader, context->arena, &world);

	if (err == NULL)
		err = query_parse(context->arena, text, &query);

	if (err != NULL)
		return err;
	figure_world_hide(context->arena, &world, &telling->sight);
	return figures_query_check(&world, query);
}

static err_t wish_make(struct telling *telling, struct query_context *who, struct case_wish *out)
{
	struct call_context *context = telling->context;
	const char *text = context_query_text(context, "");
	struct figure_remarks remarks;
	struct query *query = NULL;
	err_t err = read_agent_sight(context->reader, context->arena, context->actor->agent, context->actor->role,
		&telling->sight);

	out->as_of_ms = call_time(context->request, "as-of", context->now_ms, context->now_ms);
	if (err == NULL && (text[0] != '\0' || context->actor->scope != NULL))
		err = read_query(context->reader, context->arena, context->actor->scope, text, &query);
	if (err == NULL)
		err = read_remarks(context->reader, context->arena, out->as_of_ms, &remarks);
	if (err == NULL)
		telling->omitted = remarks_bits(context->arena, &remarks, &telling->omitted_end);
	if (err == NULL && text[0] != '\0')
		err = query_allowed(telling, text);
	*who = (struct query_context){ .agent = context->actor->agent, .agent_name = context->actor->name,
		.now_ms = out->as_of_ms };
	out->query = query;
	out->context = who;
	return err;
}

err_t cases_waits(struct call_context *context)
{
	struct telling telling = { .context = context };
	struct query_context who;
	struct case_wish wish = { 0 };
	err_t err = wish_make(&telling, &who, &wish);

	wish.settings_seq = call_int(context->request, "settings-version", -1);
	wish.pinned = wish.settings_seq >= 0;
	return err != NULL ? err : read_measured_waits(context->reader, &wish, put_wait, &telling);
}

err_t cases_cases(struct call_context *context)
{
	struct telling telling = { .context = context };
	struct query_context who;
	struct case_wish wish = { 0 };
	err_t err = wish_make(&telling, &who, &wish);

	return err != NULL ? err : read_measured_cases(context->reader, &wish, put_case, &telling);
}
