/* SPDX-License-Identifier: ISC */
/* First what every row says is collected by agent; in the end each agent is walked through in order of time. */
#include "guichet/model/presence.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/model/availability.h"
#include "guichet/model/settings.h"

#define HOUR_MS INT64_C(3600000)

struct stretch { int64_t from_ms, to_ms; };
struct said { int64_t ms, seq; enum availability is; };

struct person {
	int64_t agent;
	int64_t *marks;			/* instants at which they did something */
	struct said *said;
	struct stretch *holds, *looks, *available;
	size_t mark_count, said_count, hold_count, look_count, available_count;
};

struct presence {
	struct arena *arena;
	const struct zone *zone;
	int64_t as_of_ms;
	struct person *people;		/* ascending by agent */
	size_t count;
	void (*visit)(void *, const struct trace *);
	void *data;
};

struct presence *presence_create(struct arena *arena, const struct zone *zone, int64_t as_of_ms)
{
	struct presence *p = arena_alloc(arena, sizeof(*p));

	*p = (struct presence){ .arena = arena, .zone = zone, .as_of_ms = as_of_ms };
	return p;
}

/* ---- collected */

static struct person *person_of(struct presence *p, int64_t agent)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->people[middle].agent < agent)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < p->count && p->people[low].agent == agent)
		return &p->people[low];
	p->people = list_grow(p->arena, p->people, p->count, sizeof(*p->people));
	memmove(&p->people[low + 1], &p->people[low], (p->count++ - low) * sizeof(*p->people));
	p->people[low] = (struct person){ .agent = agent };
	return &p->people[low];
}

static void mark_add(struct presence *p, struct person *person, int64_t ms)
{
	person->marks = list_grow(p->arena, person->marks, person->mark_count, sizeof(*person->marks));
	person->marks[person->mark_count++] = ms;
}

static void stretch_add(struct arena *arena, struct stretch **list, size_t *count, struct stretch stretch)
{
	if (stretch.to_ms <= stretch.from_ms)
		return;
	*list = list_grow(arena, *list, *count, sizeof(**list));
	(*list)[(*count)++] = stretch;
}

/* Programs write in their name, but are not there for them. */
static bool is_by_hand(const struct presence *p, const struct event *event)
{
	return event->actor_kind == ACTOR_HUMAN && event->actor > 0 && event->recv_ms <= p->as_of_ms &&
		!event_is_scripted(event);
}

static void look_add(struct presence *p, struct person *person, const struct event *event)
{
	int64_t seconds = settings_int(event->detail, "seconds", 0), end = event_time(event);

	stretch_add(p->arena, &person->looks, &person->look_count, (struct stretch){ end - seconds * 1000, end });
	if (seconds > 0)
		mark_add(p, person, end - seconds * 1000);
}

static void row_add(struct presence *p, const struct event *event)
{
	char text[16];
	const char *to;
	enum availability is;

	if (is_by_hand(p, event)) {
		struct person *person = person_of(p, event->actor);

		mark_add(p, person, event->recv_ms);
		if (event->kind == EVENT_VIEWED)
			look_add(p, person, event);
	}
	if (event->kind != EVENT_AVAILABILITY || event->recv_ms > p->as_of_ms)
		return;
	to = event_detail(event, "to", text, sizeof(text));
	if (to != NULL && availability_find(to, &is)) {
		struct person *person = person_of(p, event->subject);

		person->said = list_grow(p->arena, person->said, person->said_count, sizeof(*person->said));
		person->said[person->said_count++] = (struct said){ event->recv_ms, event->seq, is };
	}
}

void presence_desk(struct presence *p, const struct event *events, size_t count)
{
	for (size_t i = 0; i < count; i++)
		row_add(p, &events[i]);
}

/* Who has it from a row until the next one that gives it away. */
static void holds_add(struct presence *p, const struct event *events, size_t count, size_t at, const struct case_span *span)
{
	int64_t from = event_time(&events[at]), to = p->as_of_ms;
	struct person *person = person_of(p, events[at].subject);

	if (at + 1 < count)
		to = event_time(&events[at + 1]);
	from = from > span->from_ms ? from : span->from_ms;
	to = span->to_ms != 0 && span->to_ms < to ? span->to_ms : to;
	stretch_add(p->arena, &person->holds, &person->hold_count, (struct stretch){ from, to });
}

static int event_compare(const void *left, const void *right)
{
	const struct event *a = left, *b = right;
	int64_t at = event_time(a), bt = event_time(b);

	if (at != bt)
		return at < bt ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

void presence_conversation(struct presence *p, const struct event *events, size_t count, const struct wait_result *result)
{
	struct event *given = NULL;
	size_t n = 0;

	presence_desk(p, events, count);
	for (size_t i = 0; i < count; i++)
		if ((events[i].kind == EVENT_ASSIGNED || events[i].kind == EVENT_UNASSIGNED) &&
		    events[i].recv_ms <= p->as_of_ms) {
			given = list_grow(p->arena, given, n, sizeof(*given));
			given[n++] = events[i];
		}
	if (n > 1)
		qsort(given, n, sizeof(*given), event_compare);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; given[i].kind == EVENT_ASSIGNED && k < result->span_count; k++)
			if (result->spans[k].state == STATUS_OPEN)
				holds_add(p, given, n, i, &result->spans[k]);
}

/* ---- told */

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void piece_tell(struct presence *p, const struct person *person, enum trace_kind kind, int64_t from_ms, int64_t to_ms)
{
	while (from_ms < to_ms) {
		int64_t into = (from_ms + zone_offset(p->zone, from_ms)) % HOUR_MS;
		int64_t end = earlier(to_ms, from_ms + HOUR_MS - (into < 0 ? into + HOUR_MS : into));
		const struct trace trace = { .case_no = -1, .kind = kind, .at_ms = from_ms, .value_ms = end - from_ms,
			.agent = person->agent };

		p->visit(p->data, &trace);
		from_ms = end;
	}
}

/* A stretch of one day, cut where something else was said; *next is what was not reached yet. */
static void said_tell(struct presence *p, struct person *person, int64_t from_ms, int64_t to_ms, size_t *next)
{
	static const enum trace_kind kinds[AVAILABILITIES] = { [AVAILABLE] = TRACE_AVAILABLE, [BUSY] = TRACE_BUSY,
		[AWAY] = TRACE_AWAY };

	while (from_ms < to_ms) {
		enum availability is;
		int64_t end = to_ms;

		while (*next < person->said_count && person->said[*next].ms <= from_ms)
			(*next)++;
		is = *next == 0 ? AVAILABLE : person->said[*next - 1].is;
		if (*next < person->said_count)
			end = earlier(end, person->said[*next].ms);
		piece_tell(p, person, kinds[is], from_ms, end);
		if (is == AVAILABLE)
			stretch_add(p->arena, &person->available, &person->available_count, (struct stretch){ from_ms, end });
		from_ms = end;
	}
}

static void days_tell(struct presence *p, struct person *person)
{
	size_t next = 0;

	for (size_t i = 0, last; i < person->mark_count; i = last + 1) {
		int32_t date = zone_date(p->zone, person->marks[i]);
		int64_t begin = zone_instant(p->zone, (int64_t)date * ZONE_DAY_MS);
		int64_t end = zone_instant(p->zone, ((int64_t)date + 1) * ZONE_DAY_MS);

		last = i;
		while (last + 1 < person->mark_count && person->marks[last + 1] < end)
			last++;
		piece_tell(p, person, TRACE_OFF, begin, person->marks[i]);
		said_tell(p, person, person->marks[i], person->marks[last], &next);
		piece_tell(p, person, TRACE_OFF, person->marks[last], earlier(end, p->as_of_ms));
	}
}

/* Both in order of their beginnings; available ones lie apart. */
static void shared_tell(struct presence *p, const struct person *person, enum trace_kind kind,
	const struct stretch *list, size_t count)
{
	size_t first = 0;

	for (size_t i = 0; i < count; i++) {
		while (first < person->available_count && person->available[first].to_ms <= list[i].from_ms)
			first++;
		for (size_t k = first; k < person->available_count && person->available[k].from_ms < list[i].to_ms; k++)
			piece_tell(p, person, kind, person->available[k].from_ms > list[i].from_ms ?
				person->available[k].from_ms : list[i].from_ms,
				earlier(person->available[k].to_ms, list[i].to_ms));
	}
}

/* Several windows at once are one look. */
static size_t unite(struct stretch *list, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || list[i].from_ms > list[kept - 1].to_ms)
			list[kept++] = list[i];
		else if (list[i].to_ms > list[kept - 1].to_ms)
			list[kept - 1].to_ms = list[i].to_ms;
	}
	return kept;
}

static int ms_compare(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

static int stretch_compare(const void *left, const void *right)
{
	const struct stretch *a = left, *b = right;

	if (a->from_ms != b->from_ms)
		return a->from_ms < b->from_ms ? -1 : 1;
	return a->to_ms < b->to_ms ? -1 : a->to_ms > b->to_ms;
}

static int said_compare(const void *left, const void *right)
{
	const struct said *a = left, *b = right;

	if (a->ms != b->ms)
		return a->ms < b->ms ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static void sort(void *list, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	if (count > 1)
		qsort(list, count, size, compare);
}

void presence_tell(struct presence *p, void (*visit)(void *, const struct trace *), void *data)
{
	p->visit = visit;
	p->data = data;
	for (size_t i = 0; i < p->count; i++) {
		struct person *person = &p->people[i];

		sort(person->marks, person->mark_count, sizeof(*person->marks), ms_compare);
		sort(person->said, person->said_count, sizeof(*person->said), said_compare);
		sort(person->holds, person->hold_count, sizeof(*person->holds), stretch_compare);
		sort(person->looks, person->look_count, sizeof(*person->looks), stretch_compare);
		days_tell(p, person);
		shared_tell(p, person, TRACE_HOLDING, person->holds, person->hold_count);
		shared_tell(p, person, TRACE_LOOKING, person->looks, unite(person->looks, person->look_count));
	}
}
