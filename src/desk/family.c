/* SPDX-License-Identifier: ISC */
/*
 * Who belongs together is folded from the rows of the ledger alone, in their
 * order; the columns and tables beside it only make it quick to find.  A group
 * is what merges and links hold together: one customer, one timeline, whose
 * waits and cases are kept by the one that stands for it.
 */
#include "family.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/keyed.h"

enum { FAMILY_MOST = 100 };

struct relative *family_find(const struct family *family, int64_t conversation)
{
	return keyed_find(family->of, family->count, sizeof(*family->of), conversation);
}

int64_t family_root(const struct family *family, const struct relative *who)
{
	const struct relative *root = &family->of[who->root];

	return root == who ? 0 : root->id;
}

static void events_append(struct family *family, struct arena *arena, const struct event *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		family->events = list_grow(arena, family->events, family->event_count, sizeof(*events));
		family->events[family->event_count++] = events[i];
	}
}

err_t family_load(struct store *store, struct arena *arena, int64_t number, struct family *out)
{
	struct family family = { 0 };
	struct kinsman *kin = NULL;
	err_t err = store_family_list(store, arena, number, &kin, &family.count);

	if (err != NULL)
		return err;
	family.of = arena_array(arena, family.count + 1, sizeof(*family.of));
	for (size_t i = 0; err == NULL && i < family.count; i++) {
		struct event *events = NULL;
		size_t count = 0;

		family.of[i] = (struct relative){ .id = kin[i].id, .account = kin[i].account };
		err = store_events(store, arena, kin[i].account, kin[i].id, &events, &count);
		if (err == NULL)
			events_append(&family, arena, events, count);
	}
	if (err == NULL)
		*out = family;
	return err;
}

/* ---- who is united */

static void event_fold(const struct family *family, const struct event *event)
{
	struct relative *who;

	if (!event_unites(event->kind) || (who = family_find(family, event->conversation)) == NULL)
		return;
	if (event->kind == EVENT_MERGED || event->kind == EVENT_UNMERGED) {
		who->into = event->kind == EVENT_MERGED ? event->subject : 0;
		who->changed = true;
	} else {
		who->began = event->kind == EVENT_LINKED ? event->subject : 0;
	}
}

/* The end of the chain of merges; a ledger from elsewhere may hold a circle, which ends somewhere too. */
static size_t root_of(const struct family *family, size_t at)
{
	for (size_t steps = 0; steps < family->count && family->of[at].into != 0; steps++) {
		const struct relative *next = family_find(family, family->of[at].into);

		if (next == NULL)
			break;
		at = (size_t)(next - family->of);
	}
	return at;
}

static void groups_make(struct family *family, int64_t as_of_ms)
{
	for (size_t i = 0; i < family->count; i++) {
		int64_t stands = wait_root(family->events, family->event_count, as_of_ms, family->of[i].id);
		const struct relative *first = family_find(family, stands);

		family->of[i].root = root_of(family, i);
		family->of[i].group = first == NULL ? i : (size_t)(first - family->of);
	}
}

void family_fold(struct family *family, int64_t as_of_ms)
{
	for (size_t i = 0; i < family->count; i++)
		family->of[i].into = family->of[i].began = 0;
	if (family->event_count > 1)
		qsort(family->events, family->event_count, sizeof(*family->events), event_by_seq);
	for (size_t i = 0; i < family->event_count; i++)
		if (as_of_ms == 0 || family->events[i].recv_ms <= as_of_ms)
			event_fold(family, &family->events[i]);
	groups_make(family, as_of_ms);
}

/* ---- how long the customer waits */

/* An event of a family is of one of it. */
static const struct relative *relative_of(const struct family *family, int64_t conversation)
{
	static const struct relative nobody = { 0 };
	const struct relative *found = family_find(family, conversation);

	return found != NULL ? found : &nobody;
}

/* The customer waits where they wrote last. */
static size_t place_of(const struct family *family, size_t group, int64_t as_of_ms)
{
	const struct event *last = NULL;
	char text[8];

	for (size_t i = 0; i < family->event_count; i++) {
		const struct event *event = &family->events[i];

		if (event->kind == EVENT_MESSAGE_IN && (as_of_ms == 0 || event->recv_ms <= as_of_ms) &&
		    relative_of(family, event->conversation)->group == group &&
		    event_detail(event, "request", text, sizeof(text)) == NULL &&
		    (last == NULL || event_time(event) >= event_time(last)))
			last = event;
	}
	return last == NULL ? group : relative_of(family, last->conversation)->root;
}

/* Of each list of a result those that are told of one conversation. */
#define KEEP(list, number) \
	do { \
		out->list = arena_array(arena, all->number + 1, sizeof(*all->list)); \
		for (size_t i = 0; i < all->number; i++) \
			if (all->list[i].conversation == id) \
				out->list[out->number++] = all->list[i]; \
	} while (0)

static void result_part(struct arena *arena, const struct wait_result *all, int64_t id, struct wait_result *out)
{
	*out = (struct wait_result){ 0 };
	KEEP(waits, wait_count);
	KEEP(cases, case_count);
	KEEP(spans, span_count);
	KEEP(replies, reply_count);
	KEEP(traces, trace_count);
	KEEP(promises, promise_count);
}

#undef KEEP

/* A promise stands where it was made. */
static void promise_place(struct family *family, const struct promise *promise)
{
	const struct relative *made_in = family_find(family, promise->written_in);
	struct relative *shown;

	if (made_in == NULL || promise->outcome != PROMISE_OPEN)
		return;
	shown = &family->of[made_in->root];
	if (shown->promise == NULL || promise->due_ms < shown->promise->due_ms)
		shown->promise = promise;
}

void family_heard(const struct family *family, const struct relative *who, int64_t as_of_ms, struct conversation *out)
{
	struct conversation own = { 0 };
	size_t at = (size_t)(who - family->of);

	out->heard_ms = 0;
	for (size_t i = 0; i < family->event_count; i++) {
		if (relative_of(family, family->events[i].conversation)->root != at)
			continue;
		conversation_last_heard(&own, &family->events[i], 1, as_of_ms);
		out->heard_ms = own.heard_ms > out->heard_ms ? own.heard_ms : out->heard_ms;
	}
}

void family_reduce(struct family *family, struct arena *arena, const struct wait_rules *rules, int64_t as_of_ms)
{
	struct wait_result all;

	family_fold(family, as_of_ms);
	wait_reduce(arena, family->events, family->event_count, rules, as_of_ms, &all);
	for (size_t i = 0; i < family->count; i++)
		family->of[i].open = NULL, family->of[i].promise = NULL;
	for (size_t i = 0; i < all.promise_count; i++)
		promise_place(family, &all.promises[i]);
	for (size_t i = 0; i < family->count; i++) {
		struct relative *who = &family->of[i];
		const struct wait *open;

		result_part(arena, &all, who->id, &who->result);
		open = waits_open(who->result.waits, who->result.wait_count);
		if (open != NULL)
			family->of[place_of(family, i, as_of_ms)].open = open;
	}
}

err_t family_open(struct store *store, struct arena *arena, const struct kinship *of, const struct wait_rules *rules,
	const struct wait **out)
{
	struct family family;
	const struct relative *who;
	err_t err = family_load(store, arena, of->family, &family);

	if (err != NULL)
		return err;
	family_reduce(&family, arena, rules, 0);
	who = family_find(&family, of->conversation);
	*out = who == NULL ? NULL : who->open;
	return NULL;
}

/* ---- the desk's part */

static err_t kin_of(struct desk *desk, const struct conversation *conv, int64_t *family, struct kinsman **kin,
	size_t *count)
{
	err_t err = store_family(desk->store, conv->id, family);

	if (err == NULL && *family != 0)
		return store_family_list(desk->store, desk->arena, *family, kin, count);
	*kin = arena_array(desk->arena, 1, sizeof(**kin));
	**kin = (struct kinsman){ .id = conv->id, .account = conv->account };
	*count = 1;
	return err;
}

/* The family has the number of its first conversation. */
err_t family_join(struct desk *desk, const struct conversation *a, const struct conversation *b)
{
	struct kinsman *left = NULL, *right = NULL;
	size_t left_count = 0, right_count = 0;
	int64_t left_family = 0, right_family = 0, family;
	err_t err = kin_of(desk, a, &left_family, &left, &left_count);

	if (err == NULL)
		err = kin_of(desk, b, &right_family, &right, &right_count);
	if (err != NULL || (left_family != 0 && left_family == right_family))
		return err;
	if (left_count + right_count > FAMILY_MOST)
		return err_make(ERR_STATE, "#%" PRId64 " and #%" PRId64 ": more than %d conversations would belong together", a->id, b->id,
			FAMILY_MOST);
	family = left[0].id < right[0].id ? left[0].id : right[0].id;
	for (size_t i = 0; err == NULL && i < left_count; i++)
		err = store_family_set(desk->store, &left[i], family);
	for (size_t i = 0; err == NULL && i < right_count; i++)
		err = store_family_set(desk->store, &right[i], family);
	return err;
}

static err_t link_keep(struct desk *desk, const struct relative *who)
{
	int64_t began = 0;
	err_t err = store_link_began(desk->store, who->id, &began);

	if (err != NULL || began == who->began)
		return err;
	return who->began == 0 ? store_link_drop(desk->store, who->id)
		: store_link_set(desk->store, who->id, who->began);
}

/* What the row of a whole shows, of all that was merged into it. */
static err_t row_shows(struct desk *desk, const struct family *family, size_t root, struct stored_conversation *row)
{
	struct shown_message best = { 0 };
	int64_t last_ms = 0;
	err_t err = NULL;

	for (size_t i = 0; i < family->event_count; i++) {
		const struct event *event = &family->events[i];

		if ((event->kind == EVENT_MESSAGE_IN || event->kind == EVENT_MESSAGE_OUT) &&
		    relative_of(family, event->conversation)->root == root && event_time(event) > last_ms)
			last_ms = event_time(event);
	}
	row->conv.last_ms = last_ms;
	for (size_t i = 0; err == NULL && i < family->count; i++) {
		struct shown_message one;
		bool found = false;

		if (family->of[i].root != root)
			continue;
		err = store_message_shown(desk->store, desk->arena, family->of[i].id, &one, &found);
		if (found && (best.id == 0 || one.at_ms > best.at_ms ||
		    (one.at_ms == best.at_ms && one.id > best.id)))
			best = one;
	}
	if (err != NULL || best.id == 0)
		return err != NULL ? err : store_message_first_out(desk->store, row->conv.id, &row->newest);
	row->newest = best.id;
	row->conv.visibility = best.visibility;
	row->conv.lang = best.lang;
	return NULL;
}

static bool rows_differ(const struct stored_conversation *a, const struct stored_conversation *b)
{
	return a->conv.wait_ms != b->conv.wait_ms || a->conv.due_ms != b->conv.due_ms || a->conv.risk_ms != b->conv.risk_ms ||
		a->conv.due_of != b->conv.due_of || a->conv.promise_ms != b->conv.promise_ms ||
		a->conv.promised_ms != b->conv.promised_ms || a->conv.heard_ms != b->conv.heard_ms ||
		a->conv.window_ms != b->conv.window_ms ||
		a->conv.last_ms != b->conv.last_ms || a->newest != b->newest ||
		a->conv.visibility != b->conv.visibility || a->conv.root != b->conv.root ||
		a->merged_into != b->merged_into || !str_equal(a->conv.lang, b->conv.lang);
}

static err_t relative_settle(struct desk *desk, const struct family *family, size_t at)
{
	const struct relative *who = &family->of[at];
	struct stored_conversation row;
	struct touched *touched;
	const struct metric_settings *settings = NULL;
	bool merges = false;
	err_t err = conversation_touch(desk, who->id, &touched);

	if (err == NULL)
		err = desk_metrics(desk, &settings);
	if (err != NULL)
		return err;
	row = touched->row;
	row.merged_into = who->into;
	row.conv.root = family_root(family, who);
	row.conv.marks = (row.conv.marks & ~(unsigned)MARK_MERGED) | (row.conv.root != 0 ? MARK_MERGED : 0U);
	conversation_promised(&row.conv, who->promise);
	family_heard(family, who, 0, &row.conv);
	err = conversation_window(desk->store, desk->arena, &row.conv);
	if (err != NULL)
		return err;
	conversation_open(&row.conv, who->open, settings);
	for (size_t i = 0; i < family->count; i++)
		merges = merges || family->of[i].changed;
	if (row.conv.root == 0 && merges)
		err = row_shows(desk, family, at, &row);
	touched->united = true;
	if (err == NULL)
		err = result_write(desk, who->id, touched->is_new, &who->result);
	if (err == NULL)
		err = link_keep(desk, who);
	if (err != NULL || !rows_differ(&row, &touched->row))
		return err;
	if (row.conv.wait_ms != touched->row.conv.wait_ms)
		touched->has_events = true;
	touched->row = row;
	conversation_dirty(desk, touched);
	return NULL;
}

err_t family_settle(struct desk *desk, int64_t number)
{
	const struct metric_settings *settings = NULL;
	struct wait_rules rules;
	struct family family;
	err_t err = family_load(desk->store, desk->arena, number, &family);

	if (err == NULL)
		err = desk_metrics(desk, &settings);
	if (err != NULL)
		return err;
	rules = settings_rules(settings);
	family_reduce(&family, desk->arena, &rules, 0);
	for (size_t i = 0; err == NULL && i < family.count; i++)
		err = relative_settle(desk, &family, i);
	return err;
}
