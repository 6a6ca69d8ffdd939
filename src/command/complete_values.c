/* SPDX-License-Identifier: ISC */
/*
 * What an argument may be: fixed words from the model, names from the desk.
 * The desk is asked for a moment only; without an answer there are no names.
 * Nothing that is asked here lets the courier run.
 */
#include "complete.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/model/figures.h"
#include "guichet/command/guide.h"
#include "guichet/model/query.h"

enum { ASK_MS = 250, TAGS = 100 };

#define CONVERSATIONS "list", "--limit", "200"

/* The desk's rows, or NULL; the caller destroys *answer. */
static const struct json *ask(struct completion *c, size_t count, const char *const *words, struct json **answer)
{
	struct call_request request = { 0 };
	err_t err;

	*answer = NULL;
	if (c->unanswered)
		return NULL;
	c->env->options.within_ms = ASK_MS;
	err = command_words(c->env, &request, count, words);
	if (err == NULL)
		err = command_call(c->env, &request, NULL, 0, NULL, NULL, answer);
	c->unanswered = err != NULL;
	err_ignore(err, "completion without a desk has no names");
	return json_get(*answer, "rows");
}

static void accounts(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 2, (const char *const[]){ "account", "list" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++)
		complete_offer(c, json_text_or(json_at(rows, i), "name", ""), arena_printf(c->env->arena, "%s %s",
			json_text_or(json_at(rows, i), "network", ""), json_text_or(json_at(rows, i), "handle", "")));
	json_destroy(answer);
}

/* Those that any account takes. */
static void reasons(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 2, (const char *const[]){ "account", "list" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++) {
		const char *list = json_text_or(json_get(json_at(rows, i), "settings"), "reasons", "");

		while (*list != '\0') {
			size_t len = strcspn(list, ",");

			complete_offer(c, arena_copy_n(c->env->arena, list, len), json_text(json_at(rows, i), "name"));
			list += len + (list[len] == ',');
		}
	}
	json_destroy(answer);
}

static void agents(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 2, (const char *const[]){ "agent", "list" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++)
		if (json_bool(json_at(rows, i), "active", true))
			complete_offer(c, json_text_or(json_at(rows, i), "name", ""), json_text(json_at(rows, i), "role"));
	json_destroy(answer);
}

static void teams(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 2, (const char *const[]){ "team", "list" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *members = json_get(json_at(rows, i), "members");
		struct str names = { 0 };

		for (size_t m = 0; m < json_count(members); m++)
			str_printf(&names, "%s%s", m > 0 ? ", " : _("team of "), json_value_text(json_at(members, m)));
		complete_offer(c, json_text_or(json_at(rows, i), "name", ""), str_text(&names));
		str_finish(&names);
	}
	json_destroy(answer);
}

static const char *holders(struct completion *c, const struct json *row)
{
	int64_t count = json_int(row, "conversations", 0);

	return arena_printf(c->env->arena, message_plural("%" PRId64 " conversation", "%" PRId64 " conversations",
		(uint64_t)count), count);
}

static void tags(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 1, (const char *const[]){ "tags" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++)
		complete_offer(c, json_text_or(json_at(rows, i), "name", ""), holders(c, json_at(rows, i)));
	json_destroy(answer);
}

static void conversations(struct completion *c, const char *query)
{
	struct json *answer;
	const struct json *rows = ask(c, 4, (const char *const[]){ CONVERSATIONS, query }, &answer);

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);

		complete_offer(c, arena_printf(c->env->arena, "%" PRId64, json_int(row, "id", 0)),
			arena_printf(c->env->arena, "%s: %s", json_text_or(row, "handle", ""), json_text_or(row, "text", "")));
	}
	json_destroy(answer);
}

static void handles(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 4, (const char *const[]){ CONVERSATIONS,
		"status:open,pending,on_hold,snoozed" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++)
		complete_offer(c, json_text_or(json_at(rows, i), "handle", ""), json_text(json_at(rows, i), "contact"));
	json_destroy(answer);
}

static void replies(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 2, (const char *const[]){ "outbox", "list" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);

		complete_offer(c, arena_printf(c->env->arena, "%" PRId64, json_int(row, "id", 0)),
			arena_printf(c->env->arena, "%s: %s", json_text_or(row, "state", ""), json_text_or(row, "text", "")));
	}
	json_destroy(answer);
}

static void rules(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 2, (const char *const[]){ "rule", "list" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++)
		complete_offer(c, json_text_or(json_at(rows, i), "name", ""), json_text(json_at(rows, i), "does"));
	json_destroy(answer);
}

static void snippets(struct completion *c)
{
	struct json *answer;
	const struct json *rows = ask(c, 2, (const char *const[]){ "snippet", "list" }, &answer);

	for (size_t i = 0; i < json_count(rows); i++)
		complete_offer(c, json_text_or(json_at(rows, i), "snippet", ""), json_text(json_at(rows, i), "text"));
	json_destroy(answer);
}

static void words(struct completion *c, const char *const *list, const char *help)
{
	for (; *list != NULL; list++)
		complete_offer(c, *list, help);
}

static void choices(struct completion *c, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "|");

		complete_offer(c, arena_copy_n(c->env->arena, text, len), NULL);
		text += len + (text[len] == '|');
	}
}

static void networks(struct completion *c)
{
	for (size_t i = 0; i < guides_count; i++)
		complete_offer(c, guides[i].network, _(guides[i].title));
}

static void times(struct completion *c, bool past)
{
	words(c, (const char *const[]){ "30m", "1h", "4h", "1d", "7d", "30d", NULL },
		past ? _("before now") : _("from now"));
	words(c, past ? (const char *const[]){ "today", "yesterday", "monday", NULL }
		: (const char *const[]){ "evening", "tomorrow", "monday", "17:00", NULL }, NULL);
}

/* ---- queries */

static void field_value(struct completion *c, const char *field)
{
	const char *name;

	if (strcmp(field, "status") == 0)
		for (int i = 0; i < STATUSES; i++)
			complete_offer(c, status_name((enum status)i), NULL);
	else if (strcmp(field, "visibility") == 0)
		for (int i = 0; i < VISIBILITIES; i++)
			complete_offer(c, visibility_name((enum visibility)i), NULL);
	else if (strcmp(field, "priority") == 0)
		for (int i = 0; i < PRIORITIES; i++)
			complete_offer(c, priority_name((enum priority)i), NULL);
	else if (strcmp(field, "is") == 0)
		for (size_t i = 0; (name = query_is_name(i)) != NULL; i++)
			complete_offer(c, name, NULL);
	else if (strcmp(field, "has") == 0)
		for (size_t i = 0; (name = query_has_name(i)) != NULL; i++)
			complete_offer(c, name, NULL);
	else if (strcmp(field, "waiting") == 0)
		words(c, (const char *const[]){ ">15m", ">30m", ">1h", ">4h", ">1d", NULL }, _("waits longer"));
	else if (strcmp(field, "promise") == 0)
		words(c, (const char *const[]){ "<30m", "<2h", "<1d", "<7d", NULL }, _("promised within that time"));
	else if (strcmp(field, "followers") == 0)
		words(c, (const char *const[]){ ">1000", ">10k", ">100k", NULL }, _("has more"));
	else if (strcmp(field, "reason") == 0)
		reasons(c);
	else if (strcmp(field, "network") == 0)
		networks(c);
	else if (strcmp(field, "account") == 0)
		accounts(c);
	else if (strcmp(field, "tag") == 0)
		tags(c);
	else if (strcmp(field, "from") == 0)
		handles(c);
	else if (strcmp(field, "id") == 0)
		conversations(c, "");
	else if (strcmp(field, "before") == 0 || strcmp(field, "after") == 0)
		times(c, true);
	else if (strcmp(field, "assignee") == 0 || strcmp(field, "mentions") == 0) {
		complete_offer(c, "me", _("you"));
		if (field[0] == 'a')
			complete_offer(c, "nobody", _("still in the queue"));
		agents(c);
		teams(c);
	}
}

static const char *field_help(const char *field)
{
	size_t len = strlen(field);

	for (size_t i = 0; i < query_topics_count; i++)
		if (strncmp(query_topics[i].example, field, len) == 0)
			return query_topics[i].help;
	return NULL;
}

/* "status:open,pe": a field, then its values between commas; a minus takes the term away. */
static void query_word(struct completion *c)
{
	const char *word = c->part, *colon, *comma;
	const char *name;

	if (word[0] == '-' || word[0] == '(') {
		c->kept = arena_printf(c->env->arena, "%s%c", c->kept, word[0]);
		c->part = ++word;
	}
	colon = strchr(word, ':');
	if (colon == NULL) {
		for (size_t i = 0; (name = query_field_name(i)) != NULL; i++) {
			const char *field = arena_printf(c->env->arena, "%s:", name);

			complete_offer(c, field, field_help(field));
		}
		return;
	}
	comma = strrchr(colon, ',');
	c->part = (comma != NULL ? comma : colon) + 1;
	c->kept = arena_printf(c->env->arena, "%s%.*s", c->kept, (int)(c->part - word), word);
	field_value(c, arena_copy_n(c->env->arena, word, (size_t)(colon - word)));
}

/* Those that a command of this name can do something to. */
static const char *conversations_for(const struct call *call)
{
	static const struct { const char *call, *query; } those[] = {
		{ "claim", "status:open is:unassigned" }, { "release", "status:open is:mine" },
		{ "reopen", "status:pending,on_hold,snoozed,resolved" }, { "show", "" },
		{ "calm", "is:urgent" }, { "ham", "is:spam" }, { "unmute", "is:muted" },
		{ "unfollow", "is:followed" },
	};

	for (size_t i = 0; i < sizeof(those) / sizeof(those[0]); i++)
		if (strcmp(those[i].call, call->name) == 0)
			return those[i].query;
	return "status:open,pending,on_hold,snoozed";
}

static void people(struct completion *c, const struct call *call, enum arg_kind kind)
{
	bool of_team = call != NULL && (strcmp(call->name, "team remove") == 0 || strcmp(call->name, "team set") == 0);

	if (kind == ARG_ASSIGNEE) {
		complete_offer(c, "@me", _("you"));
		complete_offer(c, "nobody", _("back into the queue"));
	}
	if (!of_team)
		agents(c);
	if (kind == ARG_ASSIGNEE || of_team)
		teams(c);
}

void complete_value(struct completion *c, const struct call *call, const struct call_arg *arg)
{
	switch (arg->kind) {
	case ARG_CONVERSATION: conversations(c, conversations_for(call)); break;
	case ARG_OUTBOX: replies(c); break;
	case ARG_ACCOUNT: accounts(c); break;
	case ARG_NETWORK: networks(c); break;
	case ARG_ASSIGNEE: case ARG_AGENT: people(c, call, arg->kind); break;
	case ARG_TAG: tags(c); break;
	case ARG_QUERY: query_word(c); break;
	case ARG_TIME:
		times(c, (arg->flags & ARG_PAST) != 0);
		if ((arg->flags & ARG_REPLY) != 0)
			complete_offer(c, "reply", _("until the customer writes"));
		if ((arg->flags & ARG_OFFERED) != 0)
			complete_offer(c, "offered", _("what the text says itself"));
		break;
	case ARG_DURATION: words(c, (const char *const[]){ "15m", "30m", "1h", "4h", "1d", NULL }, NULL); break;
	case ARG_CHOICE: choices(c, arg->choices); break;
	case ARG_FILE: case ARG_ATTACH: case ARG_PATH: complete_files(c); break;
	case ARG_RULE: rules(c); break;
	case ARG_SNIPPET: snippets(c); break;
	case ARG_METRIC:
		for (int i = 0; i < METRICS; i++)
			complete_offer(c, metric_info((enum metric)i)->name, _(metric_info((enum metric)i)->title));
		break;
	case ARG_ROLE:
		for (int i = 0; i < ROLES; i++)
			complete_offer(c, role_name((enum role)i), NULL);
		break;
	case ARG_TEXT:
		if (call != NULL && call_takes_reason(call))
			reasons(c);
		break;
	case ARG_END: case ARG_WORD: case ARG_NAME: case ARG_INT: case ARG_FLAG:
	case ARG_SETTING: case ARG_SECRET: case ARG_COMMAND: case ARG_KINDS:
		break;	/* only the person knows */
	}
}
