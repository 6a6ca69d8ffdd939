/* SPDX-License-Identifier: ISC */
/*
 * Figures.
 *
 *   stats     as guichet/report/figures.h says; of all conversations as of now also "handover", what handover stats
 *             says of the same period; "zone", "as_of_text", "since_text", "until_text": as the desk's clocks have it
 *   target    {"target":seconds,"from"} (from: where an earlier time was asked for)
 */
#include "figures_ask.h"

#include "answer.h"
#include "guichet/desk/account.h"
#include "guichet/report/figures.h"

/* Packets are the desk's: nothing of a query, of an earlier instant, or for who may know of some conversations only. */
err_t figures_handover(struct call_context *context, const struct figures_asked *asked, struct json_out *o)
{
	const struct figure_window *window = &asked->request.window;
	struct handover_figures f;
	err_t err;

	if (asked->of_past || asked->figures.query != NULL || context->actor->scope != NULL)
		return NULL;
	err = read_handover_figures(context->reader, context->arena, window->since_ms, window->until_ms,
		context->now_ms, &f);
	if (err != NULL)
		return err;
	json_open_object(o, "handover");
	handover_figures_put(o, &f);
	json_close_object(o);
	return NULL;
}

err_t figures_stats(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	struct figures_asked asked;
	err_t err = figures_ask(context, &asked);

	if (err == NULL)
		err = figures_read(context, &asked);
	if (err == NULL)
		err = figures_end(asked.maker, &asked.figures);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	report_figures_put(&o, &asked.figures);
	json_put_text(&o, "as_of_text", figures_local_text(context->arena, &asked, asked.figures.as_of_ms));
	figures_period_put(context->arena, &asked, &o);
	err = figures_handover(context, &asked, &o);
	json_close_object(&o);
	return err;
}

err_t figures_target(struct call_context *context)
{
	struct json_out o = { .to = context->answer };
	int64_t ms = call_duration(context->request, "duration", 0), from_ms = 0;
	err_t err = settings_from(context, &from_ms);

	if (ms < 1000)
		return err_make(ERR_USAGE, "target: at least one second");
	if (err == NULL)
		err = desk_target_set(context->desk, ms, from_ms);
	if (err != NULL)
		return err;
	json_open_object(&o, NULL);
	json_put_int(&o, "target", ms / 1000);
	if (call_text(context->request, "from") != NULL)
		json_put_time(&o, "from", from_ms);
	json_close_object(&o);
	return NULL;
}
