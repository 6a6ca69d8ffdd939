/* SPDX-License-Identifier: ISC */
/*
 * Names of ledger kinds, the time that counts, and the bytes that the hash
 * chain covers.  Version 1 of those bytes is fixed for ever: a change here
 * would make every ledger fail its verification.
 */
#include "guichet/model/event.h"

#include <string.h>

#include "guichet/model/record.h"
#include "lines.h"

enum { CANONICAL_VERSION = 1, FUTURE_MS = 5000 };

static const char *const kinds[EVENT_KINDS] = {
#define EVENT_NAME(kind, name) [EVENT_##kind] = name,
	EVENT_INFO(EVENT_NAME)
#undef EVENT_NAME
};

static const char *const actors[ACTOR_KINDS] = {
	[ACTOR_CUSTOMER] = "customer", [ACTOR_HUMAN] = "human", [ACTOR_BOT] = "bot",
	[ACTOR_AUTOMATIC] = "automatic", [ACTOR_EXTERNAL] = "external", [ACTOR_SYSTEM] = "system",
};

const char *event_kind_name(enum event_kind kind)
{
	return kinds[kind];
}

bool event_kind_find(const char *name, enum event_kind *out)
{
	for (size_t i = 0; i < EVENT_KINDS; i++)
		if (strcmp(kinds[i], name) == 0) {
			*out = (enum event_kind)i;
			return true;
		}
	return false;
}

bool event_unites(enum event_kind kind)
{
	return kind == EVENT_MERGED || kind == EVENT_UNMERGED || kind == EVENT_LINKED ||
		kind == EVENT_UNLINKED;
}

const char *const event_agent_keys[] = { "played_by", "route", "team", "why", NULL };

bool event_is_about_agent(enum event_kind kind)
{
	return kind == EVENT_ASSIGNED || kind == EVENT_UNASSIGNED || kind == EVENT_MESSAGE_FAILED ||
		kind == EVENT_SETTINGS_VERSION || kind == EVENT_AGENT_DEACTIVATED || kind == EVENT_APPROVED || kind == EVENT_DECLINED ||
		kind == EVENT_APPROVAL_VOIDED || kind == EVENT_AVAILABILITY;
}

const char *actor_kind_name(enum actor_kind kind)
{
	return actors[kind];
}

bool actor_kind_find(const char *name, enum actor_kind *out)
{
	for (size_t i = 0; i < ACTOR_KINDS; i++)
		if (strcmp(actors[i], name) == 0) {
			*out = (enum actor_kind)i;
			return true;
		}
	return false;
}

static void number_add(struct str *out, uint64_t value, int bytes)
{
	for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
		str_add_char(out, (char)(unsigned char)(value >> shift));
}

static void id_add(struct str *out, bool present, const unsigned char id[EVENT_EXT])
{
	number_add(out, present ? EVENT_EXT : 0, 1);
	if (present)
		str_add_n(out, (const char *)id, EVENT_EXT);
}

void event_canonical(const struct event *event, struct str *out)
{
	const char *detail = event->detail == NULL ? "" : event->detail;
	size_t len = strlen(detail);

	number_add(out, CANONICAL_VERSION, 1);
	number_add(out, (uint64_t)event->seq, 8);
	number_add(out, (uint64_t)event->account, 8);
	number_add(out, (uint64_t)event->conversation, 8);
	number_add(out, (uint64_t)event->kind, 4);
	number_add(out, (uint64_t)event->net_ms, 8);
	number_add(out, (uint64_t)event->recv_ms, 8);
	number_add(out, (uint64_t)event->actor_kind, 4);
	number_add(out, (uint64_t)event->actor, 8);
	number_add(out, (uint64_t)event->subject, 8);
	id_add(out, event->has_ext, event->ext);
	id_add(out, event->has_ref, event->ref);
	number_add(out, (uint64_t)event->surface, 4);
	number_add(out, len, 4);
	str_add_n(out, detail, len);
}

const char *event_detail(const struct event *event, const char *key, char *buffer, size_t size)
{
	struct line line;

	if (size == 0 || !line_find(event->detail, key, &line))
		return NULL;
	if (line.value_len >= size)
		line.value_len = size - 1;
	line_unescape(line.value, line.value_len, buffer);
	return buffer;
}

int64_t event_time_by(const struct event *event, int64_t offset_ms)
{
	int64_t ours = event->recv_ms + offset_ms, latest = (offset_ms > 0 ? ours : event->recv_ms) + FUTURE_MS;

	return event->net_ms != 0 && event->net_ms <= latest ? event->net_ms : ours;
}

int64_t event_time(const struct event *event)
{
	return event_time_by(event, 0);
}

bool event_asks(const struct event *event)
{
	char value[4];

	return event->kind == EVENT_MESSAGE_IN && event_detail(event, "duplicate", value, sizeof(value)) == NULL &&
		(event_detail(event, "request", value, sizeof(value)) == NULL || strcmp(value, "0") != 0);
}

bool event_is_scripted(const struct event *event)
{
	char means[16];

	return event->kind == EVENT_MESSAGE_OUT && event->actor_kind == ACTOR_HUMAN &&
		means_parse(event_detail(event, "means", means, sizeof(means))) != MEANS_HAND;
}

unsigned event_priority(const struct event *event, unsigned marks)
{
	enum priority priority = PRIORITY_NORMAL;
	char to[16];

	if (event_detail(event, "to", to, sizeof(to)) == NULL || priority_parse(to, &priority) != NULL)
		return marks;
	return marks_with_priority(marks, priority);
}

int event_by_seq(const void *left, const void *right)
{
	const struct event *a = left, *b = right;

	return a->seq < b->seq ? -1 : a->seq > b->seq;
}
