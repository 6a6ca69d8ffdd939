/* SPDX-License-Identifier: ISC */
/*
 * One customer, one timeline (R9): conversations that were merged or linked
 * as of an instant are united, those that were parted again are not.  Each
 * conversation goes into at most one other and continues at most one other,
 * so what is in force is a small list of edges.
 */
#include "wait_union.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/keyed.h"

struct member {
	int64_t id, account;
	int64_t merged_into, linked_to;	/* 0: nothing */
	int64_t joined_seq, parted_seq;
	size_t parent;			/* in the list, itself for the head of its group */
};

struct members {
	struct member *list;		/* by id */
	size_t count, edges;
};

static bool counts(const struct event *event, int64_t as_of_ms)
{
	return as_of_ms == 0 || event->recv_ms <= as_of_ms;
}

static struct member *member_find(const struct members *m, int64_t id)
{
	return keyed_find(m->list, m->count, sizeof(*m->list), id);
}

/* One of each conversation that has an event here. */
static void members_list(struct members *m, const struct event *events, size_t count, int64_t as_of_ms)
{
	size_t all = 0, kept = 0;

	m->list = mem_array(count + 1, sizeof(*m->list));
	m->edges = 0;
	for (size_t i = 0; i < count; i++) {
		m->edges += event_unites(events[i].kind) && counts(&events[i], as_of_ms);
		if (all == 0 || m->list[all - 1].id != events[i].conversation)
			m->list[all++] = (struct member){ .id = events[i].conversation,
				.account = events[i].account };
	}
	qsort(m->list, all, sizeof(*m->list), keyed_order);
	for (size_t i = 0; i < all; i++)
		if (kept == 0 || m->list[kept - 1].id != m->list[i].id)
			m->list[kept++] = m->list[i];
	m->count = kept;
	for (size_t i = 0; i < kept; i++)
		m->list[i].parent = i;
}

static void edge_apply(struct member *member, const struct event *event)
{
	bool is_merge = event->kind == EVENT_MERGED || event->kind == EVENT_UNMERGED;
	int64_t *to = is_merge ? &member->merged_into : &member->linked_to;
	bool joins = event->kind == EVENT_MERGED || event->kind == EVENT_LINKED;

	if (joins)
		member->joined_seq = event->seq;
	else if (*to != 0)
		member->parted_seq = event->seq;
	*to = joins ? event->subject : 0;
}

static int by_seq(const void *left, const void *right)
{
	return event_by_seq(*(const struct event *const *)left, *(const struct event *const *)right);
}

static void edges_apply(struct members *m, const struct event *events, size_t count, int64_t as_of_ms)
{
	const struct event **edges = mem_array(m->edges + 1, sizeof(*edges));
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if (event_unites(events[i].kind) && counts(&events[i], as_of_ms))
			edges[used++] = &events[i];
	qsort(edges, used, sizeof(*edges), by_seq);
	for (size_t i = 0; i < used; i++) {
		struct member *from = member_find(m, edges[i]->conversation);
		int64_t was = edges[i]->kind == EVENT_UNMERGED ? from->merged_into
			: edges[i]->kind == EVENT_UNLINKED ? from->linked_to : 0;
		struct member *other = was == 0 ? NULL : member_find(m, was);

		edge_apply(from, edges[i]);
		if (other != NULL)
			other->parted_seq = edges[i]->seq;
	}
	free(edges);
}

static size_t head_of(struct members *m, size_t i)
{
	while (m->list[i].parent != i) {
		m->list[i].parent = m->list[m->list[i].parent].parent;
		i = m->list[i].parent;
	}
	return i;
}

static void join(struct members *m, const struct member *from, int64_t to)
{
	const struct member *other = to == 0 ? NULL : member_find(m, to);

	if (other != NULL)
		m->list[head_of(m, (size_t)(from - m->list))].parent = head_of(m, (size_t)(other - m->list));
}

/* Nothing that is here stands for it. */
static bool is_end(const struct members *m, const struct member *member)
{
	return (member->merged_into == 0 || member_find(m, member->merged_into) == NULL) &&
		(member->linked_to == 0 || member_find(m, member->linked_to) == NULL);
}

/* Puts the member that stands for each group in its place: one that went into nothing, the oldest of several. */
static void roots_choose(struct members *m)
{
	size_t *root = mem_array(m->count + 1, sizeof(*root));

	for (size_t i = 0; i < m->count; i++)
		root[i] = SIZE_MAX;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < m->count; i++) {
			size_t head = head_of(m, i);

			if (root[head] == SIZE_MAX && (pass == 1 || is_end(m, &m->list[i])))
				root[head] = i;
		}
	for (size_t i = 0; i < m->count; i++)
		m->list[i].parent = head_of(m, i);
	for (size_t i = 0; i < m->count; i++)
		m->list[i].parent = root[m->list[i].parent];
	free(root);
}

static void members_unite(struct members *m, const struct event *events, size_t count, int64_t as_of_ms)
{
	members_list(m, events, count, as_of_ms);
	if (m->edges > 0)
		edges_apply(m, events, count, as_of_ms);
	for (size_t i = 0; i < m->count; i++) {
		join(m, &m->list[i], m->list[i].merged_into);
		join(m, &m->list[i], m->list[i].linked_to);
	}
	roots_choose(m);
}

static bool is_alone(const struct event *events, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (events[i].conversation != events[0].conversation)
			return false;
	return true;
}

/* The groups, each with room for its events. */
static size_t timelines_make(struct arena *arena, const struct members *m, struct timeline **out)
{
	struct timeline *list = arena_array(arena, m->count + 1, sizeof(*list));
	size_t count = 0;

	for (size_t i = 0; i < m->count; i++)
		if (m->list[i].parent == i)
			list[count++] = (struct timeline){ .root = m->list[i].id, .account = m->list[i].account };
	*out = list;
	return count;
}

static void timeline_tell(struct timeline *line, const struct member *member)
{
	line->flags |= (member->merged_into != 0 ? CASE_MERGED : 0U) | (member->linked_to != 0 ? CASE_LINKED : 0U);
	if ((member->merged_into != 0 || member->linked_to != 0) && member->joined_seq > line->joined_seq)
		line->joined_seq = member->joined_seq;
	if (member->parted_seq > line->parted_seq)
		line->parted_seq = member->parted_seq;
}

/* Distributes the events over their timelines. */
static void timelines_fill(struct arena *arena, const struct members *m, const struct event *events,
	size_t count, struct timeline *list, size_t lines)
{
	struct event *sorted = arena_array(arena, count + 1, sizeof(*sorted)), *next = sorted;
	struct event **at = mem_array(lines + 1, sizeof(*at));
	struct timeline **of = mem_array(m->count + 1, sizeof(struct timeline *));

	for (size_t i = 0; i < m->count; i++) {
		of[i] = &list[keyed_last(list, lines, sizeof(*list), m->list[m->list[i].parent].id)];
		timeline_tell(of[i], &m->list[i]);
	}
	for (size_t i = 0; i < count; i++)
		of[member_find(m, events[i].conversation) - m->list]->count++;
	for (size_t i = 0; i < lines; i++) {
		list[i].events = at[i] = next;
		next += list[i].count;
	}
	for (size_t i = 0; i < count; i++)
		*at[of[member_find(m, events[i].conversation) - m->list] - list]++ = events[i];
	free(of);
	free(at);
}

size_t timelines_split(struct arena *arena, const struct event *events, size_t count, int64_t as_of_ms,
	struct timeline **out)
{
	struct members m;
	size_t lines;

	if (is_alone(events, count)) {
		*out = arena_array(arena, 1, sizeof(**out));
		**out = (struct timeline){ .events = events, .count = count,
			.root = count > 0 ? events[0].conversation : 0,
			.account = count > 0 ? events[0].account : 0 };
		return count > 0;
	}
	members_unite(&m, events, count, as_of_ms);
	lines = timelines_make(arena, &m, out);
	timelines_fill(arena, &m, events, count, *out, lines);
	free(m.list);
	return lines;
}

int64_t wait_root(const struct event *events, size_t count, int64_t as_of_ms, int64_t conversation)
{
	struct members m;
	const struct member *member;
	int64_t root = conversation;

	members_unite(&m, events, count, as_of_ms);
	member = member_find(&m, conversation);
	if (member != NULL)
		root = m.list[member->parent].id;
	free(m.list);
	return root;
}
