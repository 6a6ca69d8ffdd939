/* SPDX-License-Identifier: ISC */
/*
 * Asking for the dashboard, when it is opened, when something changed on the
 * desk and every minute, because waits grow by themselves.  Until the answer
 * is there the old figures stand; a question that is refused leaves them.
 */
#include <stdlib.h>

#include "board_draw.h"
#include "dashboard.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"

enum { CHANGED_MS = 1000, MINUTE_MS = 60000 };

const struct dashboard_period dashboard_periods[DASHBOARD_PERIODS] = {
	{ "today", NC_("period", "today"), "yesterday", NC_("period", "yesterday"), 0 },
	{ "7-days", NC_("period", "7 days"), NULL, NULL, 1 }, { "30-days", NC_("period", "30 days"), NULL, NULL, 2 },
	{ "quarter", NC_("period", "quarter"), NULL, NULL, 3 }, { "year", NC_("period", "year"), NULL, NULL, 4 },
	{ "week", NC_("period", "this week"), "last-week", NC_("period", "last week"), 1 },
	{ "month", NC_("period", "this month"), "last-month", NC_("period", "last month"), 2 },
};

static struct dashboard *state_of(const struct view *view)
{
	return view->state;
}

void dashboard_lay_out(struct view *view, int width)
{
	struct dashboard *d = state_of(view);

	arena_reset(d->arena);
	d->look.width = width;
	d->look.ascii = tui_is_ascii(view->tui);
	d->board = d->answer == NULL ? NULL : board_make(d->arena, d->answer, &d->look);
}

static void wanted_copy(struct wanted *to, const struct wanted *from)
{
	char *query = from->query == NULL ? NULL : mem_copy(from->query);

	free(to->query);
	*to = (struct wanted){ from->period, from->back, query };
}

static void on_answer(void *data, const struct json *answer, err_t why)
{
	struct view *view = data;
	struct dashboard *d = state_of(view);

	d->call = 0;
	if (why != NULL && d->answer == NULL) {
		view_fail(view, err_shown(view->tui->frame, why));
		return;
	}
	if (why != NULL) {	/* the old figures are still right: of what they say */
		message_error(view->tui, why);
		wanted_copy(&d->wanted, &d->shown);
		return;
	}
	json_destroy(d->answer);
	d->answer = json_share(answer);
	wanted_copy(&d->shown, &d->wanted);
	dashboard_lay_out(view, view->width);
	view_changed(view);
	if (d->again)
		dashboard_ask(view);
}

static void on_changed_timer(void *data)
{
	state_of(data)->changed = NULL;
	dashboard_ask(data);
}

static void on_minute(void *data)
{
	struct view *view = data;
	struct dashboard *d = state_of(view);

	d->minute = loop_after(view->tui->loop, MINUTE_MS, on_minute, view);
	if (d->call == 0)
		dashboard_ask(view);
}

size_t board_asked(struct arena *arena, const char *period, int back, const char *query,
	const char *words[static BOARD_ASKED])
{
	size_t count = 0;

	words[count++] = "--period";
	words[count++] = period;
	if (back > 0) {
		words[count++] = "--back";
		words[count++] = arena_printf(arena, "%d", back);
	}
	if (query != NULL) {
		words[count++] = "--";
		words[count++] = query;
	}
	return count;
}

void dashboard_ask(struct view *view)
{
	struct dashboard *d = state_of(view);
	const struct attach_listener listener = { .answer = on_answer, .data = view };
	const char *words[1 + BOARD_ASKED] = { "dashboard" };
	size_t count = 1 + board_asked(view->tui->frame, dashboard_periods[d->wanted.period].name, d->wanted.back, d->wanted.query,
		words + 1);
	err_t err;

	attach_forget(view->tui->desk, d->call);
	d->call = 0;
	d->again = false;
	err = ask(view->tui, &listener, &d->call, count, words);
	if (err != NULL)
		on_answer(view, NULL, err);
}

/* Many changes are one question; one that is on its way is not thrown away. */
void dashboard_changed(struct view *view, const struct json *change)
{
	struct dashboard *d = state_of(view);

	if (!change_is(change, "conversation") && !change_is(change, "account") && !change_is(change, "agent") &&
	    !change_is(change, "alarm"))
		return;
	if (d->call != 0)
		d->again = true;
	else if (d->changed == NULL)
		d->changed = loop_after(view->tui->loop, CHANGED_MS, on_changed_timer, view);
}

void dashboard_keep_current(struct view *view)
{
	state_of(view)->minute = loop_after(view->tui->loop, MINUTE_MS, on_minute, view);
}
