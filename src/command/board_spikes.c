/* SPDX-License-Identifier: ISC */
/* Accounts that get far more than is usual just now: before all figures, since it is what to look at first. */
#include "board.h"
#include "guichet/base/message.h"
#include "guichet/command/spike.h"

enum { MARGINS = 4 };

/* The first of its lines is asked about, the others go on with the sentence. */
static void spike_lines(struct board_maker *m, const struct json *row)
{
	const struct board_question ask = { .list = json_text(row, "query") };
	size_t count;
	struct shown *lines = shown_wrap(m->arena, shown_line(m->arena, spike_shown(m->arena, row, true)),
		board_width(m) - MARGINS, &count);

	for (size_t i = 0; i < count; i++) {
		board_begin(m, "spike", json_text_or(row, "account", ""));
		if (i == 0)
			board_cell(m, m->x, lines[i].width, &ask, _("enter lists its conversations"));
		board_put_shown(m, SINK_WARN, lines[i]);
		board_end(m);
	}
}

void board_spikes(struct board_maker *m)
{
	const struct json *rows = json_get(m->answer, "spikes");

	if (json_count(rows) == 0)
		return;
	board_blank(m);
	m->begins = true;
	for (size_t i = 0; i < json_count(rows); i++)
		spike_lines(m, json_at(rows, i));
}
