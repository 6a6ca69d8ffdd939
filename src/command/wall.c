/* SPDX-License-Identifier: ISC */
/* Panels for a wall, and "guichet wallboard", which prints them or opens the screen that shows one after the other. */
#include "guichet/command/wall.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "guichet/base/message.h"
#include "guichet/command/spike.h"
#include "guichet/report/chart.h"
#include "guichet/report/report.h"
#include "parts.h"

enum { WIDE_FROM = 60, ACCOUNTS_MOST = 12, TITLE = 2, NAME = 20, HOURS = 24, ROTATE_MOST = 3600, MARGINS = 4 };

static void line(struct board_maker *m, enum sink_style style, const char *text)
{
	size_t count;
	const struct shown *lines = shown_wrap(m->arena, shown_line(m->arena, text),
		board_width(m) - (m->look->plain ? 0 : MARGINS), &count);

	for (size_t i = 0; i < count; i++) {
		board_begin(m, "wall", arena_printf(m->arena, "%s%zu", text, i));
		board_put_shown(m, style, lines[i]);
		board_end(m);
	}
}

/* With what stands at its end, however much is cut before that. */
static void one_line(struct board_maker *m, enum sink_style style, const char *text, const char *end)
{
	struct shown last = shown_line(m->arena, end);

	board_begin(m, "wall", text);
	board_put_shown(m, style, shown_cut(m->arena, shown_line(m->arena, text), board_width(m) - MARGINS - last.width));
	board_put_shown(m, style, last);
	board_end(m);
}

/* A voice hears the number in the line of its title. */
static void head(struct board_maker *m, enum sink_style style, const char *title, const char *number)
{
	struct shown lines[CHART_BIG_LINES];

	if (m->look->plain) {
		line(m, SINK_PLAIN, arena_printf(m->arena, _("%s: %s"), title, number));
		return;
	}
	line(m, SINK_STRONG, title);
	board_blank(m);
	chart_big(m->arena, m->look->ascii, number, board_is_wide(m, WIDE_FROM) ? 2 : 1, lines);
	for (int i = 0; i < CHART_BIG_LINES; i++) {
		board_begin(m, "wall", "big");
		board_put_shown(m, style, lines[i]);
		board_end(m);
	}
	board_blank(m);
}

/* "12m", "1h08", "3d": what has large signs. */
static const char *short_time(const struct board_maker *m, int64_t seconds)
{
	return seconds < 3600 ? arena_printf(m->arena, "%dm", (int)(seconds / 60)) :
		seconds < 86400 ? arena_printf(m->arena, "%dh%02d", (int)(seconds / 3600), (int)(seconds % 3600 / 60)) :
		arena_printf(m->arena, "%dd", (int)(seconds / 86400));
}

/* Today by hours; share: of those in time, else waits begun. */
static void hours(struct board_maker *m, bool share, const char *label)
{
	const struct json *by = json_path(m->answer, "trend.by");
	double values[HOURS] = { 0 };

	if (m->look->plain || !str_equal(json_text(json_get(m->answer, "trend"), "grouped_by"), "hour"))
		return;
	for (int i = 0; share && i < HOURS; i++)
		values[i] = -1;
	for (size_t i = 0; i < json_count(by); i++) {
		long hour = strtol(json_text_or(json_at(by, i), "key", "0"), NULL, 10);

		if (hour >= 0 && hour < HOURS)
			values[hour] = share ? json_number(json_get(json_at(by, i), "sla"), "share", -1) :
				(double)board_count(json_get(json_at(by, i), "waits"));
	}
	board_begin(m, "wall", "hours");
	board_put_shown(m, SINK_STRONG, chart_spark(m->arena, m->look->ascii, values, HOURS));
	board_put(m, SINK_DIM, arena_printf(m->arena, "  %s", label), 0);
	board_end(m);
}

static void waiting(struct board_maker *m)
{
	const struct json *summary = json_get(m->answer, "summary"), *all = json_path(m->answer, "now.all");
	int64_t begun = board_count(json_get(summary, "waits"));

	head(m, json_int(all, "late", 0) > 0 ? SINK_WARN : SINK_STRONG, _("Waiting now"),
		arena_printf(m->arena, "%" PRId64, board_count(json_get(summary, "waiting"))));
	if (all != NULL)
		line(m, SINK_PLAIN, arena_printf(m->arena,
			_("%" PRId64 " late, %" PRId64 " at risk, %" PRId64 " that nobody has"),
			json_int(all, "late", 0), json_int(all, "at_risk", 0),
			json_int(json_path(m->answer, "now.nobody"), "open", 0)));
	hours(m, false, arena_printf(m->arena, message_plural("%" PRId64 " wait begun today", "%" PRId64 " waits begun today",
		(uint64_t)begun), begun));
}

static void in_time(struct board_maker *m)
{
	const struct json *summary = json_get(m->answer, "summary"), *sla = json_get(summary, "sla");
	double share = json_number(sla, "share", -1), before = json_number(json_path(summary, "before.sla"), "share", -1);

	head(m, SINK_STRONG, _("In time today"), share < 0 ? "-" : arena_printf(m->arena, "%.0f%%", share * 100));
	line(m, SINK_PLAIN, share < 0 ? _("nothing is decided yet") : json_bool(summary, "targets_differ", false) ?
		arena_printf(m->arena, _("%" PRId64 " of %" PRId64 " within their targets (%s)"), json_int(sla, "met", 0),
		board_count(sla), board_interval(m, sla, "low", "high")) :
		arena_printf(m->arena, _("%" PRId64 " of %" PRId64 " within %s (%s)"), json_int(sla, "met", 0),
		board_count(sla), board_seconds(m, json_int(summary, "target", 0)),
		board_interval(m, sla, "low", "high")));
	if (before >= 0)
		line(m, SINK_DIM, message_put(m->arena, _("yesterday until now: %s"), board_percent(m, before)));
	hours(m, true, _("by the hour"));
}

static void oldest(struct board_maker *m)
{
	const struct json *summary = json_get(m->answer, "summary"), *waiting = json_get(summary, "waiting");
	const struct json *all = json_get(summary, "all_replies");
	int64_t longest = json_int(waiting, "longest", 0), target = json_int(summary, "target", 0);

	head(m, longest > target ? SINK_WARN : SINK_STRONG, _("Longest wait"), board_count(waiting) == 0 ? "-" :
		short_time(m, longest));
	line(m, SINK_PLAIN, json_bool(summary, "targets_differ", false) ? _("each has its own target")
		: message_put(m->arena, _("the target is %s"), board_seconds(m, target)));
	line(m, SINK_PLAIN, message_put(m->arena, _("today: %s"), report_answers(m->arena, all, false, false)));
}

/* How many accounts have a line each, so that how many more there are has one, too. */
static size_t accounts_room(const struct board_maker *m, size_t count)
{
	size_t shown = count > ACCOUNTS_MOST ? ACCOUNTS_MOST : count;
	size_t left = m->look->height > TITLE ? (size_t)m->look->height - TITLE : 1;

	return m->look->height == 0 || shown + (count > shown) <= left ? shown : left - 1;
}

static void accounts(struct board_maker *m)
{
	const struct json *by = json_path(m->answer, "accounts.by");
	size_t count = json_count(by), shown = accounts_room(m, count);
	int64_t most = 1;

	line(m, m->look->plain ? SINK_PLAIN : SINK_STRONG, _("Waiting now, by account"));
	board_blank(m);
	for (size_t i = 0; i < count; i++) {
		int64_t n = board_count(json_get(json_at(by, i), "waiting"));

		most = n > most ? n : most;
	}
	for (size_t i = 0; i < shown; i++) {
		const struct json *group = json_at(by, i);
		int64_t n = board_count(json_get(group, "waiting"));
		const char *name = json_text_or(group, "key", "");

		if (m->look->plain) {
			line(m, SINK_PLAIN, arena_printf(m->arena, _("%s: %s"), name, arena_printf(m->arena, "%" PRId64, n)));
			continue;
		}
		board_begin(m, "wall", name);
		board_put(m, SINK_PLAIN, name, NAME);
		board_put_shown(m, SINK_PLAIN, chart_bar(m->arena, m->look->ascii, (double)n, (double)most,
			board_is_wide(m, WIDE_FROM) ? 30 : 10));
		board_put_right(m, SINK_STRONG, board_integer(m, n), 6);
		board_end(m);
	}
	if (count > shown)
		one_line(m, SINK_DIM, arena_printf(m->arena, _("and %zu more: stats --by %s lists them"), count - shown,
			"account"), "");
	if (count == 0)
		line(m, SINK_DIM, _("nobody waits"));
}

struct board *wall_make(struct arena *arena, const struct json *dashboard, enum wall_panel panel,
	const struct board_look *look)
{
	static void (*const panels[WALL_PANELS])(struct board_maker *) = { waiting, in_time, oldest, accounts };
	struct board_maker m = { .arena = arena, .answer = dashboard, .look = look,
		.board = arena_alloc(arena, sizeof(struct board)) };

	panels[panel](&m);
	return m.board;
}

static struct board *spikes(struct arena *arena, const struct json *rows, bool whole, const struct board_look *look)
{
	struct board_maker m = { .arena = arena, .look = look, .board = arena_alloc(arena, sizeof(struct board)) };

	for (size_t i = 0; i < json_count(rows); i++)
		line(&m, SINK_WARN, spike_shown(arena, json_at(rows, i), whole));
	return m.board;
}

/* A line each, of which the last one counts the others. */
static struct board *spikes_cut(struct arena *arena, const struct json *rows, size_t most, const struct board_look *look)
{
	struct board_maker m = { .arena = arena, .look = look, .board = arena_alloc(arena, sizeof(struct board)) };
	size_t count = json_count(rows);

	for (size_t i = 0; i < count && i < most; i++)
		one_line(&m, SINK_WARN, spike_shown(arena, json_at(rows, i), false), i + 1 < most || count == most ? "" :
			arena_printf(arena, _(", and %zu more"), count - most));
	return m.board;
}

struct board *wall_spikes(struct arena *arena, const struct json *dashboard, size_t room, const struct board_look *look)
{
	const struct json *rows = json_get(dashboard, "spikes");
	size_t most = room > 0 ? room : 1;
	struct board *told = spikes(arena, rows, true, look);

	if (told->count > room)
		told = spikes(arena, rows, false, look);
	return told->count <= most ? told : spikes_cut(arena, rows, most, look);
}

/* ---- the command */

static void print(struct command_env *env, const struct board *board)
{
	for (size_t i = 0; i < board->count; i++)
		env->out->line(env->out->data, board->lines[i].spans, board->lines[i].span_count);
}

static err_t print_once(struct command_env *env)
{
	const struct board_look look = { .width = env->out->width, .ascii = env->out->ascii, .plain = env->out->plain };
	const struct board *told = NULL;
	struct call_request request;
	struct json *answer = NULL;
	err_t err = command_words(env, &request, 3, (const char *const[]){ "dashboard", "--period", "today" });

	if (err == NULL)
		err = command_call(env, &request, NULL, 0, NULL, NULL, &answer);
	if (err == NULL) {
		told = wall_spikes(env->arena, answer, SIZE_MAX, &look);
		print(env, told);
	}
	for (int panel = 0; err == NULL && panel < WALL_PANELS; panel++) {
		if ((panel > 0 || told->count > 0) && !look.plain)
			sink_blank(env->out);
		print(env, wall_make(env->arena, answer, (enum wall_panel)panel, &look));
	}
	json_destroy(answer);
	return err;
}

err_t own_wallboard(struct command_env *env, size_t count, const char *const *words)
{
	bool once = env->screen == NULL || env->wish.plain || (!env->out->terminal && env->wish.width == 0);
	const char *rotate = "15";

	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], "--once") == 0)
			once = true;
		else if (strcmp(words[i], "--rotate") == 0 && i + 1 < count && strlen(words[i + 1]) < 5 &&
		    words[i + 1][0] != '\0' && strspn(words[i + 1], "0123456789") == strlen(words[i + 1]))
			rotate = words[++i];
		else
			return err_make(ERR_USAGE, "usage: guichet wallboard [--once] [--rotate SECONDS]");
	}
	if (strtol(rotate, NULL, 10) > ROTATE_MOST)
		return err_make(ERR_USAGE, "wallboard: at most %d seconds a panel, 0 for one that stays", ROTATE_MOST);
	if (once)
		return print_once(env);
	env->wish.first = arena_printf(env->arena, "go wallboard %s", rotate);
	return env->screen(&env->options, &env->wish, env->out);
}
