/* SPDX-License-Identifier: ISC */
/*
 * A line of JSON read as a ledger row.  Whatever is in the file, the answer
 * is a row or one sentence that says what is wrong with it; what a row of an
 * open ledger leaves out is what is usual for its kind.
 */
#include "guichet/report/ledger.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/json/json.h"
#include "guichet/model/settings.h"
#include "ledger_flat.h"

enum { PAIRS = 24 };

struct pair { const char *key, *value; };

struct parsing {
	struct arena *arena;
	const struct json *json;
	struct ledger_line *line;
	struct pair pairs[PAIRS];
	size_t pair_count;
	err_t err;
};

static void complain(struct parsing *p, err_t err)
{
	if (p->err == NULL)
		p->err = err;
}

/* NULL when absent; anything but a text is refused. */
static const char *get_text(struct parsing *p, const char *key)
{
	const struct json *value = json_get(p->json, key);

	if (value != NULL && json_value_text(value) == NULL)
		complain(p, err_make(ERR_DATA, "%s is not a text", key));
	return value == NULL ? NULL : arena_copy(p->arena, json_value_text(value));
}

/* A name; nothing has none. */
static const char *get_name(struct parsing *p, const char *key)
{
	const char *text = get_text(p, key);

	if (text != NULL && text[0] == '\0' && !p->line->sealed)
		complain(p, err_make(ERR_DATA, "%s is empty", key));
	return text;
}

static bool get_bool(struct parsing *p, const char *key)
{
	const struct json *value = json_get(p->json, key);

	if (value != NULL && json_value_bool(value, false) != json_value_bool(value, true))
		complain(p, err_make(ERR_DATA, "%s is neither true nor false", key));
	return json_bool(p->json, key, false);
}

static int64_t get_time(struct parsing *p, const char *key)
{
	const char *text = get_text(p, key);
	int64_t ms = 0;

	if (text != NULL && (strlen(text) < 10 || text[4] != '-' || time_parse(text, &ms) != NULL))
		complain(p, err_make(ERR_DATA, "%s: '%s' is not a time such as 2026-03-02T09:00:00Z", key, text));
	return ms;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool get_hex(struct parsing *p, const char *key, unsigned char *out, size_t len)
{
	const char *text = get_text(p, key);

	if (text == NULL)
		return false;
	if (strlen(text) != 2 * len || strspn(text, "0123456789abcdef") != 2 * len) {
		complain(p, err_make(ERR_DATA, "%s is not %zu hexadecimal digits, as a row with a hash has them",
			key, 2 * len));
		return false;
	}
	for (size_t i = 0; i < len; i++)
		out[i] = (unsigned char)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
	return true;
}

static void pair_add(struct parsing *p, const char *key, const char *value)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-.";

	if (value == NULL || p->err != NULL)
		return;
	for (size_t i = 0; i < p->pair_count; i++)
		if (strcmp(p->pairs[i].key, key) == 0) {
			complain(p, err_make(ERR_DATA, "%s is there twice", key));
			return;
		}
	if (key[0] == '\0' || key[strspn(key, allowed)] != '\0' || p->pair_count == PAIRS)
		complain(p, err_make(ERR_DATA, "detail: '%s' cannot be a key, or there are too many", key));
	else
		p->pairs[p->pair_count++] = (struct pair){ key, value };
}

static void detail_each(void *data, const char *key, const struct json *value)
{
	struct parsing *p = data;
	const char *text = json_value_text(value);

	/* The number of a team is another's elsewhere: an open row names it in to. */
	if (p->line->event.kind == EVENT_ASSIGNED && !p->line->sealed && strcmp(key, "team") == 0)
		return;
	if (text == NULL && json_value_int(value, 0) != json_value_int(value, 1))
		complain(p, err_make(ERR_DATA, "detail: %s is neither a text nor a whole number", key));
	if (text == NULL)
		text = arena_printf(p->arena, "%" PRId64, json_value_int(value, 0));
	pair_add(p, arena_copy(p->arena, key), arena_copy(p->arena, text));
}

static bool has_key(const struct parsing *p, const char *key)
{
	for (size_t i = 0; i < p->pair_count; i++)
		if (strcmp(p->pairs[i].key, key) == 0)
			return true;
	return false;
}

static int pair_compare(const void *left, const void *right)
{
	return strcmp(((const struct pair *)left)->key, ((const struct pair *)right)->key);
}

/* In the order of keys, as every row is written. */
static void get_detail(struct parsing *p)
{
	struct event *event = &p->line->event;
	const struct json *rest = json_get(p->json, "detail");
	struct str text = { 0 };

	for (size_t i = 0; ledger_flat[i] != NULL; i++)
		if (ledger_is_flat(event->kind, ledger_flat[i]))
			pair_add(p, ledger_flat[i], get_text(p, ledger_flat[i]));
	if (rest != NULL && !json_is_object(rest))
		complain(p, err_make(ERR_DATA, "detail is not an object"));
	json_each(rest, detail_each, p);
	if (get_bool(p, "reaction")) {
		pair_add(p, "reaction", "1");
		if (!has_key(p, "request") && !p->line->sealed)
			pair_add(p, "request", "0");
	}
	if (p->line->subject_is == SUBJECT_BOT && !p->line->sealed && !has_key(p, "holder"))
		pair_add(p, "holder", "bot");
	qsort(p->pairs, p->pair_count, sizeof(p->pairs[0]), pair_compare);
	for (size_t i = 0; i < p->pair_count; i++)
		settings_add(&text, p->pairs[i].key, p->pairs[i].value);
	event->detail = arena_copy(p->arena, str_text(&text));
	str_finish(&text);
}

/* Who it was when the row does not say so. */
static enum actor_kind usual_actor(enum event_kind kind)
{
	return kind == EVENT_MESSAGE_IN || kind == EVENT_MESSAGE_EDITED || kind == EVENT_MESSAGE_DELETED ||
		kind == EVENT_SURVEY ? ACTOR_CUSTOMER : ACTOR_SYSTEM;
}

/* "human:ann", "external", ...; the name behind a colon or NULL. */
static void get_who(struct parsing *p, const char *key, const char *text, enum actor_kind *kind, const char **name)
{
	size_t len = strcspn(text, ":");

	*name = text[len] == ':' ? arena_copy(p->arena, text + len + 1) : NULL;
	if (!actor_kind_find(arena_copy_n(p->arena, text, len), kind) || (*name != NULL && **name == '\0'))
		complain(p, err_make(ERR_DATA, "%s: '%s' is not one of human:NAME, bot:NAME, automatic, external, "
			"customer, system", key, text));
	else if (*kind == ACTOR_HUMAN && *name == NULL)
		complain(p, err_make(ERR_DATA, "%s: '%s' needs a name, as in human:ann", key, text));
}

static void get_actor(struct parsing *p)
{
	struct event *event = &p->line->event;
	const char *who = get_text(p, "who");
	bool automatic = get_bool(p, "auto");

	event->actor_kind = automatic ? ACTOR_AUTOMATIC : usual_actor(event->kind);
	if (who == NULL && event->kind == EVENT_MESSAGE_OUT && !automatic)
		complain(p, err_make(ERR_DATA, "a message_out needs who wrote it"));
	if (who == NULL)
		return;
	get_who(p, "who", who, &event->actor_kind, &p->line->actor_name);
	if (automatic)
		event->actor_kind = ACTOR_AUTOMATIC;
	if (event->actor_kind == ACTOR_CUSTOMER && !p->line->sealed) {
		if (p->line->contact == NULL)
			p->line->contact = p->line->actor_name;
		p->line->actor_name = NULL;
	} else if (event->actor_kind == ACTOR_EXTERNAL || event->actor_kind == ACTOR_SYSTEM) {
		p->line->actor_name = NULL;
	}
}

/* Whom it was given to: by default whoever took it. */
static void get_assignee(struct parsing *p)
{
	struct ledger_line *line = p->line;
	enum actor_kind kind = line->event.actor_kind;
	const char *to = get_text(p, "to"), *team = to != NULL && str_starts(to, "team:") ? to + strlen("team:") : NULL;

	line->subject_name = line->actor_name;
	if (to != NULL && strchr(to, ':') == NULL) {
		kind = ACTOR_HUMAN;
		line->subject_name = to;
	} else if (team != NULL) {
		kind = ACTOR_HUMAN;
		line->subject_is = SUBJECT_TEAM;
		line->subject_name = *team == '\0' ? NULL : team;
	} else if (to != NULL) {
		get_who(p, "to", to, &kind, &line->subject_name);
	}
	if (kind == ACTOR_BOT)
		line->subject_is = SUBJECT_BOT;
	if (line->subject_is == SUBJECT_BOT && line->subject_name == NULL)
		line->subject_name = "bot";
	if (line->subject_name == NULL)
		complain(p, err_make(ERR_DATA, "whom was it given to: name them in who or to, as in human:ann"));
}

static void get_subject(struct parsing *p)
{
	struct ledger_line *line = p->line;

	if (line->event.kind == EVENT_ASSIGNED)
		get_assignee(p);
	else if (event_unites(line->event.kind))
		line->into_name = get_name(p, "into");
	else
		line->subject_name = get_text(p, "subject");
	if (line->event.kind == EVENT_SETTINGS_VERSION)
		line->subject_is = SUBJECT_TEAM;
}

static void get_surface(struct parsing *p)
{
	const char *surface = get_text(p, "surface");

	if (surface == NULL || strcmp(surface, "public") == 0)
		p->line->event.surface = SURFACE_PUBLIC;
	else if (strcmp(surface, "dm") == 0 || strcmp(surface, "private") == 0)
		p->line->event.surface = SURFACE_PRIVATE;
	else
		complain(p, err_make(ERR_DATA, "surface: '%s' is neither public nor dm", surface));
}

static void get_times(struct parsing *p)
{
	struct event *event = &p->line->event;

	event->net_ms = get_time(p, "net");
	event->recv_ms = get_time(p, "recv");
	if (event->recv_ms == 0 && !p->line->sealed)
		event->recv_ms = event->net_ms;
	if (event->recv_ms == 0)
		complain(p, err_make(ERR_DATA, "a row needs recv or net, the time of it"));
}

/* What the chain covers. */
static void get_seal(struct parsing *p)
{
	struct ledger_line *line = p->line;
	struct event *event = &line->event;

	event->account = json_int(p->json, "account_id", 0);
	event->conversation = json_int(p->json, "conversation_id", 0);
	event->actor = json_int(p->json, "actor_id", 0);
	event->subject = json_int(p->json, "subject_id", 0);
	event->has_ext = get_hex(p, "id", event->ext, EVENT_EXT);
	event->has_ref = get_hex(p, "ref", event->ref, EVENT_EXT);
	if (!get_hex(p, "hash", event->hash, EVENT_HASH))
		complain(p, err_make(ERR_DATA, "hash is not hexadecimal"));
}

static void get_names(struct parsing *p)
{
	struct ledger_line *line = p->line;

	line->account_name = get_name(p, "account");
	line->conv_name = get_name(p, "conv");
	line->network = get_text(p, "network");
	line->thread = get_text(p, "thread");
	line->desk = get_text(p, "desk");
	line->contact = get_text(p, "contact");
	if (line->conv_name != NULL && line->account_name == NULL && !line->sealed)
		complain(p, err_make(ERR_DATA, "conv %s of which account?", line->conv_name));
	if (line->conv_name == NULL && !line->sealed && (line->event.kind <= EVENT_UNTAGGED ||
	    line->event.kind == EVENT_UNMERGED))
		complain(p, err_make(ERR_DATA, "%s needs conv", event_kind_name(line->event.kind)));
}

static void get_all(struct parsing *p)
{
	struct event *event = &p->line->event;
	const char *kind = get_text(p, "kind");

	event->seq = json_int(p->json, "seq", 0);
	p->line->sealed = json_get(p->json, "hash") != NULL;
	if (event->seq <= 0)
		complain(p, json_get(p->json, "seq") == NULL ? err_make(ERR_DATA, "seq is missing")
			: err_make(ERR_DATA, "seq is not a whole number from 1"));
	if (kind == NULL || !event_kind_find(kind, &event->kind)) {
		complain(p, err_make(ERR_DATA, "unknown kind '%s'", kind == NULL ? "" : kind));
		return;
	}
	get_names(p);
	get_times(p);
	get_surface(p);
	get_actor(p);
	get_subject(p);
	get_detail(p);
	if (p->line->sealed) {
		get_seal(p);
	} else {
		p->line->id = get_name(p, "id");
		p->line->ref = get_name(p, "ref");
	}
}

/* The parser has another letter for it, as it must for networks; a name here would become another name. */
static bool has_nul(const char *text, size_t len)
{
	static const char nul[] = "\\u0000";
	const char *end = text + len;

	for (; (text = memchr(text, '\\', (size_t)(end - text))) != NULL && end - text >= (ptrdiff_t)strlen(nul); text += 2)
		if (memcmp(text, nul, strlen(nul)) == 0)
			return true;
	return false;
}

err_t report_ledger_parse(struct arena *arena, const char *text, size_t len, struct ledger_line *out)
{
	struct parsing p = { .arena = arena, .line = out };
	struct json *json = NULL;
	err_t err = has_nul(text, len) ? err_make(ERR_DATA, "a text has a NUL in it") : json_parse(text, len, &json);

	*out = (struct ledger_line){ 0 };
	if (err != NULL)
		return err_make(ERR_DATA, "%s", err->text);
	p.json = json;
	if (json_is_object(json))
		get_all(&p);
	else
		complain(&p, err_make(ERR_DATA, "not an object"));
	json_destroy(json);
	return p.err != NULL ? p.err : ledger_line_check(arena, out);
}

err_t report_ledger_follow(struct arena *arena, const char *text, size_t len, int64_t *seq,
	struct ledger_line *out, bool *found)
{
	err_t err;

	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r' || text[len - 1] == ' '))
		len--;
	*found = len > 0;
	if (len == 0)
		return NULL;
	err = report_ledger_parse(arena, text, len, out);
	if (err == NULL && *seq != 0 && out->event.seq != *seq + 1)
		err = err_make(ERR_DATA, "row %" PRId64 " stands where %" PRId64 " should", out->event.seq, *seq + 1);
	if (err == NULL)
		*seq = out->event.seq;
	return err;
}
