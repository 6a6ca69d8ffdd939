/* SPDX-License-Identifier: ISC */
/*
 * Which rows are meant: by account, place, agent and conversation, and what
 * becomes of one that is.
 */
#include "figures_make.h"

#include <string.h>

bool is_by(const struct figure_request *request, enum figure_dimension by)
{
	return request->by[0] == by || request->by[1] == by;
}

/* Without it any tongue will do, */
bool needs_tongues(const struct figures_maker *m)
{
	const struct figure_request *request = m->request;

	return request->wanted != NULL || m->row != NULL || is_by(request, BY_LANGUAGE) || is_by(request, BY_VISIBILITY) ||
		is_by(request, BY_PRIORITY);
}

/* without it any tags, */
bool needs_tags(const struct figures_maker *m)
{
	return m->request->wanted != NULL || m->row != NULL || is_by(m->request, BY_TAG);
}

/* and without both any place. */
bool needs_places(const struct figures_maker *m)
{
	return needs_tongues(m) || needs_tags(m);
}

bool place_ask(struct figures_maker *m, const struct place *place, const struct figure_account *account, size_t verdict)
{
	struct place_text *tags = place->tags;
	struct fact_place asked = place->tongue->of;

	if (verdict >= tags->verdict_count) {
		size_t count = (m->tongue_count + 1) * (m->world->account_count + 1);
		unsigned char *verdicts = arena_alloc(m->arena, count);

		if (tags->verdict_count > 0)
			memcpy(verdicts, tags->verdicts, tags->verdict_count);
		tags->verdicts = verdicts;
		tags->verdict_count = count;
	}
	asked.tags = tags->text;
	tags->verdicts[verdict] = m->request->wanted(m->request->wanted_data, account, &asked) ? 2 : 1;
	return tags->verdicts[verdict] == 2;
}

bool agent_is_wanted(const struct figure_request *request, int64_t agent)
{
	if (!request->agents_only)
		return true;
	for (size_t i = 0; i < request->agent_count; i++)
		if (request->agents[i] == agent)
			return true;
	return false;
}

static bool bit_is_set(const unsigned char *bits, int64_t end, int64_t id)
{
	return id >= 0 && id < end && (bits[id >> 3] >> (id & 7) & 1) != 0;
}

bool conversation_is_wanted(const struct figure_request *request, int64_t id)
{
	if (request->omitted != NULL && bit_is_set(request->omitted, request->omitted_end, id))
		return false;
	return request->conversations == NULL || bit_is_set(request->conversations, request->conversation_end, id);
}

void row_add(struct figures_maker *m, const struct figure_row *row, const struct place *place)
{
	row_take(m, &m->face, row, place);
	if (m->request->before.until_ms != 0)
		row_take(m, &m->before, row, place);
	m->row_place = place;
	if (m->row != NULL)
		m->row(m->row_data, row);
}
