/* SPDX-License-Identifier: ISC */
/* What stats, dashboard and explain were asked, read from their arguments, and the rows that answer it. */
#ifndef SERVER_FIGURES_ASK_H
#define SERVER_FIGURES_ASK_H
#include "calls.h"
#include "guichet/desk/figures.h"
#include "guichet/desk/omit.h"

struct figures_asked {
	struct figure_request request;
	struct figure_world world;
	struct metric_settings *settings;
	struct figures figures;		/* what was asked; the rest is made */
	struct figures_maker *maker;
	struct figures_maker **also;	/* of the same rows, told apart otherwise */
	size_t also_count;
	struct agent_sight sight;
	bool of_past, of_dashboard;
	bool pinned;			/* a version of the settings was named */
	bool of_waits;			/* the query asks what rows wait for just now */
};
/* ERR_DENIED when it names an agent about whom who asks sees no figures. */
err_t figures_query_check(const struct figure_world *, const struct query *) MUST_CHECK;


err_t figures_ask(struct call_context *, struct figures_asked *) MUST_CHECK;
/* A period that is named stands in the place of since and until: ERR_USAGE where both are said. */
err_t figures_period_check(const struct call_context *) MUST_CHECK;
/* As of that instant whatever the call says; 0: what it says. */
err_t figures_ask_at(struct call_context *, int64_t as_of_ms, struct figures_asked *) MUST_CHECK;
/*
 * "2026-03-09 00:00" in the zone of the desk; and the members "zone", "since_text" and "until_text", whose
 * beginning is "-" where there is none.
 */
const char *figures_local_text(struct arena *, const struct figures_asked *, int64_t ms);
void figures_period_put(struct arena *, const struct figures_asked *, struct json_out *);
/* All that the question needs, to whom it is for. */
err_t figures_feed(struct call_context *, struct figures_asked *,
	void (*visit)(void *, const struct fact_day *, size_t count), void *data) MUST_CHECK;
/* Feeds the maker, and the others. */
err_t figures_read(struct call_context *, struct figures_asked *) MUST_CHECK;

/* calls_figures.c: a member "handover", where there is one to tell of the period. */
err_t figures_handover(struct call_context *, const struct figures_asked *, struct json_out *) MUST_CHECK;

/* figures_metrics.c: those that are asked for; does one of them come from there (of that date, or of any)? */
err_t figures_metrics(struct call_context *, struct figure_request *) MUST_CHECK;
bool figures_have(const struct figure_request *, enum metric_source, enum metric_date, bool any_date);
#endif
