/* SPDX-License-Identifier: ISC */
/*
 * From the words behind a call's name to its values.  Options may stand
 * anywhere; the other words are dealt to the positional arguments so that one
 * that takes many leaves what the required ones after it need.
 */
#include "guichet/model/call.h"

#include <string.h>

#include "call_args.h"
#include "everyday.h"
#include "guichet/base/near.h"
#include "guichet/model/figures.h"

struct parser {
	struct arena *arena;
	const struct call *call;
	struct call_request *out;
	struct call_front *front;
	const char **words;	/* positional */
	size_t word_count, literal;	/* how many of them stand before "--" */
	size_t argc, next;
	const char *const *argv;
};

enum { USAGE_MOST = 100, TITLE_WORDS = 6 };

/* How it is said right, where that is short enough to be read; else where it stands. */
static const char *how(const struct parser *parser)
{
	const char *usage = call_usage(parser->arena, parser->call);

	return strlen(usage) <= USAGE_MOST ? usage : arena_printf(parser->arena, "guichet help %s", parser->call->name);
}

static err_t needless(const struct parser *parser, const char *option)
{
	return err_make(ERR_USAGE, "%s: no value belongs to %s; %s", parser->call->name, option, how(parser));
}

static bool has_kind(const struct call *call, enum arg_kind kind, bool option)
{
	for (size_t i = 0; i < CALL_ARGS && call->args[i].name != NULL; i++)
		if (call->args[i].kind == kind && ((call->args[i].flags & ARG_OPTION) != 0) == option)
			return true;
	return false;
}

bool call_has_draft(const struct call *call)
{
	return strcmp(call->name, "reply") == 0;
}

static bool takes_file(const struct call *call)
{
	return has_kind(call, ARG_TEXT, false) || has_kind(call, ARG_FILE, false);
}

/* The value behind "=" or the next word. */
static err_t option_value(struct parser *parser, const char *word, const char *equals,
	const char **out)
{
	if (equals != NULL)
		*out = equals + 1;
	else if (parser->next < parser->argc)
		*out = parser->argv[parser->next++];
	else
		return err_make(ERR_USAGE, "%s: a value is missing behind %s; %s", parser->call->name, word, how(parser));
	return NULL;
}

static err_t secret_fd(struct parser *parser, const char *value)
{
	int64_t fd;

	if (value[0] == '#' || !arg_number(value, &fd) || fd > 65535)
		return err_make(ERR_USAGE, "%s: not a descriptor: %s; %s", parser->call->name, value, how(parser));
	parser->front->secret_fd = (int)fd;
	return NULL;
}

static bool name_is(const char *word, size_t len, const char *name)
{
	return strlen(name) == len && memcmp(word, name, len) == 0;
}

/* *used tells whether the word was one that belongs to the front end. */
static err_t front_option(struct parser *parser, const char *word, size_t len, const char *equals,
	bool *used)
{
	struct call_front *front = parser->front;
	const struct { const char *name; bool *flag; } flags[] = {
		{ "--yes", &front->yes }, { "-y", &front->yes }, { "--json", &front->json },
		{ "--csv", &front->csv }, { "--tsv", &front->tsv }, { "--quiet", &front->quiet },
		{ "-q", &front->quiet }, { "--edit", &front->edit }, { "--draft", &front->draft },
	};
	bool secret = has_kind(parser->call, ARG_SECRET, true);
	bool text = has_kind(parser->call, ARG_TEXT, false);
	const char *value = "";
	err_t err;

	*used = true;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (name_is(word, len, flags[i].name) && (flags[i].flag != &front->edit || text) &&
		    (flags[i].flag != &front->draft || call_has_draft(parser->call))) {
			*flags[i].flag = true;
			return equals == NULL ? NULL : needless(parser, word);
		}
	if (takes_file(parser->call) && (name_is(word, len, "--file") || name_is(word, len, "-F")))
		return option_value(parser, word, equals, &front->file);
	if (secret && name_is(word, len, "--secret-file"))
		return option_value(parser, word, equals, &front->secret_file);
	if (secret && name_is(word, len, "--secret-fd"))
		return (err = option_value(parser, word, equals, &value)) != NULL ? err :
			secret_fd(parser, value);
	*used = false;
	return NULL;
}

/* What people say is sent on in the words of the calls; what they did not mean stays, to be refused by name. */
static const char *in_our_words(const struct parser *parser, const struct call_arg *arg, const char *text)
{
	const char *names = arg->kind == ARG_METRIC ? metrics_meant(parser->arena, text) : NULL;
	struct everyday_period period = { 0 };

	if (arg->kind == ARG_CHOICE && strcmp(arg->name, "period") == 0 &&
	    everyday_period(parser->arena, 1, &text, &period) && period.name != NULL)
		return period.name;
	if (arg->kind == ARG_CHOICE && strcmp(arg->name, "counts-as") == 0)
		return everyday_parts(parser->arena, text);
	return arg->kind == ARG_TIME ? everyday_time(parser->arena, text, (arg->flags & ARG_PAST) != 0)
		: names != NULL ? names : text;
}

static void value_add(struct parser *parser, size_t arg, const char *text)
{
	struct call_value *value = &parser->out->values[arg];

	if (value->texts == NULL)
		value->texts = arena_array(parser->arena, parser->argc + 1, sizeof(*value->texts));
	value->texts[value->count++] = in_our_words(parser, &parser->call->args[arg], text);
}

static err_t no_option(struct parser *parser, const char *word, size_t len)
{
	static const char *const fronts[] = { "yes", "json", "csv", "tsv", "quiet", "edit", "draft", "file" };
	const struct call_arg *args = parser->call->args;
	struct near near;

	near_begin(&near, word + 2, len - 2);
	for (size_t i = 0; i < CALL_ARGS && args[i].name != NULL; i++)
		if ((args[i].flags & ARG_OPTION) != 0)
			near_try(&near, args[i].name);
	for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++)
		near_try(&near, fronts[i]);
	return near.best == NULL ? err_make(ERR_USAGE, "%s: no option %s; %s", parser->call->name, word, how(parser)) :
		err_make(ERR_USAGE, "%s: no option %s; did you mean --%s?", parser->call->name, word, near.best);
}

static err_t call_option(struct parser *parser, const char *word, size_t len, const char *equals)
{
	const struct call_arg *args = parser->call->args;
	const char *value = "true";
	err_t err = NULL;

	for (size_t i = 0; i < CALL_ARGS && args[i].name != NULL; i++) {
		if ((args[i].flags & ARG_OPTION) == 0 || !name_is(word + 2, len - 2, args[i].name))
			continue;
		if (args[i].kind == ARG_SECRET)
			return err_make(ERR_USAGE, "%s: a secret is read from --secret-fd, --secret-file or a prompt, "
				"never from %s; %s", parser->call->name, "--secret", how(parser));
		if (args[i].kind != ARG_FLAG)
			err = option_value(parser, word, equals, &value);
		else if (equals != NULL)
			err = needless(parser, word);
		if (err == NULL && args[i].kind == ARG_FLAG && parser->out->values[i].count > 0)
			return NULL;
		if (err == NULL)
			value_add(parser, i, value);
		return err;
	}
	return no_option(parser, word, len);
}

static err_t option(struct parser *parser, const char *word)
{
	const char *equals = word[1] == '-' ? strchr(word, '=') : NULL;
	size_t len = equals == NULL ? strlen(word) : (size_t)(equals - word);
	bool used;
	err_t err = front_option(parser, word, len, equals, &used);

	if (err != NULL || used)
		return err;
	if (word[1] == '-')
		return call_option(parser, word, len, equals);
	/* "-tag:vip" is a query's word. */
	if (!has_kind(parser->call, ARG_QUERY, false))
		return err_make(ERR_USAGE, "%s: no option %s; %s", parser->call->name, word, how(parser));
	parser->words[parser->word_count++] = word;
	return NULL;
}

static err_t split(struct parser *parser)
{
	bool options = true;
	err_t err = NULL;

	while (err == NULL && parser->next < parser->argc) {
		const char *word = parser->argv[parser->next++];

		if (options && strcmp(word, "--") == 0)
			options = false, parser->literal = parser->word_count;
		else if (options && word[0] == '-' && word[1] != '\0')
			err = option(parser, word);
		else
			parser->words[parser->word_count++] = word;
	}
	return err;
}

static bool is_positional(const struct call_arg *arg)
{
	return (arg->flags & ARG_OPTION) == 0;
}

/* -F stands for the first text or file argument among the positional ones. */
static bool stands_for(const struct parser *parser, const struct call_arg *arg)
{
	return parser->front->file != NULL && is_positional(arg) &&
		(arg->kind == ARG_TEXT || arg->kind == ARG_FILE);
}

/* A saved reply was named. */
static bool has_snippet(const struct parser *parser)
{
	for (size_t i = 0; i < CALL_ARGS && parser->call->args[i].name != NULL; i++)
		if (parser->call->args[i].kind == ARG_SNIPPET && !is_positional(&parser->call->args[i]))
			return parser->out->values[i].count > 0;
	return false;
}

/* Somebody else brings it, or a query names them. */
static bool may_lack(const struct parser *parser, const struct call_arg *arg)
{
	return stands_for(parser, arg) ||
		((parser->front->edit || parser->front->draft || has_snippet(parser)) && is_positional(arg) && arg->kind == ARG_TEXT) ||
		((arg->flags & ARG_SELECTION) != 0 && call_where(parser->out) != NULL);
}

static size_t least_words(const struct parser *parser, const struct call_arg *arg)
{
	return is_positional(arg) && (arg->flags & ARG_OPTIONAL) == 0 && !may_lack(parser, arg);
}

static size_t least_behind(const struct parser *parser, size_t arg)
{
	const struct call_arg *args = parser->call->args;
	size_t count = 0;

	for (size_t i = arg + 1; i < CALL_ARGS && args[i].name != NULL; i++)
		count += least_words(parser, &args[i]);
	return count;
}

static err_t missing(const struct parser *parser, const struct call_arg *arg)
{
	struct str name = { 0 };
	err_t err;

	arg_show(arg, &name);
	err = err_make(ERR_USAGE, "%s: missing %s; %s", parser->call->name, name.text, how(parser));
	str_finish(&name);
	return err;
}

/* The words of a query are one text. */
static void query_add(struct parser *parser, size_t arg, const char *const *words, size_t count)
{
	struct str text = { 0 };

	for (size_t i = 0; i < count; i++) {
		str_add(&text, i > 0 ? " " : "");
		str_add(&text, words[i]);
	}
	if (count > 0)
		value_add(parser, arg, arena_copy(parser->arena, str_text(&text)));
	str_finish(&text);
}

/* "42 7 until tomorrow 17:00": behind the numbers everything is the time, and "until" need not be said. */
static void time_join(struct parser *parser)
{
	const struct call_arg *args = parser->call->args;
	struct str text = { 0 };
	size_t first = 0;
	int64_t id;

	if (args[0].kind != ARG_CONVERSATION || args[1].kind != ARG_TIME || !is_positional(&args[1]))
		return;
	while (first < parser->word_count && arg_number(parser->words[first], &id))
		first++;
	for (size_t i = first; i < parser->word_count; i++)
		if (i > first || strcmp(parser->words[i], "until") != 0)
			str_printf(&text, "%s%s", text.len > 0 ? " " : "", parser->words[i]);
	if (text.len > 0) {
		parser->words[first] = arena_copy(parser->arena, text.text);
		parser->word_count = first + 1;
	}
	str_finish(&text);
}

static const char *words_joined(struct arena *arena, const char *const *words, size_t count)
{
	const char *text = words[0];

	for (size_t i = 1; i < count; i++)
		text = arena_printf(arena, "%s %s", text, words[i]);
	return text;
}

/* A title has several words: so many of them as are one, or nearly. */
static size_t metric_words(const struct parser *parser, const char *const *words, size_t left, const char **title)
{
	size_t most = left < TITLE_WORDS ? left : TITLE_WORDS;
	enum metric metric;

	for (size_t n = most; n > 0; n--)
		if (metric_meant(*title = words_joined(parser->arena, words, n), &metric))
			return n;
	for (size_t n = most; n > 1; n--)
		if (metric_near(*title = words_joined(parser->arena, words, n)) != NULL)
			return n;
	*title = words[0];
	return 1;
}

/* Behind "--" everything is looked for. */
static err_t query_deal(struct parser *parser, size_t arg, const char *const *words, size_t count)
{
	size_t before = (size_t)(words - (const char *const *)parser->words);
	struct call_said said = { 0 };
	err_t err = count > 0 && parser->literal >= before + count
		? call_said(parser->arena, parser->out, &words, &count, &said) : NULL;

	for (size_t i = 0; err == NULL && i < CALL_ARGS && parser->call->args[i].name != NULL; i++)
		for (size_t k = 0; k < SAID_MOST; k++)
			if (said.values[k] != NULL && strcmp(parser->call->args[i].name, call_said_options[k]) == 0)
				value_add(parser, i, said.values[k]);
	if (err == NULL)
		query_add(parser, arg, words, count);
	return err;
}

static err_t deal(struct parser *parser)
{
	const struct call_arg *args = parser->call->args;
	const char *const *words = parser->words;
	size_t left = parser->word_count;
	const char *title;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < CALL_ARGS && args[i].name != NULL; i++) {
		size_t behind = least_behind(parser, i), take;

		if (!is_positional(&args[i]) || stands_for(parser, &args[i]))
			continue;
		take = left > behind ? left - behind : 0;
		if (take > 1 && (args[i].flags & ARG_MANY) == 0)
			take = 1;
		if (take < least_words(parser, &args[i]))
			take = 1;
		if (take > left)
			return missing(parser, &args[i]);
		if (args[i].kind == ARG_METRIC && take == 1) {
			take = metric_words(parser, words, left, &title);
			value_add(parser, i, title);
		} else if (args[i].kind == ARG_QUERY && (args[i].flags & ARG_EACH) == 0)
			err = query_deal(parser, i, words, take);
		else
			for (size_t k = 0; k < take; k++)
				value_add(parser, i, words[k]);
		words += take;
		left -= take;
	}
	if (err == NULL && left > 0)
		err = err_make(ERR_USAGE, "%s: one word too many: %s; %s", parser->call->name, words[0], how(parser));
	return err;
}

err_t call_parse(struct arena *arena, const struct call *call, size_t argc, const char *const *argv,
	struct call_request *out, struct call_front *front)
{
	struct parser parser = {
		.arena = arena, .call = call, .out = out, .front = front, .argc = argc, .argv = argv,
		.words = arena_array(arena, argc + 1, sizeof(const char *)), .literal = SIZE_MAX,
	};
	unsigned absent = 0;
	err_t err;

	*out = (struct call_request){ .call = call };
	*front = (struct call_front){ .secret_fd = -1 };
	if ((err = split(&parser)) != NULL)
		return err;
	time_join(&parser);
	err = deal(&parser);
	if (err != NULL)
		return err;
	for (size_t i = 0; i < CALL_ARGS && call->args[i].name != NULL; i++)
		if (may_lack(&parser, &call->args[i]))
			absent |= 1U << i;
	return request_check(out, absent);
}
