/* SPDX-License-Identifier: ISC */
/* Which lines of a handover are to do, and for whom. */
#include "handover.h"

#include "guichet/base/str.h"

int64_t handover_number(const struct json *answer)
{
	return json_int(json_get(answer, "handover"), "handover", 0);
}

const struct json *handover_row(const struct json *answer, int64_t id)
{
	const struct json *rows = json_get(answer, "rows");

	for (size_t i = 0; i < json_count(rows); i++)
		if (json_int(json_at(rows, i), "id", 0) == id)
			return json_at(rows, i);
	return NULL;
}

bool handover_is(const struct json *row, const char *state)
{
	return str_equal(json_text(row, "state"), state);
}

bool handover_is_todo(const struct json *answer, const struct json *row)
{
	bool mine = json_bool(json_get(answer, "handover"), "mine", false), red = json_bool(row, "red", false);

	if (row == NULL || json_bool(row, "settled", false))
		return false;
	if (mine && (handover_is(row, "asked") || (red && json_text(row, "line") == NULL)))
		return true;
	return red && json_bool(row, "to_me", false) && handover_is(row, "offered");
}

const struct json *handover_next(const struct json *answer, int64_t id)
{
	const struct json *rows = json_get(answer, "rows"), *first = NULL;
	bool behind = id == 0;

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		bool here = json_int(row, "id", 0) == id;

		behind = behind || here;
		if (!handover_is_todo(answer, row))
			continue;
		if (here)
			return NULL;
		if (behind)
			return row;
		if (first == NULL)
			first = row;
	}
	return behind ? first : NULL;
}

size_t handover_routine(const struct json *answer)
{
	const struct json *rows = json_get(answer, "rows");
	size_t count = 0;

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);

		count += json_bool(row, "to_me", false) && !json_bool(row, "red", false) && handover_is(row, "offered");
	}
	return count;
}
