/* SPDX-License-Identifier: ISC */
/*
 * Leaving conversations out of figures, and lines written to a date: what is
 * said is a row of the ledger, and what holds is read from those rows alone.
 */
#include "guichet/desk/omit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "guichet/model/zone.h"
#include "private.h"

enum { TEXT_MOST = 500 };

/* ---- written */

/* What was said last of it itself, with the reason, which may be NULL. */
static err_t last_of(struct desk *desk, const struct conversation *conv, bool *out, int64_t *seq, const char **reason)
{
	struct event *events = NULL;
	size_t count = 0;
	err_t err = store_events(desk->store, desk->arena, conv->account, conv->id, &events, &count);

	*out = false;
	*seq = 0;
	*reason = NULL;
	for (size_t i = 0; err == NULL && i < count; i++)
		if (events[i].kind == EVENT_EXCLUDED || events[i].kind == EVENT_INCLUDED) {
			*out = events[i].kind == EVENT_EXCLUDED;
			*seq = events[i].seq;
			*reason = settings_get(desk->arena, events[i].detail, "reason");
		}
	return err;
}

err_t desk_exclude(struct desk *desk, int64_t conversation, bool out, const char *reason)
{
	struct entry entry = entry_by_actor(desk, out ? EVENT_EXCLUDED : EVENT_INCLUDED);
	struct touched *touched;
	const char *was = NULL;
	bool is_out = false;
	int64_t seq = 0;
	err_t err = conversation_meant(desk, &conversation, &touched);

	if (err == NULL)
		err = last_of(desk, &touched->row.conv, &is_out, &seq, &was);
	if (err != NULL || is_out == out)
		return err;
	inverse_exclude(desk, conversation, out, seq);
	entry.detail[0] = (struct pair){ "reason", reason };
	return ledger_append(desk, touched, 0, &entry, NULL);
}

err_t omission_carry(struct desk *desk, const struct conversation *from, int64_t into)
{
	const char *reason = NULL;
	bool is_out = false;
	int64_t seq = 0;
	err_t err = last_of(desk, from, &is_out, &seq, &reason);

	return err != NULL || !is_out ? err : desk_exclude(desk, into, true, reason);
}

static err_t text_check(const char *text)
{
	if (text[0] == '\0')
		return err_make(ERR_USAGE, "annotate: there is no text");
	if (strlen(text) > TEXT_MOST)
		return err_make(ERR_USAGE, "annotate: a line has at most %d bytes", TEXT_MOST);
	return NULL;
}

err_t desk_annotate(struct desk *desk, const char *date, const char *text, int64_t *seq)
{
	struct entry entry = entry_by_actor(desk, EVENT_ANNOTATED);
	int32_t day;
	err_t err = text_check(text);

	if (err == NULL && !date_parse(date, &day))
		err = err_make(ERR_USAGE, "annotate: '%s' is no date: write 2026-03-02", date);
	if (err != NULL)
		return err;
	entry.detail[0] = (struct pair){ "date", date };
	entry.detail[1] = (struct pair){ "text", text };
	err = ledger_append(desk, NULL, 0, &entry, NULL);
	*seq = desk->seq;
	return err;
}

err_t desk_annotation_remove(struct desk *desk, int64_t seq)
{
	struct entry entry = entry_by_actor(desk, EVENT_ANNOTATION_REMOVED);
	struct figure_remarks remarks;
	err_t err = read_remarks(&desk->reader, desk->arena, 0, &remarks);

	for (size_t i = 0; err == NULL && i < remarks.note_count; i++)
		if (remarks.notes[i].seq == seq) {
			entry.detail[0] = (struct pair){ "row", arena_printf(desk->arena, "%" PRId64, seq) };
			return ledger_append(desk, NULL, 0, &entry, NULL);
		}
	return err != NULL ? err : err_make(ERR_NOT_FOUND, "there is no line %" PRId64 ": annotation list has those "
		"that are there", seq);
}

/* ---- read */

static int omitted_compare(const void *left, const void *right)
{
	const struct figure_omitted *a = left, *b = right;

	if (a->conversation != b->conversation)
		return a->conversation < b->conversation ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static int note_compare(const void *left, const void *right)
{
	const struct figure_note *a = left, *b = right;
	int order = strcmp(a->date, b->date);

	return order != 0 ? order : a->seq < b->seq ? -1 : a->seq > b->seq;
}

static const char *who_of(struct arena *arena, const struct agent *agents, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (agents[i].id == id)
			return agents[i].name;
	return id == 0 ? NULL : arena_printf(arena, "former #%" PRId64, id);
}

/* Of what was said about each conversation the last holds; one that was taken in again has no reason. */
static void omitted_settle(struct figure_remarks *out)
{
	size_t kept = 0;

	if (out->omitted_count > 1)
		qsort(out->omitted, out->omitted_count, sizeof(*out->omitted), omitted_compare);
	for (size_t i = 0; i < out->omitted_count; i++) {
		bool last = i + 1 == out->omitted_count ||
			out->omitted[i + 1].conversation != out->omitted[i].conversation;

		if (last && out->omitted[i].reason != NULL)
			out->omitted[kept++] = out->omitted[i];
	}
	out->omitted_count = kept;
}

static void note_drop(struct figure_remarks *out, int64_t seq)
{
	for (size_t i = 0; i < out->note_count; i++)
		if (out->notes[i].seq == seq) {
			out->notes[i] = out->notes[--out->note_count];
			return;
		}
}

static void event_apply(struct arena *arena, const struct event *event, const char *who, struct figure_remarks *out)
{
	const char *reason = settings_get(arena, event->detail, "reason");

	if (event->kind == EVENT_EXCLUDED || event->kind == EVENT_INCLUDED)
		out->omitted[out->omitted_count++] = (struct figure_omitted){ .conversation = event->conversation,
			.at_ms = event->recv_ms, .seq = event->seq, .who = who,
			.reason = event->kind == EVENT_INCLUDED ? NULL : reason == NULL ? "" : reason };
	else if (event->kind == EVENT_ANNOTATED)
		out->notes[out->note_count++] = (struct figure_note){ .seq = event->seq, .at_ms = event->recv_ms,
			.who = who, .date = settings_get(arena, event->detail, "date"),
			.text = settings_get(arena, event->detail, "text") };
	else if (event->kind == EVENT_ANNOTATION_REMOVED)
		note_drop(out, settings_int(event->detail, "row", 0));
}

err_t read_remarks(struct reader *reader, struct arena *arena, int64_t as_of_ms, struct figure_remarks *out)
{
	struct event *events = NULL;
	struct agent *agents = NULL;
	size_t count = 0, agent_count = 0;
	err_t err = store_events_remarks(reader->store, arena, as_of_ms == 0 ? INT64_MAX : as_of_ms, &events, &count);

	*out = (struct figure_remarks){ 0 };
	if (err == NULL && count > 0)
		err = store_agents(reader->store, arena, &agents, &agent_count);
	if (err != NULL)
		return err;
	out->omitted = arena_array(arena, count + 1, sizeof(*out->omitted));
	out->notes = arena_array(arena, count + 1, sizeof(*out->notes));
	for (size_t i = 0; i < count; i++)
		event_apply(arena, &events[i], who_of(arena, agents, agent_count, events[i].actor), out);
	omitted_settle(out);
	if (out->note_count > 1)
		qsort(out->notes, out->note_count, sizeof(*out->notes), note_compare);
	return NULL;
}

const unsigned char *remarks_bits(struct arena *arena, const struct figure_remarks *remarks, int64_t *end)
{
	unsigned char *bits;

	*end = 0;
	if (remarks->omitted_count == 0)
		return NULL;
	*end = (remarks->omitted[remarks->omitted_count - 1].conversation / 8 + 1) * 8;
	bits = arena_alloc(arena, (size_t)*end / 8);
	for (size_t i = 0; i < remarks->omitted_count; i++)
		bits[remarks->omitted[i].conversation >> 3] |=
			(unsigned char)(1 << (remarks->omitted[i].conversation & 7));
	return bits;
}
