/* SPDX-License-Identifier: ISC */
/* Finding rows of the table of calls, reading the values of a checked call, and usage lines. */
#include "guichet/model/call.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "call_args.h"
#include "when.h"
#include "guichet/base/clock.h"
#include "guichet/base/near.h"
#include "guichet/base/str.h"

bool call_takes_reason(const struct call *call)
{
	return strcmp(call->name, "resolve") == 0 || strcmp(call->name, "close") == 0;
}

bool call_keeps_scope(const struct call *call)
{
	const struct call_arg *first = &call->args[0];

	return (call->flags & CALL_SCOPED) != 0 || ((call->flags & (CALL_WRITES | CALL_WHOLE)) == CALL_WRITES &&
		(first->kind == ARG_CONVERSATION || first->kind == ARG_OUTBOX));
}

const struct call *call_find(const char *name)
{
	for (size_t i = 0; i < calls_count; i++)
		if (strcmp(calls[i].name, name) == 0)
			return &calls[i];
	return NULL;
}

/* How many words of argv the name takes, 0 when it does not begin it. */
static size_t name_words(const char *name, size_t argc, const char *const *argv, bool prefix)
{
	size_t used = 0;

	for (;;) {
		size_t len = strcspn(name, " "), given;

		if (used == argc)
			return 0;
		given = strlen(argv[used]);
		if (given == 0 || given > len || (given < len && !prefix) ||
		    strncmp(name, argv[used], given) != 0)
			return 0;
		used++;
		if (name[len] == '\0')
			return used;
		name += len + 1;
	}
}

/* "outbox" means "outbox list" when nothing or only options follow. */
static const struct call *list_of(const char *name, size_t group_len)
{
	char text[64];

	if (group_len + sizeof(" list") > sizeof(text))
		return NULL;
	memcpy(text, name, group_len);
	memcpy(text + group_len, " list", sizeof(" list"));
	return call_find(text);
}

static bool ends_name(size_t argc, const char *const *argv)
{
	return argc == 1 || argv[1][0] == '-';
}

/* Of calls of two words the first one is what was slipped in. */
static err_t no_command(const char *word)
{
	char first[NEAR_BYTES + 1] = "", best[NEAR_BYTES + 1] = "";
	struct near near;

	near_begin(&near, word, strlen(word));
	for (size_t i = 0; i < calls_count; i++) {
		size_t len = strcspn(calls[i].name, " ");

		if (len > NEAR_BYTES)
			continue;
		memcpy(first, calls[i].name, len);
		first[len] = '\0';
		near.best = NULL;
		near_try(&near, first);
		if (near.best != NULL)
			memcpy(best, first, sizeof(best));
	}
	return best[0] == '\0' ? err_make(ERR_USAGE, "no command '%s'", word) :
		err_make(ERR_USAGE, "no command '%s'; did you mean %s?", word, best);
}

/* Rows whose first word is the group; for "'outbox' needs one of ...". */
static err_t no_such(size_t argc, const char *const *argv)
{
	size_t len = strlen(argv[0]);
	struct str names = { 0 };
	err_t err;

	for (size_t i = 0; i < calls_count; i++)
		if (strncmp(calls[i].name, argv[0], len) == 0 && calls[i].name[len] == ' ') {
			str_add(&names, names.len > 0 ? ", " : "");
			str_add(&names, calls[i].name + len + 1);
		}
	if (names.len == 0)
		err = no_command(argv[0]);
	else if (argc > 1)
		err = err_make(ERR_USAGE, "%s: no command '%s', but %s", argv[0], argv[1], names.text);
	else
		err = err_make(ERR_USAGE, "%s: needs one of %s", argv[0], names.text);
	str_finish(&names);
	return err;
}

enum { FOUND_MAX = 32 };
/* Rows whose names the words begin, those with the most words taken. */
struct found { const struct call *calls[FOUND_MAX]; size_t used, count; };

static void found_add(struct found *found, const struct call *call, size_t used)
{
	if (used == 0 || used < found->used || (found->count > 0 && call == found->calls[found->count - 1]))
		return;
	if (used > found->used)
		found->count = 0;
	found->used = used;
	if (found->count < FOUND_MAX)
		found->calls[found->count++] = call;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct call *const *)a)->name, (*(const struct call *const *)b)->name);
}

static err_t ambiguous(struct found *found, const char *word)
{
	struct str names = { 0 };
	err_t err;

	qsort(found->calls, found->count, sizeof(found->calls[0]), by_name);
	for (size_t i = 0; i < found->count; i++)
		str_printf(&names, "%s%s", i > 0 ? ", " : "", found->calls[i]->name);
	err = err_make(ERR_USAGE, "'%s' could be %s", word, names.text);
	str_finish(&names);
	return err;
}

static err_t find_prefix(size_t argc, const char *const *argv, const struct call **out,
	size_t *used)
{
	struct found found = { 0 };

	for (size_t i = 0; i < calls_count; i++) {
		const char *space = strchr(calls[i].name, ' ');

		found_add(&found, &calls[i], name_words(calls[i].name, argc, argv, true));
		if (space != NULL && strcmp(space, " list") == 0 && ends_name(argc, argv) &&
		    strncmp(calls[i].name, argv[0], strlen(argv[0])) == 0 && argv[0][0] != '\0')
			found_add(&found, &calls[i], 1);
	}
	if (found.count == 0)
		return no_such(argc, argv);
	if (found.count > 1)
		return ambiguous(&found, argv[found.used - 1]);
	*out = found.calls[0];
	*used = found.used;
	return NULL;
}

/*
 * "notice list" would put the word "list" on every screen: one word alone that
 * is said of lists, where the call has others beside it, was meant for those.
 */
static err_t text_check(const struct call *call, size_t count, const char *const *words)
{
	static const char *const verbs[] = { "add", "clear", "delete", "help", "list", "off", "remove", "set", "show", "status" };
	size_t len = strlen(call->name);
	struct str names = { 0 };
	bool verb = false;
	struct near near;
	err_t err = NULL;

	if (count != 1 || call->args[0].kind != ARG_TEXT || (call->args[0].flags & ARG_OPTION) != 0)
		return NULL;
	near_begin(&near, words[0], strlen(words[0]));
	for (size_t i = 0; i < calls_count; i++)
		if (strncmp(calls[i].name, call->name, len) == 0 && calls[i].name[len] == ' ') {
			str_printf(&names, "%s%s", names.len > 0 ? ", " : "", calls[i].name);
			near_try(&near, calls[i].name + len + 1);
		}
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		verb = verb || strcmp(verbs[i], words[0]) == 0;
	if (names.len > 0 && (verb || near.best != NULL))
		err = err_make(ERR_USAGE, "%s: '%s' alone is hardly a text; did you mean %s? %s -- %s takes it as one",
			call->name, words[0], names.text, call->name, words[0]);
	str_finish(&names);
	return err;
}

err_t call_find_words(size_t argc, const char *const *argv, const struct call **out, size_t *used)
{
	const struct call *best = NULL;
	size_t words = 0;

	if (argc == 0)
		return err_make(ERR_USAGE, "no command given");
	for (size_t i = 0; i < calls_count; i++) {
		size_t n = name_words(calls[i].name, argc, argv, false);

		if (n > words) {
			best = &calls[i];
			words = n;
		}
	}
	if (best == NULL && ends_name(argc, argv) &&
	    (best = list_of(argv[0], strlen(argv[0]))) != NULL)
		words = 1;
	if (best == NULL)
		return find_prefix(argc, argv, out, used);
	*out = best;
	*used = words;
	return text_check(best, argc - words, argv + words);
}

static const struct call_value *value_of(const struct call_request *request, const char *arg)
{
	const struct call *call = request->call;
	size_t i = 0;

	while (i < CALL_ARGS && call->args[i].name != NULL && strcmp(call->args[i].name, arg) != 0)
		i++;
	assert(i < CALL_ARGS && call->args[i].name != NULL);
	return &request->values[i];
}

size_t call_count(const struct call_request *request, const char *arg)
{
	return value_of(request, arg)->count;
}

const char *call_text_at(const struct call_request *request, const char *arg, size_t index)
{
	const struct call_value *value = value_of(request, arg);

	return index < value->count ? value->texts[index] : NULL;
}

const char *call_text(const struct call_request *request, const char *arg)
{
	return call_text_at(request, arg, 0);
}

int64_t call_int_at(const struct call_request *request, const char *arg, size_t index)
{
	const char *text = call_text_at(request, arg, index);
	int64_t number = 0;

	return text != NULL && arg_number(text, &number) ? number : 0;
}

int64_t call_int(const struct call_request *request, const char *arg, int64_t fallback)
{
	return call_count(request, arg) == 0 ? fallback : call_int_at(request, arg, 0);
}

bool call_flag(const struct call_request *request, const char *arg)
{
	return call_count(request, arg) > 0;
}

const char *call_where(const struct call_request *request)
{
	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].name != NULL; i++)
		if ((request->call->args[i].flags & ARG_WHERE) != 0 && request->values[i].count > 0)
			return request->values[i].texts[0];
	return NULL;
}

bool call_option_is_set(const struct call_request *request, const char *arg)
{
	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].name != NULL; i++)
		if (strcmp(request->call->args[i].name, arg) == 0)
			return request->values[i].count > 0;
	return false;
}

int64_t call_duration(const struct call_request *request, const char *arg, int64_t fallback_ms)
{
	const char *text = call_text(request, arg);
	int64_t ms = fallback_ms;

	if (text != NULL)
		err_ignore(duration_parse(text, &ms), "the value was checked with the call");
	return ms;
}

int64_t call_time(const struct call_request *request, const char *arg, int64_t now_ms,
	int64_t fallback_ms)
{
	const struct call_value *value = value_of(request, arg);
	const struct call_arg *row = &request->call->args[value - request->values];
	int64_t ms = fallback_ms;

	if (value->count > 0 && (row->flags & ARG_REPLY) != 0 && strcmp(value->texts[0], "reply") == 0)
		return 0;
	if (value->count > 0)
		err_ignore(when_parse(value->texts[0], (row->flags & ARG_PAST) != 0, request->zone, now_ms, &ms),
			"the value was checked with the call");
	return ms;
}

static const char *option_value(const struct call_arg *arg)
{
	static const char *const names[ARG_KINDS] = {
		[ARG_CONVERSATION] = "ID", [ARG_OUTBOX] = "ID", [ARG_ACCOUNT] = "NAME",
		[ARG_NETWORK] = "NETWORK", [ARG_ASSIGNEE] = "WHO", [ARG_AGENT] = "NAME",
		[ARG_ROLE] = "ROLE", [ARG_TAG] = "TAG", [ARG_QUERY] = "QUERY", [ARG_TIME] = "TIME",
		[ARG_DURATION] = "DURATION", [ARG_TEXT] = "TEXT", [ARG_WORD] = "WORD",
		[ARG_NAME] = "NAME", [ARG_INT] = "N", [ARG_SETTING] = "KEY=VALUE",
		[ARG_FILE] = "FILE",
		[ARG_ATTACH] = "FILE", [ARG_PATH] = "FILE", [ARG_RULE] = "NAME", [ARG_SNIPPET] = "NAME", [ARG_METRIC] = "METRIC",
		[ARG_COMMAND] = "COMMAND",
	};

	return arg->kind == ARG_CHOICE ? arg->choices : names[arg->kind];
}

void arg_show(const struct call_arg *arg, struct str *out)
{
	bool optional = (arg->flags & (ARG_OPTIONAL | ARG_OPTION)) != 0;

	str_add(out, optional ? "[" : "");
	if (arg->kind == ARG_SECRET)
		str_add(out, "--secret-fd N | --secret-file PATH");
	else if (arg->flags & ARG_OPTION) {
		str_printf(out, "--%s", arg->name);
		if (arg->kind != ARG_FLAG)
			str_printf(out, " %s", option_value(arg));
	} else {
		for (const char *p = arg->name; *p != '\0'; p++)
			str_add_char(out, (char)toupper((unsigned char)*p));
	}
	str_add(out, arg->flags & ARG_MANY ? "..." : "");
	str_add(out, optional ? "]" : "");
}

const char *call_usage(struct arena *arena, const struct call *call)
{
	struct str out = { 0 };
	const char *text;

	str_printf(&out, "usage: guichet %s", call->name);
	for (size_t i = 0; i < CALL_ARGS && call->args[i].name != NULL; i++) {
		str_add_char(&out, ' ');
		arg_show(&call->args[i], &out);
	}
	text = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return text;
}
