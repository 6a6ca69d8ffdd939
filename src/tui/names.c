/* SPDX-License-Identifier: ISC */
/*
 * Names for completion.  Accounts, agents, teams and tags are asked of the
 * desk when it arrives and when they change; conversations and people are
 * those of the rows that are shown, because no call lists them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guichet/base/alloc.h"
#include "guichet/base/message.h"
#include "guichet/model/figures.h"
#include "guichet/model/query.h"
#include "candidates.h"

enum { ROWS_MOST = 500, IDS_MOST = 100 };

/* ---- asking the desk */

static const char *const lists[][2] = { { "account", "list" }, { "agent", "list" }, { "team", "list" }, { "tags", NULL } };
static const char *const keys[] = { "accounts", "agents", "teams", "tags" };
enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

struct names {
	struct list_asked { struct tui *tui; int64_t call; struct json *answer; } asked[LISTS];
	size_t missing;		/* answers that are still to come */
	bool stale;		/* something changed while they were asked for */
};

static void forget(struct tui *tui)
{
	for (size_t i = 0; i < LISTS; i++) {
		attach_forget(tui->desk, tui->names->asked[i].call);
		json_destroy(tui->names->asked[i].answer);
		tui->names->asked[i] = (struct list_asked){ .tui = tui };
	}
	tui->names->missing = 0;
}

/* All at once: who completes sees one state of the desk. */
static void settle(struct tui *tui)
{
	struct json_out out = { .to = &(struct str){ 0 } };
	struct json *known = NULL;
	err_t err;

	json_open_object(&out, NULL);
	for (size_t i = 0; i < LISTS; i++) {
		const struct json *rows = json_get(tui->names->asked[i].answer, "rows");
		struct str text = { 0 };

		if (rows == NULL)
			rows = json_get(tui->known, keys[i]);
		if (rows != NULL) {
			json_dump(rows, &text);
			json_put_raw(&out, keys[i], text.text);
		}
		str_finish(&text);
	}
	json_close_object(&out);
	err = json_parse_own(out.to->text, out.to->len, &known);
	str_finish(out.to);
	err_ignore(err, "a desk with more names than we read is completed as before");
	if (err == NULL) {
		json_destroy(tui->known);
		tui->known = known;
	}
	tui_touch(tui);
}

static void on_list(void *data, const struct json *answer, err_t why)
{
	struct list_asked *asked = data;
	struct tui *tui = asked->tui;
	struct names *names = tui->names;

	asked->call = 0;
	asked->answer = why == NULL ? json_share(answer) : NULL;
	if (--names->missing > 0)
		return;
	settle(tui);
	forget(tui);
	if (names->stale)
		complete_refresh(tui);
}

void complete_refresh(struct tui *tui)
{
	if (tui->names == NULL)
		tui->names = mem_alloc(sizeof(*tui->names));
	tui->names->stale = tui->names->missing > 0;
	if (tui->names->stale)
		return;
	for (size_t i = 0; i < LISTS; i++) {
		struct list_asked *asked = &tui->names->asked[i];
		const struct attach_listener listener = { .answer = on_list, .data = asked };
		err_t err;

		*asked = (struct list_asked){ .tui = tui };
		err = ask(tui, &listener, &asked->call, lists[i][1] != NULL ? 2 : 1, lists[i]);
		if (err == NULL)
			tui->names->missing++;
		err_ignore(err, "without names people type them");
	}
}

void complete_finish(struct tui *tui)
{
	if (tui->names == NULL)
		return;
	forget(tui);
	free(tui->names);
	tui->names = NULL;
}

/* ---- what there is */

static void known(struct candidates *to, const char *list, const char *note_key)
{
	const struct json *rows = json_get(to->tui->known, list);

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);

		if (json_bool(row, "active", true))
			candidate(to, json_text_or(row, "name", ""), note_key != NULL ? json_text_or(row, note_key, "") : _("a team"));
	}
}

static const char *who(const struct row *row)
{
	return *row->contact != '\0' ? row->contact : row->handle;
}

void names_conversations(struct candidates *to)
{
	const struct row *row;

	for (size_t i = 0; i < ROWS_MOST && to->count < IDS_MOST && (row = queue_row(to->tui->stack[0], i)) != NULL; i++)
		candidate(to, arena_printf(to->arena, "%" PRId64, row->id), arena_printf(to->arena, "%s: %s", who(row), row->text));
}

static void names_outbox(struct candidates *to)
{
	for (size_t i = 0; i < to->tui->depth; i++) {
		const struct view *view = to->tui->stack[i];

		for (size_t row = 0; view->ops == &view_outbox && row < view->ops->count(view); row++)
			candidate(to, arena_printf(to->arena, "%" PRId64, view->ops->id(view, row)),
				view->ops->row_text != NULL ? view->ops->row_text(view, to->arena, row).bytes : NULL);
	}
}

/* The desk's, with how many have each; then "+refund +vip" of every row, which may be newer. */
static void names_tags(struct candidates *to)
{
	const struct json *tags = json_get(to->tui->known, "tags");
	const struct row *row;

	for (size_t i = 0; i < json_count(tags); i++) {
		int64_t count = json_int(json_at(tags, i), "conversations", 0);

		candidate(to, json_text_or(json_at(tags, i), "name", ""), arena_printf(to->arena, message_plural(
			"%" PRId64 " conversation", "%" PRId64 " conversations", (uint64_t)count), count));
	}

	for (size_t i = 0; i < ROWS_MOST && (row = queue_row(to->tui->stack[0], i)) != NULL; i++)
		for (const char *p = row->tags; *p != '\0'; ) {
			size_t len;

			p += strspn(p, " +");
			len = strcspn(p, " ");
			if (len > 0)
				candidate(to, arena_copy_n(to->arena, p, len), NULL);
			p += len;
		}
}

static void names_networks(struct candidates *to)
{
	const struct json *rows = json_get(to->tui->known, "accounts");

	for (size_t i = 0; i < json_count(rows); i++)
		candidate(to, json_text_or(json_at(rows, i), "network", ""), NULL);
}

static void names_people(struct candidates *to)
{
	const struct row *row;

	for (size_t i = 0; i < ROWS_MOST && to->count < IDS_MOST && (row = queue_row(to->tui->stack[0], i)) != NULL; i++)
		candidate(to, row->handle, row->contact);
}

static void names_languages(struct candidates *to)
{
	const struct row *row;

	for (size_t i = 0; i < ROWS_MOST && (row = queue_row(to->tui->stack[0], i)) != NULL; i++)
		if (*row->lang != '\0')
			candidate(to, row->lang, NULL);
}

void names_assignees(struct candidates *to)
{
	candidate(to, "@me", json_text_or(attach_hello(to->tui->desk), "agent", ""));
	candidate(to, "nobody", _("gives it back to the queue"));
	known(to, "agents", "role");
	known(to, "teams", NULL);
}

enum span_meaning { LENGTH, AHEAD, AGO };

static void names_durations(struct candidates *to, enum span_meaning meaning)
{
	static const char *const spans[] = { "30m", "1h", "2h", "4h", "1d", "3d", "7d" };

	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		int64_t ms = 0;
		time_t at;
		struct tm tm;
		char text[64] = "";

		err_ignore(duration_parse(spans[i], &ms), "a span of ours");
		at = (time_t)((tui_now(to->tui) + (meaning == AHEAD ? ms : -ms)) / 1000);
		localtime_r(&at, &tm);
		message_time(text, sizeof(text), meaning == AHEAD ? _("until %a %H:%M") : _("since %a %d %b %H:%M"), &tm);
		candidate(to, spans[i], meaning == LENGTH ? NULL : arena_copy(to->arena, text));
	}
}

static void names_roles(struct candidates *to)
{
	for (int role = 0; role < ROLES; role++)
		candidate(to, role_name((enum role)role), NULL);
}

/* Those that any account takes. */
static void names_reasons(struct candidates *to)
{
	const struct json *accounts = json_get(to->tui->known, "accounts");

	for (size_t i = 0; i < json_count(accounts); i++) {
		const char *list = json_text_or(json_get(json_at(accounts, i), "settings"), "reasons", "");

		while (*list != '\0') {
			size_t len = strcspn(list, ",");

			candidate(to, arena_copy_n(to->arena, list, len), json_text(json_at(accounts, i), "name"));
			list += len + (list[len] == ',');
		}
	}
}

void names_of(struct candidates *to, const struct call *call, const struct call_arg *arg)
{
	switch (arg->kind) {
	case ARG_CONVERSATION:
		names_conversations(to);
		return;
	case ARG_OUTBOX:
		names_outbox(to);
		return;
	case ARG_ACCOUNT:
		known(to, "accounts", "network");
		return;
	case ARG_NETWORK:
		names_networks(to);
		return;
	case ARG_ASSIGNEE:
		names_assignees(to);
		return;
	case ARG_AGENT:
		if (strcmp(call->name, "team remove") == 0 || strcmp(call->name, "team set") == 0)
			known(to, "teams", NULL);
		else
			known(to, "agents", "role");
		return;
	case ARG_ROLE:
		names_roles(to);
		return;
	case ARG_TAG:
		names_tags(to);
		return;
	case ARG_QUERY:
		names_query(to);
		return;
	case ARG_TIME:
		names_durations(to, (arg->flags & ARG_PAST) != 0 ? AGO : AHEAD);
		candidates_split(to, (arg->flags & ARG_PAST) != 0 ? "today|yesterday|monday" :
			"evening|tomorrow|monday|17:00", NULL);
		if ((arg->flags & ARG_REPLY) != 0)
			candidate(to, "reply", _("until the customer writes"));
		if ((arg->flags & ARG_OFFERED) != 0)
			candidate(to, "offered", _("what the text says itself"));
		return;
	case ARG_DURATION:
		names_durations(to, LENGTH);
		return;
	case ARG_TEXT:
		if (call_takes_reason(call))
			names_reasons(to);
		return;
	case ARG_CHOICE:
		candidates_split(to, arg->choices, NULL);
		return;
	case ARG_METRIC:
		for (int i = 0; i < METRICS; i++)
			candidate(to, metric_info((enum metric)i)->name, _(metric_info((enum metric)i)->title));
		return;
	case ARG_END: case ARG_WORD: case ARG_NAME: case ARG_INT: case ARG_FLAG: case ARG_SETTING:
	case ARG_SECRET: case ARG_FILE: case ARG_ATTACH: case ARG_PATH: case ARG_RULE: case ARG_SNIPPET: case ARG_COMMAND:
	case ARG_KINDS:
		return;
	}
}

/* ---- queries */

static const char *field_help(const char *field)
{
	size_t len = strlen(field);

	for (size_t i = 0; i < query_topics_count; i++)
		if (strncmp(query_topics[i].example, field, len) == 0 && query_topics[i].example[len] == ':')
			return _(query_topics[i].help);
	return NULL;
}

static void query_statuses(struct candidates *to)
{
	for (int status = 0; status < STATUSES; status++)
		candidate(to, status_name((enum status)status), NULL);
}

static void query_who(struct candidates *to)
{
	candidate(to, "me", json_text_or(attach_hello(to->tui->desk), "agent", ""));
	candidate(to, "nobody", _("nobody has it"));
	known(to, "agents", "role");
	known(to, "teams", NULL);
}

static void query_visibilities(struct candidates *to)
{
	for (int visibility = 0; visibility < VISIBILITIES; visibility++)
		candidate(to, visibility_name((enum visibility)visibility), NULL);
}

static void query_is(struct candidates *to)
{
	for (size_t i = 0; query_is_name(i) != NULL; i++)
		candidate(to, query_is_name(i), NULL);
}

static void query_has(struct candidates *to)
{
	for (size_t i = 0; query_has_name(i) != NULL; i++)
		candidate(to, query_has_name(i), NULL);
}

static void query_waits(struct candidates *to)
{
	candidates_split(to, ">15m|>30m|>1h|>4h|>1d", _("waits longer"));
}

static void query_followers(struct candidates *to)
{
	candidates_split(to, ">1000|>10k|>100k", _("has more"));
}

static void query_priorities(struct candidates *to)
{
	candidates_split(to, "high|normal|low", NULL);
}

static void query_promises(struct candidates *to)
{
	candidates_split(to, "<30m|<2h|<1d", _("promised within that time"));
}

static void query_accounts(struct candidates *to)
{
	known(to, "accounts", "network");
}

static void query_instants(struct candidates *to)
{
	names_durations(to, AGO);
	candidates_split(to, "today|yesterday|monday", NULL);
}

static const struct { const char *field; void (*values)(struct candidates *); } values[] = {
	{ "status", query_statuses }, { "assignee", query_who }, { "account", query_accounts }, { "network", names_networks },
	{ "tag", names_tags }, { "visibility", query_visibilities }, { "from", names_people }, { "is", query_is },
	{ "has", query_has }, { "waiting", query_waits }, { "followers", query_followers }, { "mentions", query_who },
	{ "lang", names_languages }, { "reason", names_reasons }, { "priority", query_priorities }, { "promise", query_promises },
	{ "before", query_instants }, { "after", query_instants }, { "id", names_conversations },
};

static void query_values(struct candidates *to, const char *field, size_t len)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (strlen(values[i].field) == len && strncmp(values[i].field, field, len) == 0)
			values[i].values(to);
}

void names_query(struct candidates *to)
{
	const char *word = to->prefix, *name = *word == '-' ? word + 1 : word, *colon = strchr(name, ':'), *value;

	if (colon != NULL) {
		value = strrchr(colon, ',') != NULL ? strrchr(colon, ',') + 1 : colon + 1;
		to->before = arena_printf(to->arena, "%s%.*s", to->before, (int)(value - word), word);
		to->prefix = value;
		query_values(to, name, (size_t)(colon - name));
		return;
	}
	to->before = arena_printf(to->arena, "%s%s", to->before, name != word ? "-" : "");
	to->prefix = name;
	for (size_t i = 0; query_field_name(i) != NULL; i++)
		candidate(to, arena_printf(to->arena, "%s:", query_field_name(i)), field_help(query_field_name(i)));
}
