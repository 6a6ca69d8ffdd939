/* SPDX-License-Identifier: ISC */
/* What is to be done now, at the top of the dashboard of today: how much waits, and who has how much of it. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "guichet/base/message.h"
#include "guichet/command/states.h"

enum { FIFTY = 50, SEVENTY = 70, ROWS_MOST = 40 };

static const struct board_column columns[] = { { "", 24, 0, false }, { NC_("load", "open"), 8, 0, false },
	{ NC_("load", "late"), 10, 0, false }, { NC_("load", "at risk"), 9, 0, false }, { "", 20, SEVENTY, true } };
static const struct board_table table = { "now", N_("Now"), columns, 5 };

static void load_row(struct board_maker *m, const char *key, const char *name, const struct json *load,
	const char *query, int64_t most)
{
	const struct board_question ask = { .list = query };
	int64_t open = json_int(load, "open", 0), late = json_int(load, "late", 0);
	const struct board_text texts[] = { { SINK_PLAIN, name, 0 }, { SINK_STRONG, board_integer(m, open), 0 },
		{ late > 0 ? SINK_WARN : SINK_PLAIN, board_integer(m, late), 0 },
		{ SINK_PLAIN, board_integer(m, json_int(load, "at_risk", 0)), 0 },
		{ SINK_PLAIN, "", most > 0 ? (double)open / (double)most : 0 } };

	board_row(m, &table, key, texts, &ask, _("enter lists these conversations; at risk counts the late ones too"));
}

static int by_open(const void *left, const void *right)
{
	const struct json *const *a = left, *const *b = right;
	int64_t x = json_int(*a, "open", 0), y = json_int(*b, "open", 0);

	return x != y ? (x > y ? -1 : 1) : 0;
}

void board_now(struct board_maker *m)
{
	const struct json *now = json_get(m->answer, "now"), *agents = json_get(now, "agents");
	const struct json *list[ROWS_MOST];
	size_t count = 0;
	int64_t most = json_int(json_get(now, "nobody"), "open", 0);

	if (now == NULL)
		return;
	for (size_t i = 0; i < json_count(agents) && count < ROWS_MOST; i++)
		if (json_int(json_at(agents, i), "open", 0) > 0)
			list[count++] = json_at(agents, i);
	qsort(list, count, sizeof(struct json *), by_open);
	if (count > 0 && json_int(list[0], "open", 0) > most)
		most = json_int(list[0], "open", 0);
	board_head(m, &table);
	load_row(m, "all", _("open in all"), json_get(now, "all"), "status:open", 0);
	load_row(m, "nobody", _("nobody has it"), json_get(now, "nobody"), "status:open assignee:nobody", most);
	for (size_t i = 0; i < count; i++) {
		const char *name = json_text_or(list[i], "name", ""), *is = json_text_or(list[i], "is", "available");
		bool plain = strcmp(is, "available") == 0 || strcmp(is, "not_here") == 0;
		const char *told = plain ? name :
			arena_printf(m->arena, "%s (%s)", name, state_shown(is));

		load_row(m, name, told, list[i], arena_printf(m->arena, "status:open assignee:%s", name), most);
	}
}
