/* SPDX-License-Identifier: ISC */
/*
 * Business time, schedules, and what figures are measured against.
 *
 *   business-time  {"seconds","calendar_seconds"}      payload: a file of wire/schedule.h, or none
 *   due            {"due","seconds"}                    likewise
 *   schedule set   {"schedule","versions":n}            payload: such a file
 *   schedule days  {"schedule","days":n,"past":n}       payload: {"2026-05-01":[],…}; past: that change nothing
 *   schedule list  {"rows":[{"schedule","versions","from","zone","zone_data","accounts":["…"],"teams":["…"]}]}
 *   schedule show  {"rows":[{"seq","effective_from","recorded_at","zone","zone_data","hours","schedule":{…}}]}
 *   desk set       {"desk","settings":n}
 *   desk show      {"rows":[{"scope","account","target","target_private","schedule","zone","open":bool,
 *                  "agent_figures","views","access","alarms"}]}   the last four of the desk alone
 */
#include "calls.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/desk/account.h"
#include "guichet/desk/schedule.h"
#include "guichet/desk/mail.h"
#include "guichet/desk/setting.h"
#include "guichet/desk/triage.h"
#include "guichet/model/settings.h"
#include "guichet/wire/schedule.h"

/* ---- the file */

struct versions { struct schedule_version *list; size_t count; };

static err_t zone_find(struct arena *arena, const struct wire_schedule *schedule, const struct zone **out)
{
	struct zone *zone = arena_alloc(arena, sizeof(*zone));
	err_t err = desk_zone(arena, schedule->tz, zone);

	*out = zone;
	return err == NULL ? NULL : err_wrap(err, "%stz", schedule->where);
}

/* In the order of their dates; of two of the same date the later one of the file counts. */
static void versions_sort(struct versions *versions)
{
	for (size_t i = 1; i < versions->count; i++)
		for (size_t k = i; k > 0 && versions->list[k - 1].from_ms > versions->list[k].from_ms; k--) {
			struct schedule_version swap = versions->list[k];

			versions->list[k] = versions->list[k - 1];
			versions->list[k - 1] = swap;
		}
}

static err_t versions_read(struct call_context *context, struct versions *out)
{
	struct arena *arena = context->arena;
	struct wire_schedule *list = NULL;
	size_t count = 0;
	err_t err = wire_get_schedules(arena, context->payload, context->payload_len, &list, &count);

	if (err != NULL)
		return err;
	out->list = arena_array(arena, count, sizeof(*out->list));
	for (size_t i = 0; err == NULL && i < count; i++) {
		const bool same = i > 0 && list[i].tz != NULL && str_equal(list[i].tz, list[i - 1].tz);

		if (same)
			list[i].schedule.zone = list[i - 1].schedule.zone;
		else if (!list[i].always)
			err = zone_find(arena, &list[i], &list[i].schedule.zone);
		if (err == NULL)
			err = wire_schedule_from(&list[i], &out->list[i].from_ms);
		out->list[i].schedule = list[i].always ? NULL : &list[i].schedule;
	}
	out->count = count;
	versions_sort(out);
	return err;
}

/* For these two instants; no file is open always. */
static err_t line_read(struct call_context *context, int64_t from_ms, int64_t until_ms, const struct schedule_line **out)
{
	struct versions versions = { 0 };
	err_t err = context->payload_len == 0 ? NULL : versions_read(context, &versions);

	*out = NULL;
	if (err == NULL && versions.count > 0)
		*out = schedule_line(context->arena, versions.list, versions.count, from_ms, until_ms);
	return err;
}

err_t business_time(struct call_context *context)
{
	int64_t start_ms = call_time(context->request, "start", context->now_ms, 0);
	int64_t end_ms = call_time(context->request, "end", context->now_ms, 0);
	struct json_out o = { .to = context->answer };
	const struct schedule_line *line;
	err_t err = line_read(context, start_ms, end_ms, &line);

	if (err == NULL && end_ms < start_ms)
		err = err_make(ERR_USAGE, "business-time: the end is before the start");
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "seconds", schedule_business_ms(line, start_ms, end_ms) / 1000);
	json_put_int(&o, "calendar_seconds", (end_ms - start_ms) / 1000);
	json_close_object(&o);
	return NULL;
}

/* A count of seconds, or a duration with its unit. */
static err_t seconds_parse(const char *text, int64_t *ms)
{
	char *end;
	long long seconds;

	errno = 0;
	seconds = strtoll(text, &end, 10);
	if (end == text || *end != '\0')
		return duration_parse(text, ms);
	if (errno != 0 || seconds < 0 || seconds > INT64_C(3153600000))
		return err_make(ERR_USAGE, "due: %s is no count of seconds up to a hundred years", text);
	*ms = seconds * 1000;
	return NULL;
}

err_t business_due(struct call_context *context)
{
	int64_t start_ms = call_time(context->request, "start", context->now_ms, 0), wanted_ms = 0, due_ms;
	struct json_out o = { .to = context->answer };
	const struct schedule_line *line;
	err_t err = seconds_parse(call_text(context->request, "seconds"), &wanted_ms);

	if (err == NULL)
		err = line_read(context, start_ms, start_ms, &line);
	if (err != NULL)
		return err;
	due_ms = schedule_due(line, start_ms, wanted_ms);
	if (due_ms == SCHEDULE_NEVER)
		return err_make(ERR_STATE, "due: never, it is not open for that long within a hundred years");
	json_open_object(&o, NULL);
	json_put_time(&o, "due", due_ms);
	json_put_int(&o, "seconds", wanted_ms / 1000);
	json_close_object(&o);
	return NULL;
}

/* ---- schedules of the desk */

static const char *name_of(const struct call_context *context)
{
	return call_text(context->request, "name");
}

static err_t say(struct call_context *context, const char *name, const char *key, size_t count)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_text(&o, "schedule", name);
	json_put_int(&o, key, (int64_t)count);
	json_close_object(&o);
	return NULL;
}

/* A date alone is its midnight where the schedule is kept, not where the server stands. */
static int64_t schedule_from(const struct call_context *context, const struct schedule *schedule)
{
	const char *text = call_text(context->request, "from");
	int32_t date;

	if (text != NULL && schedule != NULL && strlen(text) == strlen("2026-05-01") && date_parse(text, &date))
		return zone_instant(schedule->zone, (int64_t)date * ZONE_DAY_MS);
	return call_time(context->request, "from", context->now_ms, context->now_ms);
}

err_t schedule_set(struct call_context *context)
{
	bool dated = call_count(context->request, "from") > 0;
	struct versions versions = { 0 };
	err_t err = versions_read(context, &versions);

	if (err == NULL && dated && (versions.count != 1 || versions.list[0].from_ms != INT64_MIN))
		err = err_make(ERR_USAGE, "schedule set: the file says from when itself: leave --from out");
	if (err == NULL && versions.list[0].from_ms == INT64_MIN)
		versions.list[0].from_ms = schedule_from(context, versions.list[0].schedule);
	if (err == NULL)
		err = desk_schedule_set(context->desk, name_of(context), versions.list, versions.count);
	return err != NULL ? err : say(context, name_of(context), "versions", versions.count);
}

err_t schedule_days(struct call_context *context)
{
	int64_t from_ms = call_time(context->request, "from", context->now_ms, context->now_ms);
	struct json_out o = { .to = context->answer };
	struct schedule_day *days = NULL;
	size_t count = 0, past = 0;
	err_t err = wire_get_days(context->arena, context->payload, context->payload_len, &days, &count);

	if (err == NULL && count == 0)
		err = err_make(ERR_DATA, "there are no dates in it");
	if (err == NULL)
		err = desk_schedule_days(context->desk, name_of(context), days, count, from_ms);
	if (err != NULL)
		return err;
	for (size_t i = 0; i < count; i++)
		past += days[i].date < from_ms / ZONE_DAY_MS;
	json_open_object(&o, NULL);
	json_put_text(&o, "schedule", name_of(context));
	json_put_int(&o, "days", (int64_t)count);
	json_put_int(&o, "past", (int64_t)past);
	json_close_object(&o);
	return NULL;
}

static err_t settings_now(struct call_context *context, struct metric_settings **settings, struct account **accounts,
	size_t *count)
{
	err_t err = read_metric_settings(context->reader, context->arena, 0, context->now_ms, context->now_ms, settings);

	return err != NULL ? err : context_accounts(context, accounts, count);
}

struct named_at { const char *name; int64_t ms; };

/* Who keeps these hours now. */
static void accounts_put(struct json_out *o, const struct metric_settings *settings, const struct account *accounts,
	size_t count, const char *name, int64_t now_ms)
{
	json_open_array(o, "accounts");
	for (size_t i = 0; i < count; i++)
		if (accounts[i].state != ACCOUNT_REMOVED &&
		    str_equal(settings_schedule_name(settings, accounts[i].id, 0, now_ms), name))
			json_put_text(o, NULL, accounts[i].name);
	json_close_array(o);
}

static void teams_put(struct json_out *o, const struct metric_settings *settings, const struct agent *agents,
	size_t count, const struct named_at *which)
{
	json_open_array(o, "teams");
	for (size_t i = 0; i < count; i++)
		if (agents[i].kind == AGENT_TEAM && agents[i].active &&
		    str_equal(settings_team_hours(settings, agents[i].id, which->ms), which->name))
			json_put_text(o, NULL, agents[i].name);
	json_close_array(o);
}

static void zone_put(struct json_out *o, const struct schedule *schedule)
{
	const struct zone *zone = schedule == NULL ? NULL : schedule->zone;

	json_put_text(o, "zone", zone == NULL ? NULL : zone->name);
	json_put_text(o, "zone_data", zone == NULL ? NULL : zone->data);
}

err_t schedule_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct metric_settings *settings = NULL;
	struct account *accounts = NULL;
	struct schedule_row *rows = NULL;
	struct agent *agents = NULL;
	size_t account_count = 0, agent_count = 0, count = 0, first = 0;
	err_t err = settings_now(context, &settings, &accounts, &account_count);

	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	if (err == NULL)
		err = read_schedules(context->reader, context->arena, NULL, &rows, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++) {
		if (i + 1 < count && strcmp(rows[i + 1].name, rows[i].name) == 0)
			continue;
		json_open_object(&o, NULL);
		json_put_text(&o, "schedule", rows[i].name);
		json_put_int(&o, "versions", (int64_t)(i + 1 - first));
		json_put_time(&o, "from", rows[i].from_ms);
		zone_put(&o, rows[i].schedule);
		accounts_put(&o, settings, accounts, account_count, rows[i].name, context->now_ms);
		teams_put(&o, settings, agents, agent_count, &(struct named_at){ rows[i].name, context->now_ms });
		json_close_object(&o);
		first = i + 1;
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

err_t schedule_show(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct schedule_row *rows = NULL;
	size_t count = 0;
	err_t err = read_schedules(context->reader, context->arena, name_of(context), &rows, &count);

	if (err == NULL && count == 0)
		err = err_make(ERR_NOT_FOUND, "there is no schedule %s", name_of(context));
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++) {
		struct str hours = { 0 };

		json_open_object(&o, NULL);
		json_put_int(&o, "seq", rows[i].seq);
		json_put_time(&o, "effective_from", rows[i].from_ms);
		json_put_time(&o, "recorded_at", rows[i].recorded_ms);
		zone_put(&o, rows[i].schedule);
		if (rows[i].schedule != NULL)
			schedule_write(rows[i].schedule, &hours);
		json_put_text(&o, "hours", rows[i].schedule == NULL ? SCHEDULE_ALWAYS : str_text(&hours));
		wire_put_schedule(&o, "schedule", rows[i].schedule);
		json_close_object(&o);
		str_finish(&hours);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

/* ---- the desk's settings that are dated */

err_t settings_from(struct call_context *context, int64_t *out)
{
	*out = call_time(context->request, "from", context->now_ms, SETTINGS_FROM_NOW);
	if (call_count(context->request, "from") == 0 || *out <= context->now_ms)
		return NULL;
	return err_make(ERR_USAGE, "%s: --from lies ahead: a setting holds from now on, or from an earlier time",
		context->request->call->name);
}

/* What everybody is measured by is a lead's to say; what everybody may see is an admin's. */
static err_t plain_set(struct call_context *context, const char *key, const char *value)
{
	if (!role_may(context->actor->role, ROLE_ADMIN))
		return err_make(ERR_DENIED, "desk set: %s needs the role admin, you are %s", key,
			role_name(context->actor->role));
	desk_no_step(context->desk);	/* it is no row of the ledger that could be put back */
	return desk_setting_put(context->desk, key, value);
}

err_t desk_set(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	size_t count = call_count(context->request, "setting");
	struct str lines = { 0 };
	int64_t from_ms = 0;
	err_t err = settings_from(context, &from_ms);

	for (size_t i = 0; err == NULL && i < count; i++) {
		const char *word = call_text_at(context->request, "setting", i), *equals = strchr(word, '=');
		const char *key = equals == NULL ? word : arena_copy_n(context->arena, word, (size_t)(equals - word));

		if (equals != NULL && desk_setting_is_plain(key))
			err = plain_set(context, key, equals + 1);
		else if (equals != NULL)
			settings_add(&lines, key, equals + 1);
	}
	if (err == NULL)
		err = mail_settings_agree(context->desk);
	if (err == NULL)
		err = desk_settings_set(context->desk, str_text(&lines), from_ms);
	str_finish(&lines);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "settings", (int64_t)count);
	json_close_object(&o);
	return NULL;
}

/* The object stays open. */
static void measured_put(struct json_out *o, const struct metric_settings *settings, int64_t account, const char *name,
	int64_t now_ms)
{
	const struct zone *zone = settings_zone(settings, account, now_ms);
	const char *schedule = settings_schedule_name(settings, account, 0, now_ms);

	json_open_object(o, NULL);
	json_put_text(o, "scope", name == NULL ? "desk" : name);
	json_put_text(o, "account", name);
	json_put_int(o, "target", settings_target(settings, account, SURFACE_PUBLIC, now_ms) / 1000);
	json_put_int(o, "target_private", settings_target(settings, account, SURFACE_PRIVATE, now_ms) / 1000);
	json_put_text(o, "schedule", schedule == NULL ? SCHEDULE_ALWAYS : schedule);
	json_put_text(o, "zone", zone == NULL ? "UTC" : zone->name);
	json_put_bool(o, "open", schedule_open_at(settings_schedule(settings, account, 0), now_ms));
}

err_t desk_show(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct metric_settings *settings = NULL;
	struct account *accounts = NULL;
	size_t count = 0;
	const char *agent_figures = NULL, *views = NULL, *access = NULL, *alarms = NULL;
	err_t err = settings_now(context, &settings, &accounts, &count);

	if (err == NULL)
		err = read_setting(context->reader, context->arena, "agent-figures", &agent_figures);
	if (err == NULL)
		err = read_setting(context->reader, context->arena, "views", &views);
	if (err == NULL)
		err = read_setting(context->reader, context->arena, "access", &access);
	if (err == NULL)
		err = read_setting(context->reader, context->arena, "alarms", &alarms);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	measured_put(&o, settings, 0, NULL, context->now_ms);
	json_put_text(&o, "agent_figures", agent_figures);
	json_put_text(&o, "views", views);
	json_put_text(&o, "access", access);
	json_put_text(&o, "alarms", alarms);
	json_close_object(&o);
	for (size_t i = 0; i < count; i++) {
		if (accounts[i].state == ACCOUNT_REMOVED)
			continue;
		measured_put(&o, settings, accounts[i].id, accounts[i].name, context->now_ms);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}
