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

/* or any place. */
bool needs_places(const struct figures_maker *m)
{
	return needs_tongues(m) || is_by(m->request, BY_TAG);
}

static bool place_asked(struct figures_maker *m, const struct place *place, const struct figure_account *account)
{
	size_t accounts = m->world->account_count + 1;
	size_t at = place->tongue->tongue * accounts + (account->id == 0 ? accounts - 1 :
		(size_t)(account - m->world->accounts));
	struct place_text *tags = place->tags;
	struct fact_place asked = place->tongue->of;

	if (at >= tags->verdict_count) {
		size_t count = (m->tongue_count + 1) * accounts;
		unsigned char *verdicts = arena_alloc(m->arena, count);

		if (tags->verdict_count > 0)
			memcpy(verdicts, tags->verdicts, tags->verdict_count);
		tags->verdicts = verdicts;
		tags->verdict_count = count;
	}
	asked.tags = tags->text;
	if (tags->verdicts[at] == 0)
		tags->verdicts[at] = m->request->wanted(m->request->wanted_data, account, &asked) ? 2 : 1;
	return tags->verdicts[at] == 2;
}

bool place_is_wanted(struct figures_maker *m, const struct place *place, const struct figure_account *account)
{
	return m->request->wanted == NULL || place_asked(m, place, account);
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
