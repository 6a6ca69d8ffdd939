/* SPDX-License-Identifier: ISC */
/* The dashboard on the command line: its lines, or every figure in it as lines of CSV. */
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/command/board.h"
#include "parts.h"

static const char *const parts[] = { "trend", "hours", "agents", "accounts", "networks", "tags" };

void board_separated(struct command_env *env, const struct json *dashboard)
{
	stats_section(env, NULL, NULL);
	stats_section(env, "summary", json_get(dashboard, "summary"));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		stats_section(env, parts[i], json_get(dashboard, parts[i]));
	spikes_separated(env, json_get(dashboard, "spikes"));
}

static void head(struct command_env *env, const struct json *dashboard)
{
	const struct json *summary = json_get(dashboard, "summary");

	sink_text(env->out, SINK_STRONG, shown_line(env->arena, arena_printf(env->arena,
		json_bool(summary, "targets_differ", false) ? _("%s, as of %s; target %s and others") : _("%s, as of %s; target %s"),
		board_period(env->arena, dashboard), render_when(env->arena, json_text(summary, "as_of")),
		render_seconds(env->arena, json_int(summary, "target", 0)))));
	if (json_text(summary, "query") != NULL)
		sink_text(env->out, SINK_PLAIN, shown_line(env->arena, message_put(env->arena, _("only %s"),
			json_text(summary, "query"))));
}

void dashboard_show(struct command_env *env, const struct json *dashboard, bool business)
{
	const struct board_look look = { .width = env->out->width, .ascii = env->out->ascii, .plain = env->out->plain,
		.business = business };
	const struct board *board;

	if (env->front.csv || env->front.tsv) {
		board_separated(env, dashboard);
		return;
	}
	head(env, dashboard);
	board = board_make(env->arena, dashboard, &look);
	for (size_t i = 0; i < board->count; i++)
		env->out->line(env->out->data, board->lines[i].spans, board->lines[i].span_count);
}
