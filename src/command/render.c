/* SPDX-License-Identifier: ISC */
/* Answers as text, CSV or TSV: the rows of columns.c, drawn or separated. */
#include "parts.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "columns.h"
#include "guichet/command/states.h"

enum { PLAIN_CELL = 200, PIPED_REST = 160 };

bool render_has_table(const struct call *call)
{
	return table_find(call) != NULL;
}

const char *render_seconds(struct arena *arena, int64_t seconds)
{
	const int64_t most = INT64_MAX / 1000;
	char text[TIME_TEXT];

	seconds = seconds > most ? most : seconds < -most ? -most : seconds;
	return arena_copy(arena, duration_format(seconds * 1000, text));
}

/* By the reader's own clock; false: that is no instant. */
static bool local_of(const char *rfc3339, struct tm *out)
{
	int64_t ms;
	time_t seconds;

	if (rfc3339 == NULL || time_parse(rfc3339, &ms) != NULL)
		return false;
	seconds = (time_t)(ms / 1000);
	localtime_r(&seconds, out);
	return true;
}

const char *render_when(struct arena *arena, const char *rfc3339)
{
	char text[64];
	struct tm tm;

	if (!local_of(rfc3339, &tm))
		return "";
	message_time(text, sizeof(text), _("%d %b %H:%M"), &tm);
	return arena_copy(arena, text);
}

const char *render_tm(struct command_env *env, const struct tm *tm)
{
	time_t seconds = (time_t)(render_now(env) / 1000);
	struct tm now;
	char text[64];

	localtime_r(&seconds, &now);
	message_time(text, sizeof(text), tm->tm_year == now.tm_year ? _("%d %b %H:%M") : _("%d %b %Y %H:%M"), tm);
	return arena_copy(env->arena, text);
}

const char *render_at(struct command_env *env, const char *rfc3339)
{
	struct tm tm;

	return local_of(rfc3339, &tm) ? render_tm(env, &tm) : "";
}

bool render_has_figures(const struct call *call)
{
	return strcmp(call->name, "stats") == 0 || strcmp(call->name, "dashboard") == 0;
}

int64_t render_now(const struct command_env *env)
{
	struct clock clock = env->clock != NULL ? *env->clock : env->client != NULL ? client_clock(env->client) :
		clock_system();

	return clock_now(&clock);
}

/* as_of: the instant that a row of the past is of, or NULL. */
static const char *due_text(struct command_env *env, const char *due, const char *as_of)
{
	struct arena *arena = env->arena;
	int64_t ms, left, now;

	if (due == NULL || time_parse(due, &ms) != NULL)
		return "";
	if (as_of == NULL || time_parse(as_of, &now) != NULL)
		now = render_now(env);
	left = (ms - now) / 1000;
	return left == 0 ? _("now") : left > 0 ? arena_printf(arena, _("in %s"), render_seconds(arena, left))
			 : arena_printf(arena, _("%s late"), render_seconds(arena, -left));
}

static const char *list_text(struct arena *arena, const struct json *list)
{
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(list); i++) {
		const char *word = json_value_text(json_at(list, i));

		str_add(&text, i > 0 ? " " : "");
		if (word != NULL)
			str_add(&text, word);
		else
			str_printf(&text, "%" PRId64, json_value_int(json_at(list, i), 0));
	}
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

/* What stands above every deadline says so where the deadline is. */
static const char *urgent_text(struct command_env *env, const struct json *row, const char *due)
{
	const struct json *marks = json_get(row, "marks");

	for (size_t i = 0; i < json_count(marks); i++)
		if (str_equal(json_text_at(marks, i), "urgent"))
			return arena_printf(env->arena, "! %s", due);
	return due;
}

/* What happened, until when, and what it took back. */
static const char *told_text(struct arena *arena, const struct json *row, const char *text)
{
	const char *undoes = json_text(row, "undoes"), *redoes = json_text(row, "redoes");
	const char *until = json_text(row, "until"), *player = json_text(row, "played_by");

	text = text == NULL ? "" : str_equal(json_text(row, "kind"), "status") ? state_shown(text) : text;
	if (until != NULL)
		text = arena_printf(arena, _("%s until %s"), text, render_when(arena, until));
	if (undoes != NULL || redoes != NULL)
		text = arena_printf(arena, "%s%s[%s]", text, *text == '\0' ? "" : " ",
			message_put(arena, undoes != NULL ? _("undo of %s") : _("redo of %s"), undoes != NULL ? undoes : redoes));
	if (player != NULL)
		text = arena_printf(arena, "%s%s[%s]", text, *text == '\0' ? "" : " ", message_put(arena, _("by %s"), player));
	return text;
}

/* Where there is no room for a column, what not everybody may read says so itself. */
static const char *words_text(struct command_env *env, const struct json *row, const char *text)
{
	const char *visibility = json_text_or(row, "visibility", "public"), *of = json_text_or(row, "due_of", "target");

	text = str_past_names(text);
	if (*of == 'p' || *of == 'w')
		text = arena_printf(env->arena, "%s%s", *of == 'p' ? _("[promised] ") : _("[window] "), text);
	if (env->out->plain || env->out->width == 0 || env->out->width >= SEEN_BY_FROM || strcmp(visibility, "public") == 0 ||
	    strcmp(visibility, "unlisted") == 0)
		return text;
	return arena_printf(env->arena, "[%s] %s", visibility_shown(visibility), text);
}

/* What was missed, by the clock of who reads it. */
static const char *gap_told(struct arena *arena, const struct json *row)
{
	const char *from = json_text(row, "gap_from"), *to = json_text(row, "gap_to");
	const char *sentence = from != NULL ?
		_("not all that was written between %s and %s was read: more was waiting than one poll takes") :
		_("not all that was written before %s was read: more was waiting than one poll takes");

	if (to == NULL)
		return json_text(row, "gap");
	if (from != NULL)
		sentence = message_put(arena, sentence, render_when(arena, from));
	return message_put(arena, sentence, render_when(arena, to));
}

/* How much our clock is off, by that clock. */
static const char *clock_told(struct arena *arena, const struct json *row)
{
	const char *since = json_text(row, "clock_since"), *sentence;
	int64_t ms = json_int(row, "clock_ms", 0);
	char by[TIME_TEXT];

	if (since == NULL)
		return NULL;
	sentence = ms < 0 ? _("our clock is %s ahead of the network's; times that we took ourselves are corrected by it "
			"since %s; set the clock (NTP)")
		: _("our clock is %s behind the network's; times that we took ourselves are corrected by it since %s; "
			"set the clock (NTP)");
	sentence = message_put(arena, sentence, duration_format((ms < 0 ? -ms : ms) + 500, by));
	return message_put(arena, sentence, render_when(arena, since));
}

/*
 * Where the address is a number of the network's own, or none at all, the name
 * says more; but a name that looks like an address is chosen to be taken for one.
 */
static const char *who_text(const struct json *row, const char *handle)
{
	const char *contact = json_text_or(row, "contact", "");
	bool is_number = handle[strspn(handle, "0123456789-")] == '\0' || strncmp(handle, "did:", 4) == 0;

	return is_number && *contact != '\0' && *contact != '@' ? contact : handle;
}

/* As it is, with what stands behind the point. */
static const char *number_text(struct arena *arena, const struct json *value)
{
	struct str text = { 0 };
	const char *copy;

	json_dump(value, &text);
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

/* A number from 0 to 1. */
static const char *share_text(struct arena *arena, const struct json *value, bool pretty)
{
	return pretty ? arena_printf(arena, "%.0f %%", json_value_number(value, 0) * 100) : number_text(arena, value);
}

/* A time or, for people, the number that stands for it; neither is nothing. */
static const char *measured_text(struct arena *arena, const struct json *row, const char *key, bool pretty)
{
	int64_t seconds = json_int(row, key, -1), amount = json_int(row, "amount", -1);

	if (pretty && amount >= 0)
		return arena_printf(arena, "%" PRId64, amount);
	return seconds < 0 ? "" : pretty ? render_seconds(arena, seconds) : arena_printf(arena, "%" PRId64, seconds);
}

const char *table_cell(struct command_env *env, const struct column *column, const struct json *row, bool pretty)
{
	struct arena *arena = env->arena;
	const struct json *value = json_get(row, column->key);
	const char *text = json_text(row, column->key);

	/* For people: where nothing else is wrong, what was missed; and where nothing was, that our clock is off. */
	if (column->kind == CELL_TROUBLE && pretty && text == NULL)
		value = json_get(row, "gap"), text = gap_told(arena, row);
	if (column->kind == CELL_TROUBLE && pretty && text == NULL)
		value = json_get(row, "clock"), text = clock_told(arena, row);
	if (column->kind == CELL_WHO)
		return pretty ? who_text(row, text != NULL ? text : "") : text != NULL ? text : "";
	if (value == NULL && column->kind != CELL_MEASURED)
		return "";
	switch (column->kind) {
	case CELL_TEXT:
		return text != NULL ? text : "";
	case CELL_REASON:
	case CELL_TROUBLE:
		return text == NULL ? "" : pretty ? message_told(arena, text) : text;
	case CELL_STATE:
		return pretty ? state_shown(text != NULL ? text : "") : text != NULL ? text : "";
	case CELL_DEED:
		return pretty ? deed_shown(text != NULL ? text : "") : text != NULL ? text : "";
	case CELL_COUNTS:
		return pretty ? counts_shown(row) : text != NULL ? text : "";
	case CELL_HOURS:
		return text == NULL ? "" : pretty && text[0] == '\0' ? _(NC_("hours", "never open")) :
			pretty ? hours_folded(arena, text) : text;
	case CELL_WAIT:
		return pretty ? wait_shown(text != NULL ? text : "") : text != NULL ? text : "";
	case CELL_WHO:
		break;
	case CELL_WORDS:
		return pretty ? words_text(env, row, text != NULL ? text : "") : text != NULL ? text : "";
	case CELL_INT:
		return arena_printf(arena, "%" PRId64, json_int(row, column->key, 0));
	case CELL_SECONDS:
		return pretty ? render_seconds(arena, json_int(row, column->key, 0))
			      : arena_printf(arena, "%" PRId64, json_int(row, column->key, 0));
	case CELL_MEASURED:
		return measured_text(arena, row, column->key, pretty);
	case CELL_DUE:
		return pretty ? urgent_text(env, row, due_text(env, text, json_text(row, "as_of"))) : text;
	case CELL_WHEN:
		return pretty ? render_at(env, text) : text;
	case CELL_SHARE:
		return share_text(arena, value, pretty);
	case CELL_NUMBER:
		return pretty ? number_decimal(arena, number_text(arena, value)) : number_text(arena, value);
	case CELL_LIST:
		return list_text(arena, value);
	case CELL_BOOL:
		return json_bool(row, column->key, false) ? pretty ? _("yes") : "yes" : pretty ? _("no") : "no";
	case CELL_SENTENCE:
		return text == NULL ? "" : pretty ? _(text) : text;
	case CELL_TOLD:
		return pretty ? told_text(arena, row, text) : text;
	}
	return "";
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe. */
static void csv_cell(struct str *out, const char *text, bool is_text)
{
	bool quote = strpbrk(text, ",\"\n\r") != NULL;

	if (quote)
		str_add_char(out, '"');
	if (is_text && *text != '\0' && strchr("=+-@\t\r", *text) != NULL)
		str_add_char(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			str_add_char(out, '"');
		str_add_char(out, *text);
	}
	if (quote)
		str_add_char(out, '"');
}

void render_cell(struct command_env *env, struct str *line, const char *text, bool is_text)
{
	struct shown shown = shown_line(env->arena, text);

	if (line->len > 0)
		str_add_char(line, env->front.csv ? ',' : '\t');
	if (env->front.csv)
		csv_cell(line, shown.bytes, is_text);
	else
		str_add(line, shown.bytes);
}

static void separated_line(struct command_env *env, const struct table *table, const struct json *row)
{
	struct str line = { 0 };

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];

		render_cell(env, &line, row == NULL ? column->key : table_cell(env, column, row, false),
			column->kind == CELL_TEXT || column->kind == CELL_WHO || column->kind == CELL_LIST || column->kind == CELL_TOLD);
	}
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
}

/* For a program that reads columns: every one that a wide terminal shows, by tabs, and one line of what is long. */
static void piped_line(struct command_env *env, const struct table *table, const struct json *row)
{
	struct str line = { 0 };
	bool first = true;

	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		struct shown cell;

		if (column->width == 0)
			continue;
		cell = shown_line(env->arena, table_cell(env, column, row, true));
		str_printf(&line, "%s%s", first ? "" : "\t",
			column->width < 0 ? shown_cut(env->arena, cell, PIPED_REST).bytes : cell.bytes);
		first = false;
	}
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
}

static bool is_said(const struct column *column)
{
	return column->width != 0 && (column->said == NULL || strcmp(column->said, SAID_NOT) != 0);
}

/* What there is to say, one after the other; the row of a conversation begins with the number that opens it. */
static void plain_line(struct command_env *env, const struct table *table, const struct json *row)
{
	struct str line = { 0 };

	if (table->numbered)
		str_printf(&line, "%zu:", ++env->rows_before);
	for (size_t i = 0; i < table->count; i++) {
		const struct column *column = &table->columns[i];
		struct shown cell = shown_cut(env->arena, shown_line(env->arena, table_cell(env, column, row, true)), PLAIN_CELL);

		if (!is_said(column) || cell.len == 0)
			continue;
		str_add(&line, line.len == 0 ? "" : line.text[line.len - 1] == ':' ? " " : ", ");
		if (column->said == NULL)
			str_printf(&line, "%s ", _(column->title));
		str_printf(&line, "%s%s", column->said != NULL ? _(column->said) : "", cell.bytes);
	}
	sink_text(env->out, SINK_PLAIN, shown_line(env->arena, str_text(&line)));
	str_finish(&line);
}

static void row_line(struct command_env *env, const struct table *table, const struct json *row)
{
	if (env->front.csv || env->front.tsv)
		separated_line(env, table, row);
	else if (env->out->plain)
		plain_line(env, table, row);
	else if (env->out->width == 0 && !env->out->terminal)
		piped_line(env, table, row);
	else
		table_row(env, table, row);
}

/* A change of a followed page: what came or moved is a row, what left is said. */
static void change_line(struct command_env *env, const struct table *table, const struct json *change)
{
	const struct json *put = json_get(change, "put");

	if (put != NULL)
		row_line(env, table, put);
	else if (json_get(change, "gone") != NULL)
		sink_text(env->out, SINK_DIM, shown_line(env->arena,
			arena_printf(env->arena, _("#%" PRId64 " left this page"), json_int(change, "gone", 0))));
	else
		row_line(env, table, change);
}

void render_rows(struct command_env *env, const struct call *call, const struct json *rows)
{
	const struct table *table = table_find(call);

	if (!json_is_array(rows)) {
		change_line(env, table, rows);
		return;
	}
	if (json_count(rows) == 0) {
		command_note(env, _(table->empty));
		return;
	}
	if (env->out->terminal && !env->out->plain && !env->front.csv && !env->front.tsv) {
		table_rows(env, table, rows);
		return;
	}
	if (env->front.csv || env->front.tsv)
		row_line(env, table, NULL);
	for (size_t i = 0; i < json_count(rows); i++)
		row_line(env, table, json_at(rows, i));
}

static void json_line(struct command_env *env, const struct json *value)
{
	struct str line = { 0 };

	json_dump(value, &line);
	env->out->json(env->out->data, str_text(&line));
	str_finish(&line);
}

void render_json(struct command_env *env, const struct json *value)
{
	const struct json *rows = json_get(value, "rows");

	if (json_is_array(rows))
		for (size_t i = 0; i < json_count(rows); i++)
			json_line(env, json_at(rows, i));
	else
		json_line(env, value);
}
