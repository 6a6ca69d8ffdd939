/* SPDX-License-Identifier: ISC */
/*
 * Traces to columns and back.  What counts nothing by itself but makes up
 * agents' days is packed with the others, so that no day of theirs needs the
 * ledger once it is over.  Those of a kind stand together: a question is of few
 * kinds, and what makes up agents' days is most of a day.
 */
#include "facts.h"

#include <stdlib.h>

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/*
 * Of two that are the same in all of this either may come first: their places
 * are the same, too.  Stretches of an update come in order of time.
 */
static int trace_compare(const void *left, const void *right)
{
	const struct trace *a = &((const struct fact_trace *)left)->trace, *b = &((const struct fact_trace *)right)->trace;
	const int64_t pairs[][2] = { { a->kind, b->kind }, { a->at_ms, b->at_ms }, { a->conversation, b->conversation },
		{ a->agent, b->agent }, { a->case_no, b->case_no }, { a->due_ms, b->due_ms }, { a->value_ms, b->value_ms },
		{ a->superseded, b->superseded }, { a->surface, b->surface }, { a->team, b->team } };
	int order = 0;

	for (size_t i = 0; order == 0 && i < sizeof(pairs) / sizeof(pairs[0]); i++)
		order = compare(pairs[i][0], pairs[i][1]);
	return order;
}

/* What stands open is told as the instant it is due, which is never 0. */
static int64_t column_value(const struct trace *trace, enum fact_trace_column column)
{
	switch (column) {
	case FT_CONVERSATION:
		return trace->conversation;
	case FT_ACCOUNT:
		return trace->account;
	case FT_AGENT:
		return trace->agent;
	case FT_CASE_NO:
		return trace->case_no;
	case FT_KIND:
		return (int64_t)trace->kind;
	case FT_AT:
		return trace->at_ms;
	case FT_VALUE:
		return trace->value_ms;
	case FT_TEAM:
		return trace->team;
	case FT_SURFACE:
		return trace->surface;
	case FT_SUPERSEDED:
		return trace->superseded;
	case FT_DUE:
		return trace->due_ms;
	case FT_TONGUE: case FT_TAGS: case FT_COLUMNS:
		break;
	}
	return 0;
}

void fact_traces_pack(struct arena *arena, struct fact_trace *rows, size_t count, struct str *out)
{
	const int64_t *columns[FT_COLUMNS];
	struct fact_places places;

	if (count > 1)
		qsort(rows, count, sizeof(*rows), trace_compare);
	places = fact_places_of(arena, count == 0 ? NULL : &rows->place, sizeof(*rows), count, NULL);
	for (size_t c = 0; c < FT_TONGUE; c++) {
		int64_t *column = arena_array(arena, count + 1, sizeof(*column));

		for (size_t i = 0; i < count; i++)
			column[i] = column_value(&rows[i].trace, (enum fact_trace_column)c);
		columns[c] = column;
	}
	columns[FT_TONGUE] = places.tongues;
	columns[FT_TAGS] = places.tags;
	segment_pack(columns, FT_COLUMNS, count, places.texts, places.count, out);
}

struct block { int64_t values[FT_COLUMNS][SEGMENT_BLOCK]; size_t rows; };

static void block_read(const struct segment *segment, size_t from, size_t until, struct block *out)
{
	out->rows = until - from < SEGMENT_BLOCK ? until - from : SEGMENT_BLOCK;
	for (size_t c = 0; c < FT_COLUMNS; c++)
		segment_read(segment, c, from, out->rows, out->values[c]);
}

/* The first row of that kind or a later one. */
static size_t first_of(const struct segment *segment, int64_t kind)
{
	size_t low = 0, high = segment->rows;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int64_t value;

		segment_read(segment, FT_KIND, middle, 1, &value);
		if (value < kind)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct fact_range fact_traces_of(const struct segment *segment, enum trace_kind kind)
{
	if (segment->columns != FT_COLUMNS)
		return (struct fact_range){ 0, 0 };
	return (struct fact_range){ first_of(segment, (int64_t)kind), first_of(segment, (int64_t)kind + 1) };
}

struct visitor {
	const struct fact_place *tongues;
	const char *const *texts;
	void (*visit)(void *, const struct fact_trace *);
	void *data;
};

/* A number that no text has names none: the file may be damaged. */
static struct fact_trace row_of(enum trace_kind kind, const struct block *block, size_t i, const struct visitor *visitor,
	size_t text_count)
{
	const int64_t (*v)[SEGMENT_BLOCK] = block->values;
	size_t tongue = (size_t)v[FT_TONGUE][i], tags = (size_t)v[FT_TAGS][i];
	struct fact_trace row = { .trace = { .conversation = v[FT_CONVERSATION][i], .account = v[FT_ACCOUNT][i],
		.case_no = (int)v[FT_CASE_NO][i], .kind = kind, .at_ms = v[FT_AT][i],
		.value_ms = v[FT_VALUE][i], .agent = v[FT_AGENT][i], .team = v[FT_TEAM][i],
		.surface = (int)v[FT_SURFACE][i], .superseded = v[FT_SUPERSEDED][i] != 0, .due_ms = v[FT_DUE][i] },
		.place = { .lang = "" } };

	if (tongue < text_count)
		row.place = visitor->tongues[tongue];
	row.place.tags = tags < text_count ? visitor->texts[tags] : "";
	return row;
}

static void kind_each(const struct segment *segment, enum trace_kind kind, struct block *block, const struct visitor *v)
{
	const struct fact_range range = fact_traces_of(segment, kind);

	for (size_t from = range.from; from < range.until; from += SEGMENT_BLOCK) {
		block_read(segment, from, range.until, block);
		for (size_t i = 0; i < block->rows; i++) {
			struct fact_trace row = row_of(kind, block, i, v, segment->texts);

			v->visit(v->data, &row);
		}
	}
}

void fact_traces_each(struct arena *arena, const struct segment *segment, uint32_t kinds,
	void (*visit)(void *, const struct fact_trace *), void *data)
{
	const char **texts = arena_array(arena, segment->texts + 1, sizeof(*texts));
	struct fact_place *tongues = arena_array(arena, segment->texts + 1, sizeof(*tongues));
	struct block *block = arena_alloc(arena, sizeof(*block));
	const struct visitor visitor = { tongues, texts, visit, data };

	segment_texts(segment, texts);
	for (size_t i = 0; i < segment->texts; i++) {
		texts[i] = arena_copy(arena, texts[i]);
		tongues[i].lang = "";
		(void)fact_tongue_parse(arena, texts[i], &tongues[i]);
	}
	for (int kind = 0; kind < TRACE_KINDS; kind++)
		if ((kinds >> kind & 1) != 0)
			kind_each(segment, (enum trace_kind)kind, block, &visitor);
}

bool fact_traces_touch(const struct segment *segment, bool (*is)(const void *, int64_t conversation), const void *data)
{
	int64_t conversations[SEGMENT_BLOCK];

	for (size_t from = 0; segment->columns == FT_COLUMNS && from < segment->rows; from += SEGMENT_BLOCK) {
		size_t count = segment->rows - from < SEGMENT_BLOCK ? segment->rows - from : SEGMENT_BLOCK;

		segment_read(segment, FT_CONVERSATION, from, count, conversations);
		for (size_t i = 0; i < count; i++)
			if (is(data, conversations[i]))
				return true;
	}
	return false;
}
