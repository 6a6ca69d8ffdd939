/* SPDX-License-Identifier: ISC */
/*
 * Figures.
 *
 *   stats     as guichet/report/figures.h says
 *   target    {"target":seconds}
 */
#include "figures_ask.h"

#include "guichet/desk/account.h"
#include "guichet/report/figures.h"

err_t figures_stats(struct call_context *context)
{
	struct figures_asked asked;
	err_t err = figures_ask(context, &asked);

	if (err == NULL)
		err = figures_read(context, &asked);
	if (err == NULL)
		err = figures_end(asked.maker, &asked.figures);
	if (err == NULL)
		report_figures_json(&asked.figures, context->answer);
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
	json_close_object(&o);
	return NULL;
}
