/* SPDX-License-Identifier: ISC */
/*
 * A question kept and asked again: its options are lines, by their names in
 * the table of calls.  And what of a published document is not for everybody.
 */
#include "report_asked.h"

#include <string.h>

#include "figures_ask.h"
#include "guichet/base/message.h"
#include "guichet/base/str.h"
#include "guichet/model/settings.h"

static const char *const options[] = { "since", "until", "period", "target", "by", "lang" };

enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

static void line_put(struct str *lines, const char *key, const char *value)
{
	if (value != NULL && *value != '\0')
		settings_add(lines, key, value);
}

err_t report_lang_check(const struct call_context *context)
{
	const char *lang = call_text(context->request, "lang");

	return lang == NULL || message_speaks(lang) ? NULL
		: err_make(ERR_USAGE, "lang: nothing is written in '%s' here: en or fr", lang);
}

err_t report_asked_keep(struct call_context *context, const char **out)
{
	struct str lines = { 0 };
	const char *query = context_query_text(context, "");
	struct query *tree = NULL;
	err_t err = query_parse(context->arena, query, &tree);

	if (err == NULL)
		err = report_lang_check(context);
	if (err == NULL)
		err = figures_period_check(context);
	line_put(&lines, "query", query);
	for (size_t i = 0; i < OPTIONS; i++)
		line_put(&lines, options[i], call_text(context->request, options[i]));
	*out = arena_copy(context->arena, str_text(&lines));
	str_finish(&lines);
	return err;
}

err_t report_asked_fixed(struct call_context *context, int64_t as_of_ms, const char **out)
{
	struct figures_asked asked;
	struct str lines = { 0 };
	char text[TIME_TEXT];
	err_t err = figures_ask_at(context, as_of_ms, &asked);

	if (err != NULL)
		return err;
	line_put(&lines, "query", context_query_text(context, ""));
	if (asked.figures.since_ms != 0)
		line_put(&lines, "since", time_format(asked.figures.since_ms, text));
	line_put(&lines, "until", time_format(asked.figures.until_ms, text));
	line_put(&lines, "target", call_text(context->request, "target"));
	line_put(&lines, "by", call_text(context->request, "by"));
	line_put(&lines, "lang", call_text(context->request, "lang"));
	*out = arena_copy(context->arena, str_text(&lines));
	str_finish(&lines);
	return NULL;
}

/* A question that was kept while that was ignored beside a period. */
static bool is_ignored(const char *option, bool of_period)
{
	return of_period && (strcmp(option, "since") == 0 || strcmp(option, "until") == 0);
}

err_t report_asked_request(struct arena *arena, const char *asked, struct call_request *out)
{
	const char *words[2 * OPTIONS + 2];
	struct call_front front;
	size_t count = 0;
	const char *query = settings_get(arena, asked, "query");
	bool of_period = settings_get(arena, asked, "period") != NULL;

	for (size_t i = 0; i < OPTIONS; i++) {
		const char *value = settings_get(arena, asked, options[i]);

		if (value == NULL || is_ignored(options[i], of_period))
			continue;
		words[count++] = arena_printf(arena, "--%s", options[i]);
		words[count++] = value;
	}
	if (query != NULL) {
		words[count++] = "--";
		words[count++] = query;
	}
	return call_parse(arena, call_find("report"), count, words, out, &front);
}

const char *report_asked_words(struct arena *arena, const char *asked)
{
	const char *query = settings_get(arena, asked, "query"), *text;

	text = query == NULL ? "" : query;
	for (size_t i = 0; i < OPTIONS; i++) {
		const char *value = settings_get(arena, asked, options[i]);

		if (value != NULL && !is_ignored(options[i], settings_get(arena, asked, "period") != NULL))
			text = arena_printf(arena, "%s%s--%s %s", text, *text == '\0' ? "" : " ", options[i], value);
	}
	return text;
}

/* ---- not for everybody */

struct redaction {
	struct call_context *context;
	struct figure_world world;
	struct json_out o;
	const struct json *section;
	bool hid;
};

static bool is_hidden(const struct redaction *r, const char *name)
{
	for (size_t i = 0; i < r->world.agent_count; i++)
		if (str_equal(r->world.agents[i].name, name))
			return r->world.agents[i].hidden;
	return r->world.strangers_hidden;
}

/* Teams are left out too where somebody is hidden: one of them may be a single agent. */
static bool group_is_hidden(const struct redaction *r, const struct json *group)
{
	const char *by = json_text_or(r->section, "grouped_by", ""), *comma = strchr(by, ',');
	bool team = strstr(by, "team") != NULL && r->world.strangers_hidden;

	if (team)
		return true;
	if (strncmp(by, "agent", 5) == 0 && json_text(group, "key") != NULL)
		return is_hidden(r, json_text(group, "key"));
	return comma != NULL && strcmp(comma, ",agent") == 0 && json_text(group, "key2") != NULL &&
		is_hidden(r, json_text(group, "key2"));
}

/* Of the part of a table that the group is in, one agent alone is hidden: the other lines and the total tell of them. */
static bool is_beside_one_hidden(const struct redaction *r, const struct json *groups, const struct json *group)
{
	const char *by = json_text_or(r->section, "grouped_by", ""), *one = NULL;
	bool first = strncmp(by, "agent", 5) == 0;
	const char *own = first ? "key" : "key2", *other = first ? "key2" : "key";

	for (size_t i = 0; i < json_count(groups); i++) {
		const struct json *beside = json_at(groups, i);

		if (!group_is_hidden(r, beside) ||
		    !str_equal(json_text_or(beside, other, ""), json_text_or(group, other, "")))
			continue;
		if (one != NULL && !str_equal(one, json_text_or(beside, own, "")))
			return false;
		one = json_text_or(beside, own, "");
	}
	return one != NULL;
}

static void member_copy(struct redaction *r, const char *key, const struct json *value)
{
	struct str text = { 0 };

	json_dump(value, &text);
	json_put_raw(&r->o, key, str_text(&text));
	str_finish(&text);
}

static void section_member(void *data, const char *key, const struct json *value)
{
	struct redaction *r = data;

	if (strcmp(key, "by") != 0) {
		member_copy(r, key, value);
		return;
	}
	json_open_array(&r->o, "by");
	for (size_t i = 0; i < json_count(value); i++) {
		bool hidden = group_is_hidden(r, json_at(value, i));

		r->hid = r->hid || hidden;
		if (!hidden && !is_beside_one_hidden(r, value, json_at(value, i)))
			member_copy(r, NULL, json_at(value, i));
	}
	json_close_array(&r->o);
}

static void document_member(void *data, const char *key, const struct json *value)
{
	struct redaction *r = data;

	if (strcmp(key, "agents_hidden") == 0)
		return;
	if (strcmp(key, "sections") != 0) {
		member_copy(r, key, value);
		return;
	}
	json_open_array(&r->o, "sections");
	for (size_t i = 0; i < json_count(value); i++) {
		r->section = json_at(value, i);
		json_open_object(&r->o, NULL);
		json_each(r->section, section_member, r);
		json_close_object(&r->o);
	}
	json_close_array(&r->o);
}

static bool sees_all(const struct figure_world *world)
{
	for (size_t i = 0; i < world->agent_count; i++)
		if (world->agents[i].hidden)
			return false;
	return !world->strangers_hidden;
}

static err_t sections_redact(struct redaction *r, const char *rest, struct str *out)
{
	const char *text = arena_printf(r->context->arena, "{%s", rest);
	struct json *document = NULL;
	struct str body = { 0 };
	err_t err = json_parse_own(text, strlen(text), &document);

	r->o = (struct json_out){ .to = &body };
	if (err == NULL) {
		json_open_object(&r->o, NULL);
		json_each(document, document_member, r);
		json_put_bool(&r->o, "agents_hidden", r->hid || json_bool(document, "agents_hidden", false));
		json_close_object(&r->o);
		str_add(out, str_text(&body) + 1);
	}
	str_finish(&body);
	json_destroy(document);
	return err;
}

/* A query that names an agent asks for figures about them in every part of the document. */
static err_t asked_check(struct redaction *r, const char *asked)
{
	const char *text = settings_get(r->context->arena, asked, "query");
	struct query *query = NULL;
	err_t err = text == NULL ? NULL : query_parse(r->context->arena, text, &query);

	return err != NULL || query == NULL ? err : figures_query_check(&r->world, query);
}

err_t report_redact(struct call_context *context, const struct published_row *row, struct str *out)
{
	struct redaction r = { .context = context };
	const char *rest = row->document + 1;
	struct agent_sight sight;
	err_t err = read_figure_agents(context->reader, context->arena, &r.world);

	if (err == NULL)
		err = read_agent_sight(context->reader, context->arena, context->actor->agent, context->actor->role, &sight);
	if (err != NULL)
		return err;
	figure_world_hide(context->arena, &r.world, &sight);
	if (sees_all(&r.world)) {	/* also when a later program does not know the query's words any more */
		str_add(out, rest);
		return NULL;
	}
	err = asked_check(&r, row->asked);
	return err != NULL ? err : sections_redact(&r, rest, out);
}
