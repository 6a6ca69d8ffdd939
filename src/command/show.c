/* SPDX-License-Identifier: ISC */
/* One conversation and the figures, for people. */
#include "parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "guichet/base/message.h"
#include "guichet/command/media.h"
#include "guichet/command/states.h"
#include "guichet/command/united.h"

enum { INDENT = 2, NARROW = 40 };

static void say(struct command_env *env, enum sink_style style, const char *text)
{
	sink_text(env->out, style, shown_line(env->arena, text));
}

static void text_say(struct command_env *env, enum sink_style style, const char *text)
{
	int width = env->out->width > NARROW ? env->out->width - INDENT : 78;
	size_t count;
	struct shown *lines = shown_wrap(env->arena, shown_block(env->arena, text, strlen(text)), width, &count);

	for (size_t i = 0; i < count; i++) {
		struct span spans[] = { { SINK_PLAIN, shown_literal("  ") }, { style, lines[i] } };

		env->out->line(env->out->data, spans, 2);
	}
}

/* The mark before a name tells direction without colour: < came in, > went out, # is for us only, . is context. */
static const char *direction_mark(const char *direction)
{
	return strcmp(direction, "in") == 0 ? "<" : strcmp(direction, "out") == 0 ? ">"
		: strcmp(direction, "note") == 0 ? "#" : ".";
}

static void media_say(struct command_env *env, const struct json *message)
{
	const struct json *list = json_get(message, "media");

	for (size_t i = 0; i < json_count(list); i++)
		if (!media_is_told(message, json_at(list, i)))
			text_say(env, SINK_DIM, arena_printf(env->arena, "[%s] %s", media_told(env->arena, json_at(list, i)),
				json_text_or(json_at(list, i), "url", "")));
}

static void message_show(struct command_env *env, const struct json *thread, const struct json *message)
{
	const char *direction = json_text_or(message, "direction", "");
	const char *state = json_text_or(message, "state", ""), *cw = json_text_or(message, "cw", "");
	bool context = strcmp(direction, "context") == 0;
	const char *part = united_part(env->arena, thread, message);

	say(env, context ? SINK_DIM : SINK_STRONG, arena_printf(env->arena, "%s %s %s  %s%s%s%s%s",
		direction_mark(direction), json_text_or(message, "author", ""), json_text_or(message, "handle", ""),
		render_when(env->arena, json_text(message, "at")), *state != '\0' ? "  " : "", state_shown(state),
		*part != '\0' ? "  " : "", part));
	if (*cw != '\0')
		text_say(env, SINK_WARN, arena_printf(env->arena, "[%s]", cw));
	text_say(env, context ? SINK_DIM : SINK_PLAIN, json_text_or(message, "text", ""));
	media_say(env, message);
	sink_blank(env->out);
}

static bool is_before(const struct json *a, const struct json *b)
{
	return strcmp(json_text_or(a, "at", ""), json_text_or(b, "at", "")) <= 0;
}

/* What was said to us and what others said around it, in one order of time. */
static void thread_show(struct command_env *env, const struct json *t)
{
	const struct json *messages = json_get(t, "messages"), *context = json_get(t, "context");
	size_t m = 0, c = 0;

	while (m < json_count(messages) || c < json_count(context))
		if (m == json_count(messages) || (c < json_count(context) &&
		    is_before(json_at(context, c), json_at(messages, m))))
			message_show(env, t, json_at(context, c++));
		else
			message_show(env, t, json_at(messages, m++));
}

/* What colleagues left: tags, until when it sleeps, why it is as it is. */
static void more_show(struct command_env *env, const struct json *t)
{
	const struct json *tags = json_get(t, "tags");
	struct str line = { 0 };

	for (size_t i = 0; i < json_count(tags); i++)
		str_printf(&line, "%s+%s", i > 0 ? " " : "", json_value_text(json_at(tags, i)));
	if (json_text(t, "snoozed_until") != NULL)
		str_printf(&line, "%s%s", line.len > 0 ? ", " : "",
			message_put(env->arena, _("until %s"), render_when(env->arena, json_text(t, "snoozed_until"))));
	if (json_text(t, "reason") != NULL)
		str_printf(&line, "%s%s", line.len > 0 ? ", " : "", message_put(env->arena, _("reason: %s"), json_text(t, "reason")));
	if (line.len > 0)
		say(env, SINK_DIM, line.text);
	str_finish(&line);
}

void show_thread(struct command_env *env, const struct json *t)
{
	const char *assignee = json_text(t, "assignee"), *lines[UNITED_LINES];
	size_t line_count = united_lines(env->arena, t, lines);

	if (env->out->plain) {
		plain_thread(env, t);
		return;
	}
	say(env, SINK_STRONG, arena_printf(env->arena, _("#%" PRId64 "  %s  %s  on %s (%s)"), json_int(t, "id", 0),
		json_text_or(t, "contact", ""), json_text_or(t, "handle", ""), json_text_or(t, "account", ""),
		json_text_or(t, "network", "")));
	say(env, SINK_DIM, arena_printf(env->arena, "%s, %s, %s%s", state_shown(json_text_or(t, "status", "")),
		visibility_shown(json_text_or(t, "visibility", "")),
		assignee != NULL ? message_put(env->arena, _("with %s"), assignee) : _("nobody has it"),
		json_get(t, "waiting_s") != NULL ? arena_printf(env->arena, _(", waiting %s"),
			render_seconds(env->arena, json_int(t, "waiting_s", 0))) : ""));
	for (size_t i = 0; i < line_count; i++)
		say(env, SINK_PLAIN, lines[i]);
	more_show(env, t);
	sink_blank(env->out);
	if (json_bool(t, "cut", false))
		say(env, SINK_DIM, _("  (older messages: --limit N)"));
	thread_show(env, t);
	if (json_text(t, "draft") != NULL) {
		say(env, SINK_WARN, _("your draft:"));
		text_say(env, SINK_PLAIN, json_text(t, "draft"));
	}
}

/* A quantile: "12 min", "> 3 h 05" when the curve does not reach it, "-" when there are too few. */
static const char *quantile(struct command_env *env, const struct json *figure, const char *key)
{
	const char *over = arena_printf(env->arena, "%s_over", key);

	if (json_get(figure, key) != NULL)
		return render_seconds(env->arena, json_int(figure, key, 0));
	if (json_get(figure, over) != NULL)
		return arena_printf(env->arena, "> %s", render_seconds(env->arena, json_int(figure, over, 0)));
	return "-";
}

enum { FIGURE_CELLS = 9 };

static const char *const figure_titles[FIGURE_CELLS] = {
	"", NC_("figure", "answered"), NC_("figure", "open"), NC_("figure", "waived"), NC_("figure", "withdrawn"),
	"P50", "P90", "P95", NC_("figure", "met")
};

static void cells_line(struct command_env *env, enum sink_style style, const char *const cells[FIGURE_CELLS])
{
	static const int widths[FIGURE_CELLS] = { 14, 8, 4, 6, 9, 8, 8, 8, 6 };
	struct span spans[2 * FIGURE_CELLS];
	size_t n = 0;

	for (size_t i = 0; i < FIGURE_CELLS; i++) {
		spans[n++] = (struct span){ style, shown_fit(env->arena, shown_line(env->arena, _(cells[i])), widths[i]) };
		if (i + 1 < FIGURE_CELLS)
			spans[n++] = (struct span){ SINK_PLAIN, shown_literal(" ") };
	}
	env->out->line(env->out->data, spans, n);
}

/* A share from 0 to 1 as a percentage. */
static const char *percentage(struct command_env *env, const struct json *share)
{
	struct str text = { 0 };
	const char *out;

	if (share == NULL)
		return "-";
	json_dump(share, &text);
	out = arena_printf(env->arena, "%.0f %%", strtod(str_text(&text), NULL) * 100);
	str_finish(&text);
	return out;
}

static void figure_line(struct command_env *env, const char *name, const struct json *figure)
{
	const char *cells[FIGURE_CELLS];

	if (figure == NULL)
		return;
	cells[0] = name;
	cells[1] = arena_printf(env->arena, "%" PRId64, json_int(figure, "n", 0));
	cells[2] = arena_printf(env->arena, "%" PRId64, json_int(figure, "open", 0));
	cells[3] = arena_printf(env->arena, "%" PRId64, json_int(figure, "waived", 0));
	cells[4] = arena_printf(env->arena, "%" PRId64, json_int(figure, "withdrawn", 0));
	cells[5] = quantile(env, figure, "p50");
	cells[6] = quantile(env, figure, "p90");
	cells[7] = quantile(env, figure, "p95");
	cells[8] = percentage(env, json_get(figure, "within_target"));
	if (env->out->plain)
		plain_cells(env, FIGURE_CELLS, figure_titles, cells);
	else
		cells_line(env, SINK_PLAIN, cells);
}

/* The whole seconds and counts of a figure as one line of CSV or TSV; NULL is the header. */
static void figure_separated(struct command_env *env, const char *key, const char *name, const struct json *figure)
{
	static const char *const members[] = { "n", "open", "waived", "withdrawn", "p50", "p90", "p95", "longest",
		"met", "missed", "undecided", "excluded", "within_target", "target" };
	struct str line = { 0 };

	render_cell(env, &line, key, true);
	render_cell(env, &line, name, true);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		struct str value = { 0 };

		if (figure == NULL)
			str_add(&value, members[i]);
		else if (json_get(figure, members[i]) != NULL)
			json_dump(json_get(figure, members[i]), &value);
		render_cell(env, &line, str_text(&value), false);
		str_finish(&value);
	}
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
}

/* What belongs to no agent, or carries no tag, has an empty name. */
static const char *group_name(const struct json *group)
{
	const char *key = json_text_or(group, "key", "");

	return *key != '\0' ? key : "(none)";
}

static void stats_separated(struct command_env *env, const struct json *stats)
{
	static const char *const figures[] = { "first_response", "next_response" };
	const struct json *by = json_get(stats, "by");

	figure_separated(env, "key", "figure", NULL);
	for (size_t f = 0; f < 2; f++)
		figure_separated(env, "all", figures[f], json_get(stats, figures[f]));
	for (size_t i = 0; i < json_count(by); i++)
		for (size_t f = 0; f < 2; f++)
			figure_separated(env, group_name(json_at(by, i)), figures[f],
				json_get(json_at(by, i), figures[f]));
}

void stats_show(struct command_env *env, const struct json *stats)
{
	const struct json *by = json_get(stats, "by"), *first = json_get(stats, "first_response");

	if (env->front.csv || env->front.tsv) {
		stats_separated(env, stats);
		return;
	}

	if (!env->out->plain)
		cells_line(env, SINK_DIM, figure_titles);
	figure_line(env, _("first response"), first);
	figure_line(env, _("next response"), json_get(stats, "next_response"));
	for (size_t i = 0; i < json_count(by); i++)
		figure_line(env, group_name(json_at(by, i)), json_get(json_at(by, i), "first_response"));
	say(env, SINK_DIM, arena_printf(env->arena, _("target %s; as of %s, ledger row %" PRId64),
		render_seconds(env->arena, json_int(first, "target", 0)), render_when(env->arena, json_text(stats, "as_of")),
		json_int(stats, "seq", 0)));
	if (json_int(first, "n", 0) < 5)
		say(env, SINK_DIM, _("a median is shown from 5 answers on, P90 from 10, P95 from 20"));
}
