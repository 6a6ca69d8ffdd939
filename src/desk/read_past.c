/* SPDX-License-Identifier: ISC */
/*
 * The queue as it stood at an instant, from the ledger alone: every
 * conversation's rows up to then give its status, assignee, tags and waits.
 * Only what may come on the page is read from the tables of today, and only
 * the page is kept.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/desk/schedule.h"
#include "guichet/model/settings.h"
#include "past.h"

struct past {
	struct reader *reader;
	struct arena *arena;		/* the caller's */
	const struct query *query;
	const struct query_context *context;
	struct past_frame frame;
	struct list_place after;
	size_t most;
	struct list_row *rows;		/* in order, at most that many */
	size_t count;
};

/* ---- one conversation then */

/* The tags as one text in the order of the alphabet, a blank behind each. */
static void tag_set(struct str *tags, const char *tag, bool on)
{
	struct str kept = { 0 };
	size_t wanted = strlen(tag);

	for (const char *p = str_text(tags); *p != '\0';) {
		size_t len = strcspn(p, " "), less = len < wanted ? len : wanted;
		int order = memcmp(p, tag, less);

		if (order == 0)
			order = len < wanted ? -1 : len > wanted;
		if (order > 0 && on)
			str_printf(&kept, "%s ", tag);
		on = on && order <= 0;
		if (order != 0)
			str_printf(&kept, "%.*s ", (int)len, p);
		p += len + (p[len] == ' ');
	}
	if (on)
		str_printf(&kept, "%s ", tag);
	str_finish(tags);
	*tags = kept;
}

static void status_set(struct arena *arena, struct conversation *conv, const struct zone *zone,
	const struct event *event)
{
	const char *to = settings_get(arena, event->detail, "to");

	if (to == NULL || status_parse(to, &conv->status) != NULL)
		return;
	conv->snoozed_until = conv->status == STATUS_SNOOZED ? settings_int(event->detail, "until", 0) : 0;
	conversation_over(conv, event->actor_kind != ACTOR_SYSTEM ? NULL :
		settings_get(arena, event->detail, "reason"), zone, event->recv_ms);
}

static unsigned mark_of(enum event_kind kind, bool *on)
{
	*on = kind == EVENT_URGENT || kind == EVENT_MUTED || kind == EVENT_SPAM;
	if (kind == EVENT_URGENT || kind == EVENT_CALM)
		return MARK_URGENT;
	if (kind == EVENT_MUTED || kind == EVENT_UNMUTED)
		return MARK_MUTED;
	return kind == EVENT_SPAM || kind == EVENT_UNSPAM ? MARK_SPAM : 0;
}

static void event_apply(struct arena *arena, const struct zone *zone, const struct event *event,
	struct conversation *conv, struct str *tags)
{
	const char *tag;
	bool on;
	unsigned mark = mark_of(event->kind, &on);

	conv->marks = on ? conv->marks | mark : conv->marks & ~mark;
	if (event->kind == EVENT_PRIORITY) {
		conv->marks = event_priority(event, conv->marks);
	} else if (event->kind == EVENT_STATUS) {
		status_set(arena, conv, zone, event);
	} else if (event->kind == EVENT_ASSIGNED) {
		conv->assignee = event->subject;
	} else if (event->kind == EVENT_UNASSIGNED) {
		conv->assignee = 0;
	} else if (event->kind == EVENT_TAGGED || event->kind == EVENT_UNTAGGED) {
		tag = settings_get(arena, event->detail, "tag");
		tag_set(tags, tag == NULL ? "" : tag, event->kind == EVENT_TAGGED);
	} else if (event->kind == EVENT_MESSAGE_IN || event->kind == EVENT_MESSAGE_OUT) {
		if (event_time(event) > conv->last_ms)
			conv->last_ms = event_time(event);
		if (event_asks(event))
			conversation_hear(conv);
	}
}

/* Of what was merged into it by then the queue showed the newest message. */
static void parts_apply(struct reduction *r, struct conversation *conv)
{
	size_t root = (size_t)(r->self - r->family->of);

	for (size_t i = 0; i < r->family->count; i++) {
		const struct relative *part = &r->family->of[i];
		struct conversation own = { 0 };
		struct str none = { 0 };

		if (part == r->self || part->root != root)
			continue;
		for (size_t k = 0; k < r->family->event_count; k++)
			if (r->family->events[k].conversation == part->id &&
			    r->family->events[k].recv_ms <= r->as_of_ms)
				event_apply(r->arena, NULL, &r->family->events[k], &own, &none);
		if (own.last_ms > conv->last_ms)
			conv->last_ms = own.last_ms;
		str_finish(&none);
	}
}

err_t past_frame_load(struct reader *reader, struct arena *arena, int64_t as_of_ms, struct past_frame *out)
{
	struct metric_settings *settings = NULL;
	err_t err = read_metric_settings(reader, arena, as_of_ms, 0, 0, &settings);

	*out = (struct past_frame){ .settings = settings };
	if (err == NULL)
		err = read_zone(reader, arena, &out->zone);
	if (err == NULL)
		err = store_agents(reader->store, arena, &out->agents, &out->agent_count);
	return err;
}

bool past_stood(const struct past_frame *frame, struct reduction *r, struct list_row *out)
{
	struct conversation *conv = &out->conv;
	struct str tags = { 0 };
	bool any = false;

	*out = (struct list_row){ .conv = { .id = r->conversation, .account = r->account } };
	qsort(r->events, r->count, sizeof(*r->events), event_by_seq);
	conv->root = r->self == NULL ? 0 : family_root(r->family, r->self);
	for (size_t i = 0; i < r->count; i++)
		if (r->events[i].recv_ms <= r->as_of_ms) {
			event_apply(r->arena, frame->zone, &r->events[i], conv, &tags);
			any = true;
		}
	if (r->family != NULL)
		parts_apply(r, conv);
	if (tags.len > 0)
		out->tags = arena_copy_n(r->arena, tags.text, tags.len - 1);
	else
		out->tags = "";
	str_finish(&tags);
	conv->marks |= conv->root != 0 ? MARK_MERGED : 0U;
	conversation_promised(conv, r->promise);
	if (r->family != NULL)
		family_heard(r->family, r->self, r->as_of_ms, conv);
	else
		conversation_last_heard(conv, r->events, r->count, r->as_of_ms);
	if (conversation_window(r->reader->store, r->arena, conv) != NULL)
		return false;
	conversation_open(conv, r->open, frame->settings);
	for (size_t i = 0; i < frame->agent_count; i++)
		if (frame->agents[i].id == conv->assignee)
			out->assignee = frame->agents[i].name;
	return any;
}

/* ---- the page */

static bool goes_before(const struct list_row *a, const struct list_row *b)
{
	int64_t left = conversation_rank(&a->conv), right = conversation_rank(&b->conv);

	return left != right ? left < right : a->conv.id < b->conv.id;
}

static bool has_room(const struct past *past, const struct list_row *row)
{
	int64_t rank = conversation_rank(&row->conv);

	if (past->after.rank != 0 && (rank < past->after.rank ||
	    (rank == past->after.rank && row->conv.id <= past->after.id)))
		return false;
	return past->count < past->most || goes_before(row, &past->rows[past->count - 1]);
}

err_t past_today(struct reader *reader, struct arena *arena, const struct list_row *then, struct list_row *out,
	bool *found)
{
	err_t err = store_row(reader->store, arena, then->conv.id, out, found);

	if (err != NULL || !*found)
		return err;
	out->conv.status = then->conv.status;
	out->conv.assignee = then->conv.assignee;
	out->conv.snoozed_until = then->conv.snoozed_until;
	out->conv.last_ms = then->conv.last_ms;
	out->conv.wait_ms = then->conv.wait_ms;
	out->conv.due_ms = then->conv.due_ms;
	out->conv.risk_ms = then->conv.risk_ms;
	out->conv.due_of = then->conv.due_of;
	out->conv.promise_ms = then->conv.promise_ms;
	out->conv.window_ms = then->conv.window_ms;
	out->conv.marks = then->conv.marks;
	out->conv.reach = then->conv.reach;	/* which no ledger tells: a page goes on where this one ended */
	out->conv.root = then->conv.root;
	out->conv.resolved_day = then->conv.resolved_day;
	out->assignee = then->assignee;
	out->tags = arena_copy(arena, then->tags);
	return NULL;
}

static void row_insert(struct past *past, const struct list_row *row)
{
	size_t at = past->count < past->most ? past->count++ : past->count - 1;

	for (; at > 0 && goes_before(row, &past->rows[at - 1]); at--)
		past->rows[at] = past->rows[at - 1];
	past->rows[at] = *row;
}

static err_t past_result(void *data, struct reduction *r, const struct wait_result *result)
{
	struct past *past = data;
	struct list_row then, row;
	bool found = false;
	err_t err;

	(void)result;
	if (!past_stood(&past->frame, r, &then) || !has_room(past, &then) ||
	    !query_may_match(past->query, past->context, &then))
		return NULL;
	err = past_today(past->reader, r->arena, &then, &row, &found);
	if (err != NULL || !found || !query_matches(past->query, past->context, &row))
		return err;
	err = past_today(past->reader, past->arena, &then, &row, &found);
	if (err == NULL)
		row_insert(past, &row);
	return err;
}

struct message *past_newest(struct message *messages, size_t count, int64_t as_of_ms)
{
	struct message *best = NULL;

	for (size_t i = 0; i < count; i++) {
		struct message *m = &messages[i];

		if (m->received_ms > as_of_ms || m->direction == DIR_NOTE || m->direction == DIR_WITHDRAWN)
			continue;
		if (m->direction == DIR_IN ? best == NULL || best->direction != DIR_IN ||
		    m->at_ms >= best->at_ms : best == NULL)
			best = m;
	}
	return best;
}

static err_t text_find(struct past *past, struct list_row *row)
{
	struct message *best, *messages = NULL;
	size_t count = 0;
	bool cut;
	err_t err = store_messages(past->reader->store, past->arena, row->conv.id,
		(struct message_span){ PAST_MESSAGES, past->context->now_ms }, &messages, &count, &cut);

	best = past_newest(messages, count, past->context->now_ms);
	if (err == NULL && best != NULL)
		err = store_message_then(past->reader->store, past->arena, past->context->now_ms, best);
	row->text = best == NULL ? "" : best->text;
	return err;
}

err_t read_list_as_of(struct reader *reader, struct arena *arena, const struct query *query,
	const struct query_context *context, size_t limit, const char *after, struct list_page *out)
{
	struct past past = { .reader = reader, .arena = arena, .query = query, .context = context,
		.most = limit + 1 };
	struct reduction r = { .reader = reader, .as_of_ms = context->now_ms, .done = past_result,
		.data = &past };
	err_t err = place_parse(after, &past.after);

	if (err == NULL && query_has_words(query))
		err = err_make(ERR_USAGE, "--as-of: words cannot be looked for in the past, only fields");
	if (err == NULL && query_needs_facts(query))
		err = err_make(ERR_USAGE, "--as-of: what was read, drafted or noted is not asked of the past");
	if (err == NULL)
		err = past_frame_load(reader, arena, context->now_ms, &past.frame);
	if (err != NULL)
		return err;
	past.rows = arena_array(arena, past.most, sizeof(*past.rows));
	err = reduction_run(&r);
	for (size_t i = 0; err == NULL && i < past.count; i++)
		err = text_find(&past, &past.rows[i]);
	if (err != NULL)
		return err;
	*out = (struct list_page){ .rows = past.rows, .more = past.count > limit,
		.count = past.count > limit ? limit : past.count };
	return NULL;
}
