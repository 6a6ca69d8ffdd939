/* SPDX-License-Identifier: ISC */
/* Figures as CSV or TSV: a line for each metric of each group, every number that JSON has. */
#include "parts.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/model/figures.h"

static const char *const members[] = { "n", "open", "waived", "withdrawn", "p50", "p90", "p95", "p99", "p50_low",
	"p50_high", "longest", "business.p50", "business.p90", "business.p95", "met", "missed", "undecided",
	"excluded", "share", "share_low", "share_high", "target", "seconds", "of_seconds", "rate" };

/* Shares have one name here, whether they stand alone or beside times. */
static const struct json *member_of(const struct json *figure, const char *member)
{
	static const char *const other[][3] = { { "share", "share", "within_target" },
		{ "share_low", "low", "within_target_low" }, { "share_high", "high", "within_target_high" } };

	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		if (strcmp(member, other[i][0]) == 0) {
			const struct json *value = json_get(figure, other[i][1]);

			return value != NULL ? value : json_get(figure, other[i][2]);
		}
	return json_path(figure, member);
}

static void names_put(struct command_env *env, struct str *line, const char *section, const char *key, const char *name)
{
	if (section != NULL)
		render_cell(env, line, section, true);
	render_cell(env, line, key, true);
	render_cell(env, line, name, true);
}

/* Whole seconds, counts and shares as one line; a figure that is NULL is the header.  section may be NULL. */
static void figure_line(struct command_env *env, const char *section, const char *key, const char *name,
	const struct json *figure)
{
	struct str line = { 0 };

	names_put(env, &line, section, key, name);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct json *member = figure == NULL ? NULL : member_of(figure, members[i]);
		struct str value = { 0 };

		if (figure == NULL)
			str_add(&value, members[i]);
		else if (member != NULL)
			json_dump(member, &value);
		render_cell(env, &line, str_text(&value), false);
		str_finish(&value);
	}
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
}

static void group_lines(struct command_env *env, const char *section, const char *key, const struct json *group)
{
	for (int i = 0; group != NULL && i < METRICS; i++) {
		const char *name = metric_info((enum metric)i)->name;

		if (json_get(group, name) != NULL)
			figure_line(env, section, key, name, json_get(group, name));
	}
}

static void lines(struct command_env *env, const char *section, const struct json *stats)
{
	const struct json *by = json_get(stats, "by");

	group_lines(env, section, "all", stats);
	group_lines(env, section, "before", json_get(stats, "before"));
	for (size_t i = 0; i < json_count(by); i++)
		group_lines(env, section, stats_group_name(env, stats, json_at(by, i)), json_at(by, i));
}

void stats_separated(struct command_env *env, const struct json *stats)
{
	figure_line(env, NULL, "key", "figure", NULL);
	lines(env, NULL, stats);
}

void stats_section(struct command_env *env, const char *section, const struct json *stats)
{
	if (section == NULL)
		figure_line(env, "section", "key", "figure", NULL);
	else
		lines(env, section, stats);
}

void stats_number(struct command_env *env, const char *section, const char *key, const char *name, int64_t n)
{
	struct str line = { 0 };

	names_put(env, &line, section, key, name);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		render_cell(env, &line, strcmp(members[i], "n") == 0 ? arena_printf(env->arena, "%" PRId64, n) : "", false);
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
}
