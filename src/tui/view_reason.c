/* SPDX-License-Identifier: ISC */
/*
 * One wait or case behind a figure, in full: its ends, both clocks, the
 * schedule and the target that it was measured by, what it counts as and why,
 * and what the ledger has of it.  Enter reads the conversation.
 */
#include "reason.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/message.h"

enum { LABEL = 16 };

struct reason { struct json *row; };

static const struct json *row_of(const struct view *view)
{
	return ((const struct reason *)view->state)->row;
}

static void fact(struct view *view, const char *label, const char *text)
{
	struct pager *pager = &view->pager;

	struct shown name = shown_fit(pager->arena, shown_line(pager->arena, label), LABEL);
	struct shown what = shown_cut(pager->arena, shown_line(pager->arena, text), pager->built_width - LABEL);

	pager_line(pager, (const struct pager_span[]){ { STYLE_DIM, name }, { STYLE_NORMAL, what } }, 2);
}

static const char *seconds(struct arena *arena, const struct json *row, const char *key)
{
	char text[TIME_TEXT];

	return arena_copy(arena, duration_format(json_int(row, key, 0) * 1000, text));
}

/* What the figure takes of it: a time by two clocks, or a number; of some neither. */
static void measured_facts(struct view *view, const struct json *row)
{
	struct arena *arena = view->pager.arena;
	const char *schedule = json_text(row, "schedule");
	int64_t amount = json_int(row, "amount", -1);

	if (amount >= 0)
		fact(view, _("measured"), arena_printf(arena, "%" PRId64, amount));
	if (json_int(row, "seconds", -1) < 0)
		return;
	fact(view, _("measured"), arena_printf(arena, _("%s by the calendar, %s of open hours"), seconds(arena, row, "seconds"),
		seconds(arena, row, "business_seconds")));
	fact(view, _("open hours"), schedule != NULL
		? message_put(arena, _("of the schedule %s, as it was in force then"), schedule)
		: _("no schedule: always open, nothing was left out"));
}

static void wait_facts(struct view *view, const struct json *row)
{
	struct arena *arena = view->pager.arena;
	const char *agent = json_text(row, "agent");

	fact(view, _("target"), seconds(arena, row, "target"));
	fact(view, _("answered by"), agent == NULL ? _("nobody") :
		json_int(row, "own", 0) == json_int(row, "seconds", 0) ? agent :
		arena_printf(arena, _("%s, theirs for %s"), agent, seconds(arena, row, "own")));
}

/* What happened, for people; a kind that has no words here keeps its name. */
static const char *event_words(const char *kind)
{
	static const struct { const char *kind, *words; } said[] = {
		{ "message_in", N_("the customer wrote") }, { "message_out", N_("a reply left") },
		{ "message_failed", N_("a reply could not leave") }, { "message_edited", N_("a message was changed") },
		{ "message_deleted", N_("a message was deleted") }, { "assigned", N_("somebody got it") },
		{ "unassigned", N_("nobody has it") }, { "handed_over", N_("a bot asked for a person") },
		{ "status", N_("its status changed") }, { "merged", N_("it was merged") },
		{ "unmerged", N_("it was parted again") }, { "linked", N_("it goes on from another") },
		{ "unlinked", N_("it stands alone again") }, { "spam", N_("marked as spam") },
		{ "unspam", N_("no longer spam") }, { "tagged", N_("a tag was put on") },
		{ "untagged", N_("a tag was taken off") }, { "note", N_("a note was written") },
		{ "muted", N_("it was muted") }, { "unmuted", N_("no longer muted") },
		{ "urgent", N_("marked as urgent") }, { "calm", N_("no longer urgent") },
		{ "promised", N_("an answer was promised") }, { "promise_kept", N_("the promise was kept") },
		{ "viewed", N_("somebody read it") }, { "survey_sent", N_("a survey was sent") },
		{ "survey", N_("the customer answered the survey") }, { "priority", N_("its priority changed") },
		{ "acted", N_("something was done at the network") },
		{ "act_failed", N_("the network did not do what was asked") },
		{ "note_withdrawn", N_("a note was taken back") }, { "contact", N_("what is known of the customer changed") },
		{ "promise_dropped", N_("the promise was dropped") }, { "approval_asked", N_("a second person was asked") },
		{ "approved", N_("a reply was approved") }, { "declined", N_("a reply was declined") },
		{ "approval_voided", N_("an approval came to nothing") },
		{ "excluded", N_("left out of the figures") }, { "included", N_("counts in the figures again") },
	};

	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (strcmp(said[i].kind, kind) == 0)
			return _(said[i].words);
	return kind;
}

/* "its status changed: resolved" */
static const char *event_said(struct arena *arena, const struct json *event)
{
	const char *words = event_words(json_text_or(event, "kind", "")), *to = json_text(event, "to");

	return to == NULL ? words : arena_printf(arena, _("%s: %s"), words, state_shown(to));
}

static int words_width(struct arena *arena, const struct json *list)
{
	int width = 0;

	for (size_t i = 0; i < json_count(list); i++) {
		int one = shown_line(arena, event_said(arena, json_at(list, i))).width;

		width = one > width ? one : width;
	}
	return width;
}

/* The customer is told of by what they did. */
static const char *event_who(const struct json *event)
{
	static const char *const nobody[][2] = { { "customer", "" }, { "human", NC_("who", "a colleague") },
		{ "bot", NC_("who", "a bot") }, { "automatic", NC_("who", "by itself") },
		{ "external", NC_("who", "in the network's own application") }, { "system", NC_("who", "the desk") } };
	const char *who = json_text_or(event, "who", "");

	for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++)
		if (strcmp(who, nobody[i][0]) == 0)
			return *nobody[i][1] == '\0' ? "" : _(nobody[i][1]);
	return who;
}

/* Our clock said when, and it was off: "  clock +5 s". */
static const char *corrected_said(struct arena *arena, const struct json *event)
{
	int64_t ms = json_int(event, "corrected_ms", 0);
	char by[TIME_TEXT];

	if (ms == 0)
		return "";
	(void)duration_format(ms + (ms < 0 ? -500 : 500), by);
	return arena_printf(arena, "  %s", message_put(arena, _("clock %s"), ms < 0 ? by : arena_printf(arena, "+%s", by)));
}

static void events(struct view *view, const struct json *row)
{
	const struct json *list = json_get(row, "events");
	struct pager *pager = &view->pager;
	struct arena *arena = pager->arena;
	int width = words_width(arena, list);

	pager_blank(pager);
	pager_text(pager, STYLE_HEADING, shown_literal(_("What the ledger has of it")));
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *event = json_at(list, i);

		pager_line(pager, (const struct pager_span[]){
			{ STYLE_DIM, shown_fit(arena, shown_line(arena, text_clock(view->tui, arena, json_time(event, "at"))), LABEL) },
			{ STYLE_NORMAL, shown_fit(arena, shown_line(arena, event_said(arena, event)), width + 2) },
			{ STYLE_DIM, shown_line(arena, arena_printf(arena, "%s %" PRId64 "  ", _("row"), json_int(event, "seq", 0))) },
			{ STYLE_OTHERS, shown_line(arena, event_who(event)) },
			{ STYLE_DIM, shown_line(arena, corrected_said(arena, event)) } }, 5);
	}
}

static void build(struct view *view, int width)
{
	const struct json *row = row_of(view);
	struct pager *pager = &view->pager;
	struct arena *arena = pager->arena;
	const char *contact = json_text(row, "contact");
	const char *kind = json_text(row, "kind");
	int64_t end = json_time(row, "end");

	pager_begin(pager, width);
	if (row == NULL)
		return;
	pager_blank(pager);
	pager_block(pager, STYLE_STRONG, shown_line(arena, arena_printf(arena, _("%s: %s."),
		counts_shown(row), _(json_text_or(row, "why", "")))), 0, width);
	pager_blank(pager);
	fact(view, _("conversation"), arena_printf(arena, "#%" PRId64 "%s%s, %s", json_int(row, "id", 0),
		contact == NULL ? "" : " ", contact == NULL ? "" : contact, json_text_or(row, "account", "")));
	fact(view, _("begun"), text_clock(view->tui, arena, json_time(row, "start")));
	fact(view, _("ended"), end == 0 ? _("not yet") : text_clock(view->tui, arena, end));
	measured_facts(view, row);
	if (str_equal(kind, "first") || str_equal(kind, "next"))
		wait_facts(view, row);
	events(view, row);
}

static void close(struct view *view)
{
	json_destroy(((struct reason *)view->state)->row);
}

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	return row_of(view) == NULL ? NULL :
		kind == ARG_CONVERSATION ? arena_printf(arena, "%" PRId64, json_int(row_of(view), "id", 0)) :
		kind == ARG_ACCOUNT ? json_text(row_of(view), "account") : NULL;
}

static err_t command(struct view *view, size_t count, const char *const *given, bool *known)
{
	*known = count == 1 && strcmp(given[0], "open") == 0 && row_of(view) != NULL;
	return *known ? tui_open(view->tui, &view_conversation, subject(view, view->tui->frame, ARG_CONVERSATION)) : NULL;
}

err_t reason_open(struct tui *tui, const struct json *row)
{
	err_t err = tui_open(tui, &view_reason, NULL);
	struct reason *reason;

	if (err != NULL)
		return err;
	reason = tui_top(tui)->state;
	json_destroy(reason->row);
	reason->row = json_share(row);
	view_changed(tui_top(tui));
	return NULL;
}

static const struct hint hints[] = {
	{ "open", N_("read it") }, { "leave", N_("back") }, { "help", N_("help") }, { NULL, NULL },
};

const struct view_ops view_reason = {
	.name = "reason", .title = N_("Why it counts"), .flags = VIEW_TEXT | VIEW_ONCE, .state_size = sizeof(struct reason),
	.close = close, .build = build, .subject = subject, .command = command, .hints = hints,
};
