/* SPDX-License-Identifier: ISC */
/*
 * Waits to columns and back.  What still lasts has the duration 0 in its
 * column: a day that is cached must not depend on when that was done.
 */
#include "guichet/model/facts.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>


/* One number for both: what was packed before there were priorities reads as normal. */
enum { VISIBILITY_STEP = 8 };

static const char *place_text(struct arena *arena, const struct fact_place *place)
{
	return arena_printf(arena, "%s\t%d\t%s", place->lang == NULL ? "" : place->lang,
		place->visibility + VISIBILITY_STEP * place->priority,
		place->tags == NULL ? "" : place->tags);
}

void fact_place_parse(struct arena *arena, const char *text, struct fact_place *out)
{
	int number;
	const char *visibility = strchr(text, '\t');
	const char *tags = visibility == NULL ? NULL : strchr(visibility + 1, '\t');

	*out = (struct fact_place){ .lang = "", .tags = "" };
	if (tags == NULL)
		return;
	out->lang = arena_copy_n(arena, text, (size_t)(visibility - text));
	number = (int)strtol(visibility + 1, NULL, 10);
	out->visibility = number % VISIBILITY_STEP;
	out->priority = number / VISIBILITY_STEP % PRIORITIES;
	out->tags = arena_copy(arena, tags + 1);
}

/* The places of a day, each once, in order of their texts. */
struct places { const char **texts; size_t count; };

static int text_compare(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static struct places places_of(struct arena *arena, const char *const *texts, size_t count)
{
	struct places places = { .texts = arena_array(arena, count + 1, sizeof(*places.texts)) };

	memcpy(places.texts, texts, count * sizeof(*texts));
	qsort(places.texts, count, sizeof(*places.texts), text_compare);
	for (size_t i = 0; i < count; i++)
		if (places.count == 0 || strcmp(places.texts[places.count - 1], places.texts[i]) != 0)
			places.texts[places.count++] = places.texts[i];
	return places;
}

static int64_t place_number(const struct places *places, const char *text)
{
	const char **found = bsearch(&text, places->texts, places->count, sizeof(*places->texts),
		text_compare);

	return found - places->texts;
}

static int64_t column_value(const struct fact_wait *row, enum fact_wait_column column)
{
	const struct wait *wait = &row->wait;

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
		return wait->outcome == WAIT_OPEN ? 0 : wait->end_ms - wait->start_ms;
	case FW_BUSINESS:
		return wait->outcome == WAIT_OPEN ? 0 : row->business_ms;
	case FW_OWN:
		return wait->own_ms;
	case FW_TARGET:
		return row->target_ms;
	case FW_KIND:
		return (int64_t)wait->kind;
	case FW_OUTCOME:
		return (int64_t)wait->outcome;
	case FW_FLAGS:
		return (int64_t)wait->flags;
	case FW_PLACE: case FW_COLUMNS:
		break;
	}
	return 0;
}

void fact_waits_pack(struct arena *arena, const struct fact_wait *rows, size_t count, struct str *out)
{
	const char **texts = arena_array(arena, count + 1, sizeof(*texts));
	struct places places;
	int64_t *columns[FW_COLUMNS];

	for (size_t i = 0; i < count; i++)
		texts[i] = place_text(arena, &rows[i].place);
	places = places_of(arena, texts, count);
	for (size_t c = 0; c < FW_COLUMNS; c++) {
		columns[c] = arena_array(arena, count + 1, sizeof(int64_t));
		for (size_t i = 0; i < count; i++)
			columns[c][i] = c == FW_PLACE ? place_number(&places, texts[i]) :
				column_value(&rows[i], (enum fact_wait_column)c);
	}
	segment_pack((const int64_t *const *)columns, FW_COLUMNS, count, places.texts, places.count, out);
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

#define OF_CASE(member) { offsetof(struct fact_case, one.member), sizeof(((struct wait_case *)0)->member), 0 }
/* An instant that lies behind another one: what is packed is how far. */
#define BEHIND(member, other) { offsetof(struct fact_case, one.member), sizeof(int64_t), \
	offsetof(struct fact_case, one.other) + 1 }
static const struct { size_t offset, size, behind; } case_columns[FACT_CASE_COLUMNS - 1] = {
	OF_CASE(conversation), OF_CASE(account), OF_CASE(case_no), OF_CASE(open_ms),
	BEHIND(first_resolved_ms, open_ms), BEHIND(resolved_ms, first_resolved_ms),
	BEHIND(settled_ms, resolved_ms), BEHIND(first_in_ms, open_ms), BEHIND(first_out_ms, first_in_ms),
	BEHIND(first_assigned_ms, open_ms), OF_CASE(waits), OF_CASE(turns),
	OF_CASE(replies), OF_CASE(messages_in), OF_CASE(transfers), OF_CASE(reopens),
	OF_CASE(courtesies), OF_CASE(agent_reopens), OF_CASE(state), BEHIND(state_ms, resolved_ms),
	OF_CASE(spent_ms[STATUS_OPEN]), OF_CASE(spent_ms[STATUS_PENDING]),
	OF_CASE(spent_ms[STATUS_ON_HOLD]), OF_CASE(spent_ms[STATUS_SNOOZED]), OF_CASE(waited_ms),
	BEHIND(open_wait_ms, open_ms), OF_CASE(surface), OF_CASE(flags),
	{ offsetof(struct fact_case, contact), sizeof(int64_t), 0 },
};
enum { CASE_PLACE = FACT_CASE_COLUMNS - 1 };

/* None stays none; an odd number else, so that any distance has one. */
static int64_t packed_distance(int64_t ms, int64_t from_ms)
{
	return ms == 0 ? 0 : (ms - from_ms) * 2 + 1;
}

static int64_t unpacked_distance(int64_t packed, int64_t from_ms)
{
	return packed == 0 ? 0 : (packed - 1) / 2 + from_ms;
}

static int64_t origin_of(const struct fact_case *row, size_t column)
{
	int64_t origin;

	memcpy(&origin, (const char *)row + case_columns[column].behind - 1, sizeof(origin));
	return origin;
}

static int64_t number_get(const struct fact_case *row, size_t column)
{
	const char *from = (const char *)row + case_columns[column].offset;
	int64_t wide = 0;
	int narrow;

	if (case_columns[column].size == sizeof(wide)) {
		memcpy(&wide, from, sizeof(wide));
		return case_columns[column].behind == 0 ? wide : packed_distance(wide, origin_of(row, column));
	}
	memcpy(&narrow, from, sizeof(narrow));
	return narrow;
}

static void number_set(struct fact_case *row, size_t column, int64_t value)
{
	char *to = (char *)row + case_columns[column].offset;
	int narrow = (int)value;

	if (case_columns[column].behind != 0)
		value = unpacked_distance(value, origin_of(row, column));
	if (case_columns[column].size == sizeof(value))
		memcpy(to, &value, sizeof(value));
	else
		memcpy(to, &narrow, sizeof(narrow));
}

void fact_cases_pack(struct arena *arena, const struct fact_case *rows, size_t count, struct str *out)
{
	const char **texts = arena_array(arena, count + 1, sizeof(*texts));
	struct places places;
	int64_t *columns[FACT_CASE_COLUMNS];

	for (size_t i = 0; i < count; i++)
		texts[i] = place_text(arena, &rows[i].place);
	places = places_of(arena, texts, count);
	for (size_t c = 0; c < FACT_CASE_COLUMNS; c++) {
		columns[c] = arena_array(arena, count + 1, sizeof(int64_t));
		for (size_t i = 0; i < count; i++)
			columns[c][i] = c == CASE_PLACE ? place_number(&places, texts[i]) :
				number_get(&rows[i], c);
	}
	segment_pack((const int64_t *const *)columns, FACT_CASE_COLUMNS, count, places.texts, places.count, out);
}

void fact_case_block_read(const struct segment *segment, size_t from, struct fact_case_block *out)
{
	size_t left = segment->rows - from;

	out->rows = left < SEGMENT_BLOCK ? left : SEGMENT_BLOCK;
	for (size_t c = 0; c < FACT_CASE_COLUMNS && c < segment->columns; c++)
		segment_read(segment, c, from, out->rows, out->values[c]);
}

uint64_t fact_case_row(const struct fact_case_block *block, size_t row, struct fact_case *out)
{
	*out = (struct fact_case){ 0 };
	for (size_t c = 0; c < CASE_PLACE; c++)
		number_set(out, c, block->values[c][row]);
	return (uint64_t)block->values[CASE_PLACE][row];
}
