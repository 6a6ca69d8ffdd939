/* SPDX-License-Identifier: ISC */
/*
 * How many each view holds.  Views that every desk has, accounts and tags are
 * told by one call that answers at once; what has a shape that the desk keeps
 * is counted as quickly; a free query is asked of the reader and rests behind
 * its answer for longer than it took.  All of it a moment after something
 * changed, and only while somebody sees it.  A number stays until the next one
 * is there; when that takes long it is marked as the old one.
 */
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/tally.h"
#include "sidebar.h"

enum { SETTLE_MS = 400, STALE_MS = 1000, REST_TIMES = 4, REST_LEAST_MS = 1000, UNTIL_MOST_MS = 24 * 60 * 60 * 1000 };

#define ALL_TAGS "1000"

static enum side_source source_of(const char *text)
{
	struct arena *arena = arena_create();
	enum side_source source = SIDE_FREE;
	struct query *query;
	err_t err = query_parse(arena, text, &query);

	for (size_t i = 0; i < desk_views_count && source == SIDE_FREE; i++)
		if (strcmp(desk_views[i].query, text) == 0)
			source = SIDE_TOLD;
	if (err == NULL && source == SIDE_FREE && query_tally(query, NULL) != TALLY_NONE)
		source = SIDE_EXACT;
	err_ignore(err, "the desk says what is wrong with it");
	arena_destroy(arena);
	return source;
}

static void forget(struct view *view)
{
	struct sidebar *s = sidebar_of(view);

	for (size_t i = 0; i < SIDE_SOURCES; i++) {
		attach_forget(view->tui->desk, s->asked[i].call);
		s->asked[i] = (struct side_asked){ .view = view };
	}
}

void side_counts_begin(struct view *view)
{
	struct sidebar *s = sidebar_of(view);
	const struct config_view *v;

	forget(view);
	for (s->views = 0; s->views < SIDE_VIEWS_MOST && (v = config_view(view->tui->config, s->views)) != NULL; s->views++) {
		enum side_source source = source_of(v->query);
		struct side_asked *asked = &s->asked[source];

		s->counts[s->views] = (struct side_count){ .source = source, .count = -1 };
		asked->which[asked->count++] = s->views;
	}
	s->doubtful = true;
	s->doubted_ms = clock_steady_ms();
}

bool side_count_is_stale(const struct sidebar *s, size_t view)
{
	return s->counts[view].source == SIDE_FREE && s->doubted_ms != 0 &&
		clock_steady_ms() - s->doubted_ms >= STALE_MS;
}

static void ask_free(struct view *);

/* ---- what is told */

static void on_until(void *data)
{
	struct view *view = data;

	sidebar_of(view)->until = NULL;
	side_counts_doubt(view);
}

/* Time alone changes what is at risk, and what today is. */
static void await_until(struct view *view)
{
	struct sidebar *s = sidebar_of(view);
	const char *text = json_text(s->told, "until");
	int64_t at_ms, left;

	loop_timer_stop(view->tui->loop, &s->until);
	if (text == NULL || time_parse(text, &at_ms) != NULL || view->tui->options.now != NULL)
		return;		/* a clock that stands still reaches nothing */
	left = at_ms - tui_now(view->tui);
	s->until = loop_after(view->tui->loop, left < SETTLE_MS ? SETTLE_MS : left > UNTIL_MOST_MS ? UNTIL_MOST_MS : left,
		on_until, view);
}

static void take_told(struct sidebar *s, const struct config *config)
{
	const struct json *rows = json_get(s->told, "rows");

	for (size_t i = 0; i < s->asked[SIDE_TOLD].count; i++) {
		size_t v = s->asked[SIDE_TOLD].which[i];

		for (size_t k = 0; k < json_count(rows); k++)
			if (strcmp(json_text_or(json_at(rows, k), "query", ""), config_view(config, v)->query) == 0)
				s->counts[v].count = json_int(json_at(rows, k), "count", -1);
	}
}

static void on_views(void *data, const struct json *answer, err_t why)
{
	struct side_asked *asked = data;
	struct view *view = asked->view;
	struct sidebar *s = sidebar_of(view);

	asked->call = 0;
	if (why != NULL)
		return;		/* the names stay, without numbers */
	json_destroy(s->told);
	s->told = json_share(answer);
	take_told(s, view->tui->config);
	await_until(view);
	side_rows_make(view);
	if (s->doubtful)
		side_counts_doubt(view);
}

static void on_counts(void *data, const struct json *answer, err_t why)
{
	struct side_asked *asked = data;
	struct sidebar *s = sidebar_of(asked->view);
	const struct json *counts = json_get(answer, "counts"), *more = json_get(answer, "more");
	int64_t now = clock_steady_ms(), took = now - asked->asked_ms;

	asked->call = 0;
	if (why != NULL)
		return;
	for (size_t i = 0; i < asked->count && i < json_count(counts); i++) {
		s->counts[asked->which[i]].count = json_value_int(json_at(counts, i), -1);
		s->counts[asked->which[i]].more = json_value_bool(json_at(more, i), false);
	}
	if (asked == &s->asked[SIDE_FREE]) {
		asked->rests_ms = now + (took * REST_TIMES > REST_LEAST_MS ? took * REST_TIMES : REST_LEAST_MS);
		if (s->doubted_ms <= asked->asked_ms)
			s->doubted_ms = 0;
	}
	side_rows_make(asked->view);
	if (s->doubted_ms != 0 && asked == &s->asked[SIDE_FREE])
		ask_free(asked->view);
}

/* ---- asking */

static void on_rested(void *data)
{
	struct view *view = data;

	sidebar_of(view)->rest = NULL;
	side_counts_ask(view);
}

static void ask_counts(struct view *view, struct side_asked *asked)
{
	const struct attach_listener listener = { .answer = on_counts, .data = asked };
	const char *words[SIDE_VIEWS_MOST + 1] = { "count" };

	if (asked->call != 0 || asked->count == 0)
		return;
	for (size_t i = 0; i < asked->count; i++)
		words[i + 1] = config_view(view->tui->config, asked->which[i])->query;
	asked->asked_ms = clock_steady_ms();
	err_ignore(ask(view->tui, &listener, &asked->call, asked->count + 1, words), "the names stay, without numbers");
}

static void ask_free(struct view *view)
{
	struct sidebar *s = sidebar_of(view);
	struct side_asked *asked = &s->asked[SIDE_FREE];
	int64_t left = asked->rests_ms - clock_steady_ms();

	if (s->doubted_ms == 0)
		return;
	if (left <= 0)
		ask_counts(view, asked);
	else if (s->rest == NULL)
		s->rest = loop_after(view->tui->loop, left, on_rested, view);
}

void side_counts_ask(struct view *view)
{
	struct sidebar *s = sidebar_of(view);
	struct side_asked *told = &s->asked[SIDE_TOLD];
	const struct attach_listener listener = { .answer = on_views, .data = told };

	if (!layout_has_sidebar(view->tui) || !view->tui->begun) {
		s->doubtful = true;
		return;
	}
	if (told->call == 0) {
		s->doubtful = false;
		err_ignore(ask(view->tui, &listener, &told->call, s->all_tags ? 3 : 1,
			(const char *const[]){ "views", "--tags", ALL_TAGS }), "the names stay, without numbers");
	}
	ask_counts(view, &s->asked[SIDE_EXACT]);
	ask_free(view);
}

static void on_settled(void *data)
{
	struct view *view = data;

	sidebar_of(view)->settle = NULL;
	side_counts_ask(view);
}

static void on_stale(void *data)
{
	struct view *view = data;

	sidebar_of(view)->stale = NULL;
	tui_touch(view->tui);
}

void side_counts_doubt(struct view *view)
{
	struct sidebar *s = sidebar_of(view);

	s->doubtful = true;
	if (s->doubted_ms == 0)
		s->doubted_ms = clock_steady_ms();
	if (!layout_has_sidebar(view->tui))
		return;
	if (s->settle == NULL)
		s->settle = loop_after(view->tui->loop, SETTLE_MS, on_settled, view);
	if (s->stale == NULL && s->asked[SIDE_FREE].count > 0)
		s->stale = loop_after(view->tui->loop, STALE_MS, on_stale, view);
}

void side_counts_end(struct view *view)
{
	struct sidebar *s = sidebar_of(view);
	struct loop *loop = view->tui->loop;

	loop_timer_stop(loop, &s->settle);
	loop_timer_stop(loop, &s->rest);
	loop_timer_stop(loop, &s->stale);
	loop_timer_stop(loop, &s->until);
	forget(view);
	json_destroy(s->told);
}
