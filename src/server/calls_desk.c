/* SPDX-License-Identifier: ISC */
/*
 * The desk and its people.
 *
 *   agent add       {"id","agent","added":bool,"back":bool,"role","was"}
 *                   back: one of that name had left; was: the role before, null where nobody was there
 *   agent remove    {"agent","released":[ids],"count","to","unseen","drafts","lost","sends","scheduled","approvals",
 *                    "unsettled","promises","dry_run"}       the first 1000 of those
 *                   that it had; to null: nobody has them, as the unseen ones: to does not see their account
 *   agent list      {"rows":[{"id","name","kind","role","uid","active":bool,
 *                   "suspended_at","settings"}]}       uid null: none; settings: words, null where they are not told
 *   agent set       {"agent","settings"}
 *   agent suspend, agent resume   {"agent","suspended":bool}
 *   team add        {"team","added":bool,"members":[]}
 *   team remove     {"team","released":[ids],"count"}
 *   team list       {"rows":[{"id","name","members":[],"schedule"}]}
 *   team set        {"team","schedule"}
 *   courier start   {"started":true}
 *   doctor          {"ok":bool,"findings":[{"bad":bool,"text"}]}
 */
#include "calls.h"

#include <string.h>

#include "answer.h"
#include "bulk.h"
#include "guichet/desk/account.h"
#include "guichet/desk/backup.h"
#include "guichet/desk/schedule.h"
#include "guichet/model/settings.h"
#include "report_plans.h"

static err_t say_released(struct call_context *context, const char *key, const char *name,
	const struct released *released)
{
	struct json_out o = { .to = context->answer };

	json_open_object(&o, NULL);
	json_put_text(&o, key, name);
	json_open_array(&o, "released");
	for (size_t i = 0; i < released->count && i < RELEASED_NAMED; i++)
		json_put_int(&o, NULL, released->ids[i]);
	json_close_array(&o);
	json_put_int(&o, "count", (int64_t)released->count);
	json_put_text(&o, "to", released->to);
	json_put_int(&o, "unseen", (int64_t)released->unseen);
	json_put_int(&o, "drafts", (int64_t)released->drafts);
	json_put_text(&o, "lost", released->lost);
	json_put_int(&o, "sends", (int64_t)released->sends);
	json_put_int(&o, "scheduled", (int64_t)released->scheduled);
	json_put_int(&o, "approvals", (int64_t)released->approvals);
	json_put_int(&o, "unsettled", (int64_t)released->unsettled);
	json_put_int(&o, "promises", (int64_t)released->promises);
	json_put_bool(&o, "dry_run", call_option_is_set(context->request, "dry-run"));
	json_close_object(&o);
	return NULL;
}

err_t agent_add(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *name = call_text(context->request, "name");
	const char *role_text = call_text(context->request, "role");
	struct agent known = { .role = ROLE_AGENT };
	const char *was = NULL;
	bool found, back;
	int64_t id = 0;
	err_t err = desk_agent_find(context->desk, context->arena, name, &known);

	found = err == NULL && known.active;
	back = err == NULL && !known.active;
	if (found)
		was = role_name(known.role);
	else
		known = (struct agent){ .role = ROLE_AGENT };
	if (err_is(err, ERR_NOT_FOUND))
		err = NULL;
	if (err == NULL && role_text != NULL)
		err = role_parse(role_text, &known.role);
	if (err == NULL)
		err = desk_agent_add(context->desk, name, known.role, call_int(context->request, "uid", -1),
			known.kind == AGENT_ROBOT || call_flag(context->request, "robot"), &id);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "id", id);
	json_put_text(&o, "agent", name);
	json_put_bool(&o, "added", !found);
	json_put_bool(&o, "back", back);
	json_put_text(&o, "role", role_name(known.role));
	json_put_text(&o, "was", was);
	json_close_object(&o);
	return NULL;
}

err_t agent_remove(struct call_context *context)
{
	const char *name = call_text(context->request, "name"), *to = call_text(context->request, "to");
	struct released released = { 0 };
	err_t err;

	if (str_equal(name, context->actor->name))
		return err_make(ERR_STATE, "agent remove: %s is yourself", name);
	if (to != NULL && strcmp(to, "@me") == 0)
		to = context->actor->name;
	if (to != NULL && strcmp(to, "nobody") == 0)
		to = NULL;
	err = desk_agent_remove(context->desk, context->arena, name, to, &released);
	if (err == NULL)
		err = say_released(context, "agent", name, &released);
	if (err == NULL && call_flag(context->request, "dry-run"))
		desk_rollback(context->desk);
	return err;
}

/* "accounts=brand,kiln sends=40" */
static const char *setting_words(struct arena *arena, const char *lines)
{
	char *words = arena_copy(arena, lines);
	size_t len = strlen(words);

	for (size_t i = 0; i < len; i++)
		if (words[i] == '\n')
			words[i] = i + 1 == len ? '\0' : ' ';
	return words;
}

/* They name what others may not know of. */
static bool sees_settings(const struct call_context *context, const struct agent *agent)
{
	return agent->id == context->actor->agent || (context->actor->scope == NULL &&
		(role_may(context->actor->role, ROLE_LEAD) || context->actor->role == ROLE_AUDITOR));
}

err_t agent_set(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *name = call_text(context->request, "name"), *lines = "";
	size_t count = call_count(context->request, "setting");
	const char **words = arena_array(context->arena, count + 1, sizeof(*words));
	err_t err;

	for (size_t i = 0; i < count; i++)
		words[i] = call_text_at(context->request, "setting", i);
	err = desk_agent_set(context->desk, name, count, words, &lines);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "agent", name);
	json_put_text(&o, "settings", setting_words(context->arena, lines));
	json_close_object(&o);
	return NULL;
}

static err_t suspend(struct call_context *context, bool is)
{
	struct json_out o = { .to = context->answer };
	const char *name = call_text(context->request, "name");
	err_t err;

	if (is && str_equal(name, context->actor->name))
		return err_make(ERR_STATE, "agent suspend: %s is yourself", name);
	err = desk_agent_suspend(context->desk, name, is);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "agent", name);
	json_put_bool(&o, "suspended", is);
	json_close_object(&o);
	return NULL;
}

err_t agent_suspend(struct call_context *context)
{
	return suspend(context, true);
}

err_t agent_resume(struct call_context *context)
{
	return suspend(context, false);
}

err_t agent_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct agent *rows = NULL;
	size_t count = 0;
	err_t err = read_agents(context->reader, context->arena, &rows, &count);

	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++) {
		if (rows[i].kind == AGENT_TEAM)
			continue;
		json_open_object(&o, NULL);
		json_put_int(&o, "id", rows[i].id);
		json_put_text(&o, "name", rows[i].name);
		json_put_text(&o, "kind", agent_kind_name(rows[i].kind));
		json_put_text(&o, "role", role_name(rows[i].role));
		if (rows[i].uid < 0)
			json_put_null(&o, "uid");
		else
			json_put_int(&o, "uid", rows[i].uid);
		json_put_bool(&o, "active", rows[i].active);
		json_put_time(&o, "suspended_at", rows[i].suspended_ms);
		json_put_text(&o, "settings", sees_settings(context, &rows[i]) ?
			setting_words(context->arena, rows[i].settings) : NULL);
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

static void put_members(struct json_out *o, const char *const *members, size_t count)
{
	json_open_array(o, "members");
	for (size_t i = 0; i < count; i++)
		json_put_text(o, NULL, members[i]);
	json_close_array(o);
}

err_t team_add(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct agent team = { 0 };
	bool added = false;
	const char *name = call_text(context->request, "name");
	size_t count = call_count(context->request, "agent");
	const char **members = arena_array(context->arena, count + 1, sizeof(*members));
	err_t err;

	for (size_t i = 0; i < count; i++)
		members[i] = call_text_at(context->request, "agent", i);
	err = desk_team_add(context->desk, name, count, members, &added);
	if (err == NULL)
		err = desk_agent_find(context->desk, context->arena, name, &team);
	if (err == NULL)
		err = read_team(context->reader, context->arena, team.id, &members, &count);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_text(&o, "team", name);
	json_put_bool(&o, "added", added);
	put_members(&o, members, count);
	json_close_object(&o);
	return NULL;
}

err_t team_remove(struct call_context *context)
{
	const char *name = call_text(context->request, "name");
	struct released released = { 0 };
	err_t err = desk_team_remove(context->desk, context->arena, name, &released);

	return err != NULL ? err : say_released(context, "team", name, &released);
}

err_t team_set(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	const char *name = call_text(context->request, "name");
	struct str lines = { 0 };
	int64_t from_ms = 0;
	err_t err = settings_from(context, &from_ms);

	for (size_t i = 0; err == NULL && i < call_count(context->request, "setting"); i++) {
		const char *word = call_text_at(context->request, "setting", i), *equals = strchr(word, '=');

		settings_add(&lines, arena_copy_n(context->arena, word, (size_t)(equals - word)), equals + 1);
	}
	if (err == NULL)
		err = desk_team_set(context->desk, name, str_text(&lines), from_ms);
	json_open_object(&o, NULL);
	json_put_text(&o, "team", name);
	json_put_text(&o, "schedule", settings_get(context->arena, str_text(&lines), "schedule"));
	json_close_object(&o);
	str_finish(&lines);
	return err;
}

err_t team_list(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct metric_settings *settings = NULL;
	struct agent *rows = NULL;
	size_t count = 0;
	err_t err = read_agents(context->reader, context->arena, &rows, &count);

	if (err == NULL)
		err = read_metric_settings(context->reader, context->arena, 0, context->now_ms, context->now_ms, &settings);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_open_array(&o, "rows");
	for (size_t i = 0; i < count; i++) {
		const char **members = NULL;
		size_t member_count = 0;

		if (rows[i].kind != AGENT_TEAM || !rows[i].active)
			continue;
		err = read_team(context->reader, context->arena, rows[i].id, &members, &member_count);
		if (err != NULL)
			return err;
		json_open_object(&o, NULL);
		json_put_int(&o, "id", rows[i].id);
		json_put_text(&o, "name", rows[i].name);
		put_members(&o, members, member_count);
		json_put_text(&o, "schedule", settings_team_hours(settings, rows[i].id, context->now_ms));
		json_close_object(&o);
	}
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}

err_t courier_begin(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	err_t err = desk_courier_start(context->desk);

	if (err != NULL)
		return err;
	report_plans_wake(context->server->report_plans);
	json_open_object(&o, NULL);
	json_put_bool(&o, "started", true);
	json_close_object(&o);
	return NULL;
}

static void put_finding(struct json_out *o, bool bad, const char *text)
{
	json_open_object(o, NULL);
	json_put_bool(o, "bad", bad);
	json_put_text(o, "text", text);
	json_close_object(o);
}

/* What nobody waits for any more; the loop knows which these are. */
err_t desk_doctor_prepare(struct call_context *context)
{
	struct bulk *list = NULL;
	struct agent *agents = NULL;
	struct str facts = { 0 };
	size_t count = 0, agent_count = 0;
	err_t err = read_bulks(context->reader, context->arena, &list, &count);

	if (err == NULL)
		err = read_agents(context->reader, context->arena, &agents, &agent_count);
	for (size_t i = 0; err == NULL && i < count; i++)
		if (list[i].state == BULK_GOING && !bulks_runs(context->server->bulks, list[i].id))
			str_printf(&facts, "%s by %s was stopped at %s: guichet bulk continue, bulk undo or bulk drop\n",
				bulk_name(context->arena, &list[i]), agent_name_of(agent_count, agents, list[i].agent),
				bulk_place(context->arena, &list[i]));
	context->facts = arena_copy(context->arena, str_text(&facts));
	str_finish(&facts);
	return err;
}

err_t desk_doctor(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct finding *findings = NULL;
	size_t count = 0;
	bool ok = context->facts[0] == '\0';
	err_t err = read_doctor(context->reader, context->arena, &findings, &count);

	if (err != NULL)
		return err;
	for (size_t i = 0; i < count; i++)
		ok = ok && !findings[i].bad;
	json_open_object(&o, NULL);
	json_put_bool(&o, "ok", ok);
	json_open_array(&o, "findings");
	for (size_t i = 0; i < count; i++)
		put_finding(&o, findings[i].bad, findings[i].text);
	put_finding(&o, false, read_backup_age(context->reader, context->arena, context->now_ms));
	for (const char *fact = context->facts; *fact != '\0'; fact += strcspn(fact, "\n") + 1)
		put_finding(&o, true, arena_copy_n(context->arena, fact, strcspn(fact, "\n")));
	json_close_array(&o);
	json_close_object(&o);
	return NULL;
}
