/* SPDX-License-Identifier: ISC */
/*
 * Commands of rules: from a text to a checked call, and what a row says about
 * it.  A call that the row cannot judge counts as one that changes something.
 */
#include "guichet/model/rule.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/clock.h"
#include "guichet/base/str.h"
#include "guichet/base/words.h"

static err_t words_of(struct arena *arena, const char *text, const char ***out, size_t *count)
{
	const char **words = arena_array(arena, strlen(text) / 2 + 2, sizeof(*words));
	size_t n = 0;

	for (const char *p = word_skip(text); *p != '\0'; p = word_skip(p)) {
		words[n] = word_take(arena, &p);
		if (words[n++] == NULL)
			return err_make(ERR_USAGE, "a quote is not closed in: %s", text);
	}
	*out = words;
	*count = n;
	return NULL;
}

static err_t call_of(const char *text, size_t count, const char *const *words, const struct call **out)
{
	const struct call *call = count > 0 ? call_find(words[0]) : NULL;

	if (count == 0)
		return err_make(ERR_USAGE, "a command is empty");
	if (strpbrk(text, "\n\r") != NULL || strlen(text) > RULE_COMMAND_BYTES)
		return err_make(ERR_USAGE, "'%s': a rule's command is one line of at most %d bytes", words[0],
			RULE_COMMAND_BYTES);
	if (call == NULL || (call->flags & CALL_RULE) == 0 || call->args[0].kind != ARG_CONVERSATION)
		return err_make(ERR_USAGE, "'%s' is nothing that a rule may do", words[0]);
	*out = call;
	return NULL;
}

/* A text behind the conversation is everything up to the first option. */
static size_t text_join(struct arena *arena, const struct call *call, size_t count, const char **words)
{
	struct str text = { 0 };
	size_t plain = 0;

	if (call->args[1].kind != ARG_TEXT || (call->args[1].flags & ARG_OPTION) != 0)
		return count;
	while (plain < count && strncmp(words[plain], "--", 2) != 0)
		plain++;
	if (plain < 2)
		return count;
	for (size_t i = 0; i < plain; i++)
		str_printf(&text, "%s%s", i > 0 ? " " : "", words[i]);
	words[0] = arena_copy(arena, str_text(&text));
	str_finish(&text);
	memmove(&words[1], &words[plain], (count - plain) * sizeof(*words));
	return count - plain + 1;
}

err_t rule_command(struct arena *arena, const char *text, int64_t conversation, struct call_request *out)
{
	struct call_front front = { 0 };
	const struct call *call = NULL;
	const char **words = NULL;
	size_t count = 0;
	err_t err = words_of(arena, text, &words, &count);

	if (err == NULL)
		err = call_of(text, count, words, &call);
	if (err != NULL || call == NULL)
		return err;
	count = 1 + text_join(arena, call, count - 1, words + 1);
	words[0] = arena_printf(arena, "%" PRId64, conversation);
	err = call_parse(arena, call, count, words, out, &front);
	if (err == NULL && (call_where(out) != NULL || call_option_is_set(out, "partly") ||
	    call_option_is_set(out, "dry-run")))
		err = err_make(ERR_USAGE, "%s: --where, --partly and --dry-run are for people", call->name);
	if (err == NULL && call_count(out, "id") != 1)
		err = err_make(ERR_USAGE, "%s: a rule acts on the conversation that it looks at: name none", call->name);
	if (err == NULL && (front.file != NULL || front.edit || front.draft))
		err = err_make(ERR_USAGE, "%s: nobody is there to bring a text", call->name);
	return err;
}

const char **rule_lines(struct arena *arena, const char *text, size_t *count)
{
	const char **lines;
	size_t n = 0;

	for (const char *p = text; *p != '\0'; p++)
		n += *p == '\n';
	lines = arena_array(arena, n + 1, sizeof(*lines));
	for (size_t i = 0; i < n; i++) {
		size_t len = strcspn(text, "\n");

		lines[i] = arena_copy_n(arena, text, len);
		text += len + 1;
	}
	*count = n;
	return lines;
}

/* ---- what a row says */

static const struct { const char *call; enum status to; } moves[] = {
	{ "hold", STATUS_ON_HOLD }, { "pending", STATUS_PENDING }, { "reopen", STATUS_OPEN },
	{ "resolve", STATUS_RESOLVED }, { "snooze", STATUS_SNOOZED }, { "no-answer", STATUS_RESOLVED },
};
enum { MOVES = sizeof(moves) / sizeof(moves[0]) };

static const struct { const char *on, *off; unsigned mark; } marks[] = {
	{ "urgent", "calm", MARK_URGENT }, { "mute", "unmute", MARK_MUTED }, { "spam", "ham", MARK_SPAM },
};
enum { MARK_CALLS = sizeof(marks) / sizeof(marks[0]) };

static size_t move_of(const struct call *call)
{
	size_t i = 0;

	while (i < MOVES && strcmp(moves[i].call, call->name) != 0)
		i++;
	return i;
}

static bool has_tag(const struct list_row *row, const char *tag)
{
	size_t len = strlen(tag);

	for (const char *p = row->tags != NULL ? row->tags : ""; *p != '\0'; p += p[0] == ' ') {
		size_t n = strcspn(p, " ");

		if (n == len && strncasecmp(p, tag, n) == 0)
			return true;
		p += n;
	}
	return false;
}

static bool is_with(const struct list_row *row, const char *who, const char *me)
{
	if (strcmp(who, "nobody") == 0)
		return row->conv.assignee == 0;
	return row->conv.assignee != 0 && str_equal(row->assignee, strcmp(who, "@me") == 0 ? me : who);
}

static size_t mark_of(const char *name)
{
	size_t i = 0;

	while (i < MARK_CALLS && strcmp(marks[i].on, name) != 0 && strcmp(marks[i].off, name) != 0)
		i++;
	return i;
}

bool rule_would(const struct call_request *request, const struct list_row *row, const char *me)
{
	const char *name = request->call->name;
	size_t move = move_of(request->call), mark = mark_of(name);

	if (mark < MARK_CALLS)
		return ((row->conv.marks & marks[mark].mark) != 0) == (strcmp(name, marks[mark].off) == 0);
	if (strcmp(name, "tag") == 0 || strcmp(name, "untag") == 0)
		return has_tag(row, call_text(request, "tag")) == (*name == 'u');
	if (strcmp(name, "priority") == 0)
		return strcmp(priority_name(marks_priority(row->conv.marks)), call_text(request, "priority")) != 0;
	if (strcmp(name, "assign") == 0)
		return !is_with(row, call_text(request, "who"), me);
	return move == MOVES || row->conv.status != moves[move].to;
}

const char *rule_inverse(struct arena *arena, const struct call_request *request, const struct list_row *row)
{
	const char *name = request->call->name;
	char until[TIME_TEXT];

	if (strcmp(name, "tag") == 0 || strcmp(name, "untag") == 0)
		return arena_printf(arena, "%s %s", *name == 't' ? "untag" : "tag", call_text(request, "tag"));
	if (strcmp(name, "priority") == 0)
		return arena_printf(arena, "priority %s", priority_name(marks_priority(row->conv.marks)));
	if (strcmp(name, "assign") == 0)
		return arena_printf(arena, "assign %s", row->conv.assignee != 0 ? row->assignee : "nobody");
	if (mark_of(name) < MARK_CALLS)
		return strcmp(name, marks[mark_of(name)].on) == 0 ? marks[mark_of(name)].off : marks[mark_of(name)].on;
	if (move_of(request->call) == MOVES)
		return NULL;
	for (size_t i = 0; i < MOVES; i++)
		if (moves[i].to == row->conv.status)
			return row->conv.status != STATUS_SNOOZED ? moves[i].call : arena_printf(arena, "snooze %s",
				row->conv.snoozed_until == 0 ? "reply" : time_format(row->conv.snoozed_until, until));
	return NULL;
}
