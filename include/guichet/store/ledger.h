/* SPDX-License-Identifier: ISC */
/* The ledger's rows and the alarms. */
#ifndef GUICHET_STORE_LEDGER_H
#define GUICHET_STORE_LEDGER_H
#include "guichet/model/event.h"
#include "guichet/store/store.h"

/* *added false when a row of that account, conversation, kind and ext is there. */
err_t store_event_add(struct store *, const struct event *, bool *added) MUST_CHECK;
err_t store_event_head(struct store *, struct arena *, struct event *out, bool *found) MUST_CHECK;
err_t store_event_hash(struct store *, int64_t seq, unsigned char out[EVENT_HASH], bool *found) MUST_CHECK;
/* The row of that account, conversation, kind and ext, or 0. */
err_t store_event_find(struct store *, const struct event *, int64_t *seq) MUST_CHECK;
/* Of one conversation, in order of seq. */
err_t store_events(struct store *, struct arena *, int64_t account, int64_t conversation,
	struct event **out, size_t *count) MUST_CHECK;
/* Has a customer written behind that row, or, with edits, changed what they wrote? */
err_t store_event_in_since(struct store *, int64_t account, int64_t conversation, int64_t seq, bool edits, bool *out)
	MUST_CHECK;
/* Rows of dated settings and schedules recorded until then, oldest first. */
/* Rows behind one and up to another; an event lives until visit returns. */
err_t store_event_between(struct store *, int64_t after, int64_t last, err_t (*visit)(void *, const struct event *),
	void *data) MUST_CHECK;
/* What was left out of figures or taken in again, and lines written to a date. */
err_t store_events_remarks(struct store *, struct arena *, int64_t as_of_ms, struct event **out, size_t *count) MUST_CHECK;
err_t store_events_dated(struct store *, struct arena *, int64_t as_of_ms, struct event **out, size_t *count) MUST_CHECK;
/* Detail of a conversation's newest status event, or NULL, and its seq or 0. */
err_t store_event_status(struct store *, struct arena *, int64_t account, int64_t conversation,
	const char **out, int64_t *seq) MUST_CHECK;
/* The first of that kind behind a row: its seq, or 0, and its detail. */
err_t store_event_next(struct store *, struct arena *, enum event_kind, int64_t *seq, const char **detail) MUST_CHECK;
/* When the first of all was recorded, 0: there is none. */
err_t store_event_first(struct store *, int64_t *recv_ms) MUST_CHECK;
/* That, or when somebody began to wait who was told of only later. */
err_t store_event_begun(struct store *, int64_t *at_ms) MUST_CHECK;
/* When the newest of that kind was recorded, 0: never. */
err_t store_event_last(struct store *, int64_t account, int64_t conversation, enum event_kind, int64_t *recv_ms) MUST_CHECK;
/* NULL when there is no such row. */
err_t store_event_detail(struct store *, struct arena *, int64_t seq, const char **out) MUST_CHECK;
/* In order of seq; the event's detail lives until visit returns. */
err_t store_event_each(struct store *, err_t (*visit)(void *, const struct event *), void *data) MUST_CHECK;
/* One conversation after the other, each one's events in any order. */
err_t store_event_sorted(struct store *, err_t (*visit)(void *, const struct event *), void *data) MUST_CHECK;
/* Conversations that have rows at all, or rows recorded after an instant; by account and number. */
struct event_place { int64_t account, conversation; };
err_t store_event_places(struct store *, struct arena *, struct event_place **out, size_t *count) MUST_CHECK;
err_t store_event_places_since(struct store *, struct arena *, int64_t after_ms, struct event_place **out,
	size_t *count) MUST_CHECK;
/* Dated settings and schedules that were recorded after an instant. */
err_t store_event_settings_since(struct store *, int64_t after_ms, int64_t *count) MUST_CHECK;
/* Which conversations ever were united, or parted: two numbers a row, *count numbers in all. */
err_t store_event_unions(struct store *, struct arena *, int64_t **out, size_t *count) MUST_CHECK;
/* With what its numbers mean; strings live until visit returns. */
struct named_event {
	struct event event;
	const char *account, *network, *actor, *subject, *thread, *contact;
	const char *name, *into;	/* that a ledger gave to the conversation, and to the one it went into */
};
err_t store_event_named(struct store *, int64_t from_seq,
	err_t (*visit)(void *, const struct named_event *), void *data) MUST_CHECK;

enum alarm_kind { ALARM_SNOOZE, ALARM_QUARANTINE, ALARM_RULE, ALARM_DUE, ALARM_DERIVE, ALARM_HANDOVER, ALARM_PROMISE,
	ALARM_AVAILABILITY, ALARM_ROUTE, ALARM_ALERT, ALARM_BLOB };
err_t store_alarm_set(struct store *, enum alarm_kind, int64_t subject, int64_t at_ms) MUST_CHECK;
err_t store_alarm_clear(struct store *, enum alarm_kind) MUST_CHECK;	/* all of that kind */
err_t store_alarm_drop(struct store *, enum alarm_kind, int64_t subject) MUST_CHECK;
/* The lowest subject that has one of that kind, -1: none has. */
err_t store_alarm_first(struct store *, enum alarm_kind, int64_t *subject) MUST_CHECK;
err_t store_alarm_next(struct store *, enum alarm_kind *, int64_t *subject, int64_t *at_ms, bool *found) MUST_CHECK;
#endif
