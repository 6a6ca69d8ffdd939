/* SPDX-License-Identifier: ISC */
/*
 * Reports on the command line: the document as text, CSV, HTML or JSON, the
 * rows behind it, and in words what moved since one was published.
 */
#include "parts.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/model/figures.h"
#include "guichet/report/report.h"

/* Line by line as it is: each text in it was shown already. */
static void lines_put(struct command_env *env, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		const char *line = arena_copy_n(env->arena, text, len > 0 && text[len - 1] == '\r' ? len - 1 : len);

		env->out->json(env->out->data, line);
		text += len + (text[len] == '\n');
	}
}

static void text_put(struct command_env *env, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		say(env, SINK_PLAIN, arena_copy_n(env->arena, text, len));
		text += len + (text[len] == '\n');
	}
}

/* What the catalogue says of its own language. */
static const char *language(void)
{
	return strcmp(_("Report"), "Report") == 0 ? "en" : "fr";
}

/* ---- the rows behind it */

struct rows { struct command_env *env; const char *since, *until; bool csv; };

static void rows_head(struct command_env *env)
{
	lines_put(env, "conv,account,case,kind,start,end,outcome,seconds,business_seconds,credit,own,target,sla,surface");
}

static err_t row_put(void *data, const struct json *row)
{
	static const char *const members[] = { "conv", "account", "case", "kind", "start", "end", "outcome", "seconds",
		"business_seconds", "credit", "own", "target", "sla", "surface" };
	struct rows *rows = data;
	const char *start = json_text_or(row, "start", "");
	const struct json *flags = json_get(row, "flags");
	struct str line = { 0 };

	if ((rows->since != NULL && strcmp(start, rows->since) < 0) || strcmp(start, rows->until) >= 0)
		return NULL;
	for (size_t i = 0; i < json_count(flags); i++)
		if (strcmp(json_text_at(flags, i), "excluded") == 0)
			return NULL;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct json *value = json_get(row, members[i]);

		if (i > 0)
			str_add_char(&line, ',');
		if (value != NULL && json_value_text(value) != NULL)
			report_csv_cell(rows->env->arena, json_value_text(value), &line);
		else if (value != NULL)
			json_dump(value, &line);
	}
	lines_put(rows->env, str_text(&line));
	str_finish(&line);
	return NULL;
}

/* The waits of the same conversations, as they were known at the same instant. */
static err_t rows_put(struct command_env *env, const struct json *document)
{
	const struct json *figures = json_get(document, "figures");
	struct rows rows = { .env = env, .since = json_text(figures, "since"), .until = json_text_or(figures, "until", "9") };
	const char *words[] = { "waits", "--as-of", json_text_or(document, "as_of", ""), "--",
		json_text_or(document, "query", "") };
	struct call_request request = { 0 };
	struct json *answer = NULL;
	err_t err = command_words(env, &request, json_text(document, "query") == NULL ? 3 : 5, words);

	rows_head(env);
	if (err == NULL)
		err = command_call(env, &request, NULL, 0, row_put, &rows, &answer);
	json_destroy(answer);
	return err;
}

/* ---- in the form that was asked for */

err_t report_say(struct command_env *env, const struct call_request *request, const struct json *document)
{
	const char *format = call_text(request, "format"), *lang = call_text(request, "lang");
	struct str text = { 0 };

	if (lang == NULL)
		lang = json_text(document, "lang");
	if (lang != NULL)
		message_language(lang);
	if (format == NULL)
		format = env->front.csv || env->front.tsv ? "csv" : "text";
	if (call_flag(request, "rows")) {
		message_language(NULL);
		return rows_put(env, document);
	}
	if (strcmp(format, "json") == 0) {
		json_dump(document, &text);
		lines_put(env, str_text(&text));
	} else if (strcmp(format, "html") == 0) {
		report_html(env->arena, document, language(), &text);
		lines_put(env, str_text(&text));
	} else if (strcmp(format, "csv") == 0) {
		report_csv(env->arena, document, &text);
		lines_put(env, str_text(&text));
	} else {
		report_text(env->arena, document, &text);
		text_put(env, str_text(&text));
	}
	str_finish(&text);
	message_language(NULL);
	return NULL;
}

err_t report_published_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	(void)request;
	say(env, SINK_PLAIN, arena_printf(env->arena, _("published as number %" PRId64 ": guichet report show %" PRId64
		" has it for good"), json_int(answer, "number", 0), json_int(answer, "number", 0)));
	if (json_int(answer, "mailed", 0) > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, message_plural("mailed to %" PRId64 " address: guichet mail list",
			"mailed to %" PRId64 " addresses: guichet mail list", (uint64_t)json_int(answer, "mailed", 0)),
			json_int(answer, "mailed", 0)));
	return NULL;
}

/* ---- what moved */

static void count_say(struct command_env *env, const struct json *answer, const char *path, const char *text)
{
	int64_t n = json_value_int(json_path(answer, path), 0);

	if (n > 0)
		say(env, SINK_PLAIN, arena_printf(env->arena, _("%s: %s"), _(text), number_grouped(env->arena, n)));
}

static const char *figure_text(struct command_env *env, enum metric metric, const struct json *figure)
{
	const struct json *share = json_get(figure, "share");

	if (metric_info(metric)->shape == METRIC_SPAN)
		return report_hours(env->arena, json_int(figure, "seconds", 0));
	if (metric_info(metric)->shape > METRIC_SPAN)
		return report_rate(env->arena, metric, figure);
	if (share != NULL)
		return number_decimal(env->arena, arena_printf(env->arena, "%.1f %%", json_value_number(share, 0) * 100));
	if (json_get(figure, "p50") != NULL)
		return arena_printf(env->arena, "%" PRId64 ", P50 %s", json_int(figure, "n", 0),
			render_seconds(env->arena, json_int(figure, "p50", 0)));
	return arena_printf(env->arena, "%" PRId64, json_int(figure, "n", 0));
}

/* What moved less than is shown, as a count of who is undecided, is in JSON alone: NULL. */
static const char *moved_text(struct command_env *env, const struct json *moved)
{
	enum metric metric = METRIC_WAITS;
	const char *name = json_text_or(moved, "metric", "");
	const char *title = metric_find(name, &metric) ? _(metric_info(metric)->title) : name;
	const char *was = figure_text(env, metric, json_get(moved, "was")), *is = figure_text(env, metric, json_get(moved, "is"));

	if (strcmp(was, is) == 0)
		return NULL;
	return json_get(moved, "again") == NULL ? arena_printf(env->arena, _("%s: %s -> %s"), title, was, is)
		: arena_printf(env->arena, _("%s: %s -> %s; counted by the rules of today it was %s then"), title, was, is,
		figure_text(env, metric, json_get(moved, "again")));
}

/* Each way in which the program counts otherwise than when the report was published. */
static void changes_say(struct command_env *env, const struct json *answer)
{
	const struct json *changes = json_get(answer, "counting_changes");

	for (size_t i = 0; i < json_count(changes); i++)
		say(env, SINK_PLAIN, arena_printf(env->arena,
			_("the program counts differently since version %" PRId64 " of its rules: %s"),
			json_int(json_at(changes, i), "version", 0), _(json_text_or(json_at(changes, i), "what", ""))));
	if (json_int(answer, "counting", 0) > json_int(answer, "other_counting", 0))
		say(env, SINK_PLAIN, arena_printf(env->arena, _("it was counted by version %" PRId64
			" of the program's rules, this is by the older version %" PRId64),
			json_int(answer, "counting", 0), json_int(answer, "other_counting", 0)));
}

err_t report_diff_say(struct command_env *env, const struct call_request *request, const struct json *answer)
{
	static const struct { const char *path, *text; } reasons[] = {
		{ "late", N_("rows of the ledger that came late") },
		{ "waits.revised", N_("waits that were revised") },
		{ "waits.fresh", N_("waits that were not known") },
		{ "waits.gone", N_("waits that are none any more") },
		{ "waits.ended", N_("waits that have ended since") },
		{ "waits.remeasured", N_("waits measured by other hours or targets") },
		{ "excluded", N_("conversations left out") },
		{ "included", N_("conversations taken in again") },
		{ "schedules", N_("schedules with another version") },
		{ "settings", N_("settings changed") },
		{ "recounted", N_("figures that are others when this program counts them again as of then") },
		{ "annotations", N_("lines written to dates, or taken off") },
	};
	const struct json *moved = json_get(answer, "moved");
	const char **lines = arena_array(env->arena, json_count(moved) + 1, sizeof(*lines));
	size_t count = 0;

	(void)request;
	for (size_t i = 0; i < json_count(moved); i++)
		if ((lines[count] = moved_text(env, json_at(moved, i))) != NULL)
			count++;
	say(env, SINK_STRONG, arena_printf(env->arena, message_plural("%zu figure moved since ledger row %" PRId64,
		"%zu figures moved since ledger row %" PRId64, count), count, json_int(answer, "seq", 0)));
	for (size_t i = 0; i < count; i++)
		say(env, SINK_PLAIN, lines[i]);
	changes_say(env, answer);
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		count_say(env, answer, reasons[i].path, reasons[i].text);
	return NULL;
}
