/* SPDX-License-Identifier: ISC */
/*
 * Waits to columns and back.  What still lasts has the duration 0 in its
 * column: a day that is cached must not depend on when that was done.
 */
#include "facts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { TONGUE_BEGIN = '\t' };

const char *fact_tongue_text(struct arena *arena, const struct fact_place *place)
{
	return arena_printf(arena, "%c%s\t%d\t%d", TONGUE_BEGIN, place->lang == NULL ? "" : place->lang,
		place->visibility, place->priority);
}

/* What is no visibility or priority is of a file that is damaged. */
bool fact_tongue_parse(struct arena *arena, const char *text, struct fact_place *out)
{
	const char *number = text[0] == TONGUE_BEGIN ? strchr(text + 1, '\t') : NULL;
	long visibility, priority;
	char *end;

	if (number == NULL)
		return false;
	visibility = strtol(number, &end, 10);
	priority = strtol(end, NULL, 10);
	if (visibility < 0 || visibility >= VISIBILITIES || priority < 0 || priority >= PRIORITIES)
		return false;
	out->lang = arena_copy_n(arena, text + 1, (size_t)(number - text - 1));
	out->visibility = (int)visibility;
	out->priority = (int)priority;
	return true;
}

static int text_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int64_t text_number(const struct fact_places *places, const char *text)
{
	const char **found = bsearch(&text, places->texts, places->count, sizeof(*places->texts),
		text_compare);

	return found - places->texts;
}

/* Mostly it is that of the row before. */
static bool is_same_tongue(const struct fact_place *a, const struct fact_place *b)
{
	return a->visibility == b->visibility && a->priority == b->priority && str_equal(a->lang, b->lang);
}

/* Sorted, each once. */
static size_t texts_put(const char **texts, const char *const *all, size_t count)
{
	size_t used = 0, kept = 0;

	for (size_t i = 0; i < count; i++)
		if (i < 2 || all[i] != all[i - 2])	/* tongues and tags by turns: mostly those of the row before */
			texts[used++] = all[i];
	qsort(texts, used, sizeof(*texts), text_compare);
	for (size_t i = 0; i < used; i++)
		if (kept == 0 || strcmp(texts[kept - 1], texts[i]) != 0)
			texts[kept++] = texts[i];
	return kept;
}

struct fact_places fact_places_of(struct arena *arena, const struct fact_place *first, size_t step, size_t count,
	const char *const *more)
{
	const char **all = arena_array(arena, 3 * count + 1, sizeof(*all));
	struct fact_places places = { .texts = arena_array(arena, 3 * count + 1, sizeof(*places.texts)),
		.tongues = arena_array(arena, count + 1, sizeof(int64_t)), .tags = arena_array(arena, count + 1, sizeof(int64_t)),
		.more = arena_array(arena, count + 1, sizeof(int64_t)) };
	size_t used = 2 * count;

	for (size_t i = 0; i < count; i++) {
		const struct fact_place *place = (const void *)((const char *)first + i * step);

		all[2 * i] = i > 0 && is_same_tongue(place, (const void *)((const char *)place - step)) ? all[2 * i - 2]
			: fact_tongue_text(arena, place);
		all[2 * i + 1] = place->tags == NULL ? "" : place->tags;
		if (more != NULL && more[i] != NULL)
			all[used++] = more[i];
	}
	places.count = texts_put(places.texts, all, used);
	for (size_t i = 0; i < count; i++) {
		places.tongues[i] = i > 0 && all[2 * i] == all[2 * i - 2] ? places.tongues[i - 1]
			: text_number(&places, all[2 * i]);
		places.tags[i] = i > 0 && all[2 * i + 1] == all[2 * i - 1] ? places.tags[i - 1]
			: text_number(&places, all[2 * i + 1]);
		places.more[i] = more == NULL || more[i] == NULL ? 0 : text_number(&places, more[i]) + 1;
	}
	return places;
}

_Static_assert(WAIT_OUTCOMES <= 4, "an outcome is two bits");
static int64_t code_of(const struct fact_wait *row, int64_t duration_ms)
{
	const struct wait *wait = &row->wait;
	int64_t code = (int64_t)wait->outcome << 1 | (int64_t)wait->kind |
		((wait->flags & WAIT_NO_REPLY) != 0 ? FACT_NO_REPLY : 0) |
		((wait->flags & WAIT_CHASED) != 0 ? FACT_CHASED : 0) | (wait->agent != 0 ? FACT_HAS_AGENT : 0);

	return fact_code_judged(code, row->target_ms, wait->outcome == WAIT_OPEN ? 0 : row->business_ms, duration_ms);
}

/* What still lasts has no business time yet either, so that both are nothing. */
static int64_t column_value(const struct fact_wait *row, enum fact_wait_column column)
{
	const struct wait *wait = &row->wait;
	int64_t duration_ms = wait->outcome == WAIT_OPEN ? 0 : wait->end_ms - wait->start_ms;

	switch (column) {
	case FW_CONVERSATION:
		return wait->conversation;
	case FW_ACCOUNT:
		return wait->account;
	case FW_AGENT:
		return wait->agent;
	case FW_START:
		return wait->start_ms;
	case FW_DURATION:
		return duration_ms;
	case FW_CLOSED:
		return wait->outcome == WAIT_OPEN ? 0 : duration_ms - row->business_ms;
	case FW_OWN:
		return wait->own_ms;
	case FW_TARGET:
		return row->target_ms;
	case FW_CODE:
		return code_of(row, duration_ms);
	case FW_FLAGS:
		return (int64_t)wait->flags;
	case FW_TEAM:
		return wait->team;
	case FW_TONGUE: case FW_TAGS: case FW_COLUMNS:
		break;
	}
	return 0;
}

void fact_waits_pack(struct arena *arena, const struct fact_wait *rows, size_t count, struct str *out)
{
	struct fact_places places = fact_places_of(arena, count == 0 ? NULL : &rows->place, sizeof(*rows), count, NULL);
	const int64_t *columns[FW_COLUMNS] = { [FW_TONGUE] = places.tongues, [FW_TAGS] = places.tags };

	for (size_t c = 0; c < FW_TONGUE; c++) {
		int64_t *column = arena_array(arena, count + 1, sizeof(*column));

		for (size_t i = 0; i < count; i++)
			column[i] = column_value(&rows[i], (enum fact_wait_column)c);
		columns[c] = column;
	}
	segment_pack(columns, FW_COLUMNS, count, places.texts, places.count, out);
}

void fact_block_read(const struct segment *segment, unsigned columns, size_t from, struct fact_block *out)
{
	size_t left = segment->rows - from;

	out->rows = left < SEGMENT_BLOCK ? left : SEGMENT_BLOCK;
	for (size_t c = 0; c < FW_COLUMNS && c < segment->columns; c++)
		if ((columns >> c & 1) != 0)
			segment_read(segment, c, from, out->rows, out->values[c]);
}

/* ---- cases: every number of a row is a column */

#define OF_CASE(member) { offsetof(struct fact_case, one.member), sizeof(((struct wait_case *)0)->member), 0, 0, 0 }
#define OF_FACT(member) { offsetof(struct fact_case, member), sizeof(int64_t), 0, 0, 0 }
/* An instant that lies behind another one: what is packed is how far. */
#define BEHIND(member, other, column) { offsetof(struct fact_case, one.member), sizeof(int64_t), \
	offsetof(struct fact_case, one.other), 0, 1u << (column) }
/* A clock that mostly ran from the opening to the last change: what is packed is how long it did not. */
#define REST(member, since, until, columns) { offsetof(struct fact_case, one.member), sizeof(int64_t), \
	offsetof(struct fact_case, one.until), offsetof(struct fact_case, one.since), columns }
static const struct { size_t offset, size, origin, since; uint32_t behind; } case_columns[FC_TONGUE] = {
	[FC_CONVERSATION] = OF_CASE(conversation), [FC_ACCOUNT] = OF_CASE(account),
	[FC_CASE_NO] = OF_CASE(case_no), [FC_OPEN] = OF_CASE(open_ms),
	[FC_FIRST_RESOLVED] = BEHIND(first_resolved_ms, open_ms, FC_OPEN),
	[FC_RESOLVED] = BEHIND(resolved_ms, first_resolved_ms, FC_FIRST_RESOLVED),
	[FC_SETTLED] = BEHIND(settled_ms, resolved_ms, FC_RESOLVED),
	[FC_FIRST_IN] = BEHIND(first_in_ms, open_ms, FC_OPEN),
	[FC_FIRST_OUT] = BEHIND(first_out_ms, first_in_ms, FC_FIRST_IN),
	[FC_FIRST_ASSIGNED] = BEHIND(first_assigned_ms, open_ms, FC_OPEN),
	[FC_WAITS] = OF_CASE(waits), [FC_TURNS] = OF_CASE(turns), [FC_REPLIES] = OF_CASE(replies),
	[FC_MESSAGES_IN] = OF_CASE(messages_in), [FC_TRANSFERS] = OF_CASE(transfers),
	[FC_REOPENS] = OF_CASE(reopens), [FC_COURTESIES] = OF_CASE(courtesies),
	[FC_AGENT_REOPENS] = OF_CASE(agent_reopens), [FC_STATE] = OF_CASE(state),
	[FC_STATE_MS] = BEHIND(state_ms, resolved_ms, FC_RESOLVED),
	[FC_SPENT_OPEN] = REST(spent_ms[STATUS_OPEN], open_ms, state_ms, 1u << FC_OPEN | 1u << FC_STATE_MS),
	[FC_SPENT_PENDING] = OF_CASE(spent_ms[STATUS_PENDING]),
	[FC_SPENT_HOLD] = OF_CASE(spent_ms[STATUS_ON_HOLD]),
	[FC_SPENT_SNOOZED] = OF_CASE(spent_ms[STATUS_SNOOZED]), [FC_WAITED] = OF_CASE(waited_ms),
	[FC_OPEN_WAIT] = BEHIND(open_wait_ms, open_ms, FC_OPEN), [FC_SURFACE] = OF_CASE(surface),
	[FC_FLAGS] = OF_CASE(flags), [FC_TEAM] = OF_CASE(team),
	[FC_CONTACT] = OF_FACT(contact), [FC_WAIT_TEAM] = OF_FACT(wait_team),
	[FC_CLOSED_WORK] = OF_FACT(closed_ms[CLOCK_WORK]), [FC_CLOSED_PENDING] = OF_FACT(closed_ms[CLOCK_PENDING]),
	[FC_CLOSED_HOLD] = OF_FACT(closed_ms[CLOCK_HOLD]), [FC_CLOSED_WAITED] = OF_FACT(closed_ms[CLOCK_WAITED]),
};

/* None stays none; an odd number else, so that any distance has one. */
static int64_t packed_distance(int64_t ms, int64_t from_ms)
{
	return ms == 0 ? 0 : (ms - from_ms) * 2 + 1;
}

static int64_t unpacked_distance(int64_t packed, int64_t from_ms)
{
	return packed == 0 ? 0 : (packed - 1) / 2 + from_ms;
}

static int64_t wide_get(const struct fact_case *row, size_t offset)
{
	int64_t value;

	memcpy(&value, (const char *)row + offset, sizeof(value));
	return value;
}

static int64_t number_get(const struct fact_case *row, size_t column)
{
	size_t offset = case_columns[column].offset;
	int narrow;

	if (case_columns[column].since != 0)
		return wide_get(row, case_columns[column].origin) - wide_get(row, case_columns[column].since) -
			wide_get(row, offset);
	if (case_columns[column].size == sizeof(int64_t))
		return case_columns[column].behind == 0 ? wide_get(row, offset) :
			packed_distance(wide_get(row, offset), wide_get(row, case_columns[column].origin));
	memcpy(&narrow, (const char *)row + offset, sizeof(narrow));
	return narrow;
}

void fact_cases_pack(struct arena *arena, const struct fact_case *rows, size_t count, struct str *out)
{
	const int64_t *columns[FC_COLUMNS];
	const char **rests = arena_array(arena, count + 1, sizeof(*rests));
	struct fact_places places;

	for (size_t i = 0; i < count; i++)
		rests[i] = case_rests(arena, &rows[i].one);
	places = fact_places_of(arena, count == 0 ? NULL : &rows->place, sizeof(*rows), count, rests);
	columns[FC_TONGUE] = places.tongues;
	columns[FC_TAGS] = places.tags;
	columns[FC_RESTS] = places.more;
	for (size_t c = 0; c < FC_TONGUE; c++) {
		int64_t *column = arena_array(arena, count + 1, sizeof(*column));

		for (size_t i = 0; i < count; i++)
			column[i] = number_get(&rows[i], c);
		columns[c] = column;
	}
	segment_pack(columns, FC_COLUMNS, count, places.texts, places.count, out);
}

/* A column stands behind those that it is told from. */
static uint64_t columns_with_origins(uint64_t columns)
{
	for (size_t c = FC_TONGUE; c-- > 0;)
		if ((columns >> c & 1) != 0)
			columns |= case_columns[c].behind;
	return columns;
}

/* Told from columns that are as they were already. */
static void distances_unpack(int64_t *values, const int64_t *from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		values[i] = unpacked_distance(values[i], from[i]);
}

static void rests_unpack(int64_t *values, const int64_t *since, const int64_t *until, size_t count)
{
	for (size_t i = 0; i < count; i++)
		values[i] = until[i] - since[i] - values[i];
}

/* The column of a member of a row. */
static size_t column_at(size_t offset)
{
	size_t c = 0;

	while (case_columns[c].offset != offset)
		c++;
	return c;
}

static void case_column_read(const struct segment *segment, size_t column, size_t from, struct fact_case_block *out)
{
	int64_t *values = out->values[column];

	segment_read(segment, column, from, out->rows, values);
	if (column >= FC_TONGUE || case_columns[column].behind == 0)
		return;
	if (case_columns[column].since == 0)
		distances_unpack(values, out->values[column_at(case_columns[column].origin)], out->rows);
	else
		rests_unpack(values, out->values[column_at(case_columns[column].since)],
			out->values[column_at(case_columns[column].origin)], out->rows);
}

void fact_case_block_read(const struct segment *segment, uint64_t columns, size_t from, struct fact_case_block *out)
{
	size_t left = segment->rows - from;

	out->rows = left < SEGMENT_BLOCK ? left : SEGMENT_BLOCK;
	columns = columns_with_origins(columns);
	for (size_t c = 0; c < FC_COLUMNS && c < segment->columns; c++)
		if ((columns >> c & 1) != 0)
			case_column_read(segment, c, from, out);
}

void fact_case_get(const struct fact_case_block *block, size_t at, struct fact_case *out)
{
	*out = (struct fact_case){ 0 };
	for (size_t c = 0; c < FC_TONGUE; c++) {
		char *to = (char *)out + case_columns[c].offset;
		int narrow = (int)block->values[c][at];

		if (case_columns[c].size == sizeof(int64_t))
			memcpy(to, &block->values[c][at], sizeof(int64_t));
		else
			memcpy(to, &narrow, sizeof(narrow));
	}
}
