/* SPDX-License-Identifier: ISC */
/*
 * Whether a value is of its argument's kind.  Only form is judged here:
 * whether a conversation or an agent exists is the desk's business.
 */
#include "guichet/model/call.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "call_args.h"
#include "guichet/base/clock.h"
#include "guichet/base/utf8.h"
#include "guichet/model/figures.h"
#include "guichet/model/query.h"
#include "guichet/model/rule.h"
#include "when.h"

enum { NAME_BYTES = 64, TAG_BYTES = 64, KEY_BYTES = 64, TEXT_BYTES = 64 << 10 };

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define NAME_CHARS LETTERS "0123456789._-"

bool arg_number(const char *text, int64_t *out)
{
	char *end;

	if (*text == '#')
		text++;
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoll(text, &end, 10);
	return *end == '\0' && errno == 0;
}

static bool is_name(const char *text)
{
	size_t len = strspn(text, NAME_CHARS);

	return len >= 1 && len <= NAME_BYTES && text[len] == '\0' && text[0] != '-' && text[0] != '.';
}

/* Spaces, controls and what changes the direction or is not seen at all. */
static bool is_hidden(uint32_t c)
{
	return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || c == 0x1680 ||
		(c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
		(c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
}

static bool is_word(const char *text)
{
	const char *p = text, *end = text + strlen(text);

	while (p < end) {
		uint32_t c;

		p += utf8_decode(p, end, &c, NULL);
		if (is_hidden(c))
			return false;
	}
	return p != text;
}

static bool is_tag(const char *text)
{
	return is_word(text) && strlen(text) <= TAG_BYTES && strchr("-+", text[0]) == NULL &&
		strpbrk(text, ",\"") == NULL;
}

static bool is_setting(const char *text)
{
	size_t key = strspn(text, NAME_CHARS);

	return key >= 1 && key <= KEY_BYTES && text[key] == '=' && strpbrk(text, "\n\r") == NULL;
}

static bool is_choice(const char *choices, const char *text, size_t len)
{
	for (const char *p = choices; *p != '\0';) {
		size_t n = strcspn(p, "|");

		if (n == len && memcmp(p, text, n) == 0)
			return true;
		p += n + (p[n] == '|');
	}
	return false;
}

static bool are_choices(const struct call_arg *arg, const char *text)
{
	bool several = (arg->flags & ARG_LIST) != 0;

	for (const char *p = text; ; p++) {
		size_t len = several ? strcspn(p, ",") : strlen(p);

		if (!is_choice(arg->choices, p, len))
			return false;
		p += len;
		if (*p == '\0')
			return true;
	}
}

static err_t wrong(const struct call_arg *arg, const char *text, const char *should)
{
	return err_make(ERR_USAGE, "%s: '%s' is not %s", arg->name, text, should);
}

static err_t check_new_name(const struct call_arg *arg, const char *text)
{
	if (!is_name(text))
		return wrong(arg, text, "a name: up to 64 letters, digits, dots, _ and -");
	if (strcmp(text, "me") == 0 || strcmp(text, "nobody") == 0)
		return err_make(ERR_USAGE, "%s: the word '%s' has a meaning of its own", arg->name, text);
	return NULL;
}

/* Where a character stands that a terminal would obey, or NULL; lines and tabs are text. */
static const char *control_in(const char *text)
{
	const char *end = text + strlen(text);

	for (const char *p = text; p < end;) {
		uint32_t c;
		size_t len = utf8_decode(p, end, &c, NULL);

		if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c <= 0x9F))
			return p;
		p += len;
	}
	return NULL;
}

static err_t check_text(const struct call_arg *arg, const char *text)
{
	const char *control;

	if ((arg->flags & (ARG_OPTION | ARG_EMPTY)) == 0 && text[0] == '\0')
		return err_make(ERR_USAGE, "%s: empty", arg->name);
	if (arg->kind != ARG_TEXT)
		return NULL;
	if (strnlen(text, TEXT_BYTES + 1) > TEXT_BYTES)
		return err_make(ERR_USAGE, "the %s is longer than %d KiB", arg->name, TEXT_BYTES >> 10);
	control = control_in(text);
	return control == NULL ? NULL : err_make(ERR_USAGE, "the %s has a control character at byte %zu",
		arg->name, (size_t)(control - text) + 1);
}

static err_t check_id(const struct call_arg *arg, const char *text)
{
	int64_t number;

	if (arg_number(text, &number) && number > 0)
		return NULL;
	return err_make(ERR_USAGE, "'%s' is not a %s number", text,
		arg->kind == ARG_OUTBOX ? "reply's" : "conversation's");
}

static err_t check_int(const struct call_arg *arg, const char *text)
{
	int64_t number;

	if (text[0] != '#' && arg_number(text, &number))
		return NULL;
	return err_make(ERR_USAGE, "%s%s: '%s' is %s", (arg->flags & ARG_OPTION) != 0 ? "--" : "",
		arg->name, text, text[0] != '\0' && text[strspn(text, "0123456789")] == '\0' ?
		"too large" : "not a number, 0 or more");
}

static err_t check_query(const char *text)
{
	struct arena *arena = arena_create();
	struct query *query;
	err_t err = query_parse(arena, text, &query);

	arena_destroy(arena);
	return err;
}

/* The conversation is not known yet: any number stands for it. */
static err_t check_command(const char *text)
{
	struct arena *arena = arena_create();
	struct call_request request;
	err_t err = rule_command(arena, text, 1, &request);

	arena_destroy(arena);
	return err;
}

static err_t check_metrics(const char *text)
{
	struct arena *arena = arena_create();
	err_t err = metrics_check(arena, text);

	arena_destroy(arena);
	return err;
}

err_t arg_check(const struct call_arg *arg, const char *text)
{
	enum role role;
	int64_t number;
	err_t err = NULL;

	if (!utf8_valid(text, strlen(text)))
		return err_make(ERR_USAGE, "%s: not UTF-8", arg->name);
	switch (arg->kind) {
	case ARG_CONVERSATION: case ARG_OUTBOX:
		return check_id(arg, text);
	case ARG_ACCOUNT: case ARG_AGENT: case ARG_NETWORK: case ARG_RULE: case ARG_SNIPPET:
		return is_name(text) ? NULL : wrong(arg, text, "a name");
	case ARG_ASSIGNEE:
		return strcmp(text, "@me") == 0 || is_name(text) ? NULL :
			wrong(arg, text, "a name, @me or nobody");
	case ARG_ROLE:
		err = role_parse(text, &role);
		break;
	case ARG_TAG:
		if ((arg->flags & ARG_COINED) != 0 && is_tag(text) && strchr(":/;!?", text[0]) != NULL)
			return wrong(arg, text, "a tag: it begins like a command");
		return is_tag(text) ? NULL : wrong(arg, text, "a tag: one word without a comma or quote");
	case ARG_TIME:
		if (((arg->flags & ARG_REPLY) == 0 || strcmp(text, "reply") != 0) &&
		    ((arg->flags & ARG_OFFERED) == 0 || strcmp(text, "offered") != 0))
			err = when_parse(text, (arg->flags & ARG_PAST) != 0, NULL, 0, &number);
		break;
	case ARG_DURATION:
		err = duration_parse(text, &number);
		break;
	case ARG_TEXT: case ARG_FILE: case ARG_ATTACH: case ARG_PATH: case ARG_SECRET:
		return check_text(arg, text);
	case ARG_WORD:
		return is_word(text) ? NULL : wrong(arg, text, "a word");
	case ARG_NAME:
		return check_new_name(arg, text);
	case ARG_INT:
		return check_int(arg, text);
	case ARG_CHOICE:
		return are_choices(arg, text) ? NULL : wrong(arg, text, arg->choices);
	case ARG_SETTING:
		return is_setting(text) ? NULL : wrong(arg, text, "key=value");
	case ARG_QUERY:
		return check_query(text);
	case ARG_METRIC:
		return check_metrics(text);
	case ARG_COMMAND:
		return check_command(text);
	case ARG_FLAG: case ARG_END: case ARG_KINDS:
		return NULL;
	}
	return err == NULL ? NULL : err_wrap(err, "%s", arg->name);
}

static err_t count_check(const struct call *call, size_t i, const struct call_value *value,
	bool absent)
{
	const struct call_arg *arg = &call->args[i];
	bool optional = (arg->flags & (ARG_OPTIONAL | ARG_OPTION)) != 0 || absent;
	bool many = (arg->flags & ARG_MANY) != 0;

	if (value->count == 0 && !optional)
		return err_make(ERR_USAGE, "%s: %s is missing", call->name, arg->name);
	if (value->count > 1 && !many)
		return err_make(ERR_USAGE, "%s: %s is given %zu times", call->name, arg->name, value->count);
	return NULL;
}

err_t request_check(const struct call_request *request, unsigned absent)
{
	const struct call *call = request->call;
	err_t err;

	for (size_t i = 0; i < CALL_ARGS && call->args[i].name != NULL; i++) {
		const struct call_value *value = &request->values[i];

		bool named = (call->args[i].flags & ARG_SELECTION) != 0 && call_where(request) != NULL;

		if ((err = count_check(call, i, value, named || (absent >> i & 1) != 0)) != NULL)
			return err;
		for (size_t k = 0; k < value->count; k++) {
			if (value->texts[k] == NULL)
				return err_make(ERR_USAGE, "%s: %s is null", call->name, call->args[i].name);
			if ((err = arg_check(&call->args[i], value->texts[k])) != NULL)
				return err_wrap(err, "%s", call->name);
		}
	}
	return NULL;
}

/* A file travels as the payload, so its argument may be missing here. */
err_t call_check(const struct call_request *request)
{
	unsigned absent = 0;

	for (size_t i = 0; i < CALL_ARGS; i++)
		if (request->call->args[i].kind == ARG_FILE)
			absent |= 1U << i;
	return request_check(request, absent);
}
