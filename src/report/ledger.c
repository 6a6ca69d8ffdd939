/* SPDX-License-Identifier: ISC */
/*
 * A ledger row as one JSON object.  What people read by name comes first
 * (account, conv, who, to); what only the chain needs (numbers, desk, hash)
 * stands behind it and is left out of rows that were written by hand.
 * The detail of a row is split into the members to, reason, tag and reaction
 * and an object for the rest, and put together again in the order of its keys.
 */
#include "guichet/report/ledger.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/json/json.h"
#include "guichet/model/settings.h"
#include "ledger_flat.h"

const char *const ledger_flat[] = { "reason", "tag", "to", NULL };

bool ledger_is_flat(enum event_kind kind, const char *key)
{
	for (size_t i = 0; ledger_flat[i] != NULL; i++)
		if (strcmp(ledger_flat[i], key) == 0)
			return kind != EVENT_ASSIGNED || strcmp(key, "to") != 0;
	return false;
}

void report_put_hex(struct json_out *o, const char *key, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * EVENT_HASH + 1];

	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * len] = '\0';
	json_put_text(o, key, text);
}

static void put_given(struct json_out *o, const char *key, const char *value)
{
	if (value != NULL)
		json_put_text(o, key, value);
}

static void put_instant(struct json_out *o, const char *key, int64_t ms)
{
	if (ms != 0)
		json_put_time(o, key, ms);
}

/* "human:ann" */
static void put_who(struct json_out *o, const char *key, const char *kind, const char *name)
{
	struct str text = { 0 };

	str_printf(&text, "%s%s%s", kind, name == NULL ? "" : ":", name == NULL ? "" : name);
	json_put_text(o, key, str_text(&text));
	str_finish(&text);
}

static const char *numbered(struct arena *arena, const char *name, int64_t id)
{
	return name != NULL ? name : arena_printf(arena, "%" PRId64, id);
}

static void put_detail(struct json_out *o, struct arena *arena, const struct event *event)
{
	bool open = false;

	for (const char *p = event->detail; p != NULL && *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		size_t len = strcspn(p, "=\n");
		const char *key = arena_copy_n(arena, p, len);

		if (p[len] != '=' || ledger_is_flat(event->kind, key) || strcmp(key, "reaction") == 0)
			continue;
		if (!open)
			json_open_object(o, "detail");
		open = true;
		json_put_text(o, key, settings_get(arena, event->detail, key));
	}
	if (open)
		json_close_object(o);
}

static void put_subject(struct json_out *o, struct arena *arena, const struct ledger_line *line)
{
	static const char *const kinds[] = { [SUBJECT_PERSON] = "human", [SUBJECT_BOT] = "bot", [SUBJECT_TEAM] = "team" };
	const struct event *event = &line->event;

	if (event->subject == 0 && line->subject_name == NULL && line->into_name == NULL)
		return;
	if (event->kind == EVENT_ASSIGNED)
		put_who(o, "to", kinds[line->subject_is], line->subject_name);
	else if (event_unites(event->kind))
		json_put_text(o, "into", numbered(arena, line->into_name, event->subject));
	else
		put_given(o, "subject", line->subject_name);
}

/* Of a row that was read open its own name, else the hash of it. */
static void put_remote(struct json_out *o, const char *key, const char *name, bool has, const unsigned char *hash)
{
	if (has)
		report_put_hex(o, key, hash, EVENT_EXT);
	else
		put_given(o, key, name);
}

static void put_what(struct json_out *o, struct arena *arena, const struct ledger_line *line)
{
	const struct event *event = &line->event;

	json_put_text(o, "kind", event_kind_name(event->kind));
	put_instant(o, "net", event->net_ms);
	put_instant(o, "recv", event->recv_ms);
	put_remote(o, "id", line->id, event->has_ext, event->ext);
	put_remote(o, "ref", line->ref, event->has_ref, event->ref);
	put_who(o, "who", actor_kind_name(event->actor_kind), line->actor_name);
	put_subject(o, arena, line);
	for (size_t i = 0; ledger_flat[i] != NULL; i++)
		if (ledger_is_flat(event->kind, ledger_flat[i]))
			put_given(o, ledger_flat[i], settings_get(arena, event->detail, ledger_flat[i]));
	if (event->conversation != 0 || line->conv_name != NULL)
		json_put_text(o, "surface", event->surface == SURFACE_PRIVATE ? "dm" : "public");
	if (event->actor_kind == ACTOR_AUTOMATIC)
		json_put_bool(o, "auto", true);
	if (settings_get(arena, event->detail, "reaction") != NULL)
		json_put_bool(o, "reaction", true);
	put_detail(o, arena, event);
}

/* What only the chain needs. */
static void put_number(struct json_out *o, const struct ledger_line *line, const char *key, int64_t id)
{
	if (line->sealed)
		json_put_int(o, key, id);
}

void report_ledger_line(const struct ledger_line *line, struct str *out)
{
	struct arena *arena = arena_create();
	const struct event *event = &line->event;
	struct json_out o = { .to = out };

	json_open_object(&o, NULL);
	json_put_int(&o, "seq", event->seq);
	put_given(&o, "account", line->account_name);
	if (event->conversation != 0 || line->conv_name != NULL)
		json_put_text(&o, "conv", numbered(arena, line->conv_name, event->conversation));
	put_what(&o, arena, line);
	if (line->sealed)
		json_put_text(&o, "desk", line->desk);
	put_number(&o, line, "account_id", event->account);
	put_given(&o, "network", line->network);
	put_number(&o, line, "conversation_id", event->conversation);
	put_given(&o, "thread", line->thread);
	put_given(&o, "contact", line->contact);
	put_number(&o, line, "actor_id", event->actor);
	put_number(&o, line, "subject_id", event->subject);
	if (line->sealed)
		report_put_hex(&o, "hash", event->hash, EVENT_HASH);
	json_close_object(&o);
	arena_destroy(arena);
}
