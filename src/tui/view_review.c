/* SPDX-License-Identifier: ISC */
/*
 * What exactly will leave, before it leaves: who can read it, every part with
 * its length, every warning.  It is asked of the desk when the review opens;
 * only what has been in sight for a moment can be sent, so that keys that
 * were typed ahead send nothing.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "guichet/command/media.h"
#include "guichet/command/states.h"
#include "guichet/model/promised.h"

enum { LEAST = 6, INDENT = 2, NARROW = 50 };

struct review {
	struct view *view;
	struct compose *c;
	int64_t seen;			/* the newest message of the customer when it was opened */
	int64_t shown_ms;		/* since when what would be sent stands here, 0: it does not */
	char *failed;			/* why it was not sent, or NULL */
	bool promises;			/* what it promises is noted with it */
};

static struct review *review_of(const struct view *view)
{
	return view->state;
}

void review_told(struct view *view)
{
	review_of(view)->shown_ms = 0;
	view_changed(view);
}

/* ---- lines */

static struct shown text(struct view *view, const char *untrusted)
{
	return shown_line(view->pager.arena, untrusted);
}

static void line(struct view *view, enum style style, const char *words, int width)
{
	pager_block(&view->pager, style, text(view, words), 0, width);
}

static void warn(struct view *view, enum style style, const char *words, int width)
{
	line(view, style, arena_printf(view->pager.arena, "%s %s",
		canvas_glyph(view->tui->canvas, GLYPH_WARNING).bytes, words), width);
}

static void build_warnings(struct view *view, int width)
{
	const struct review *r = review_of(view);
	const struct json *warnings = json_get(r->c->plan, "warnings");
	struct notice said[NOTICES];
	size_t count = compose_notices(r->c, view->pager.arena, said);

	if (r->failed != NULL)
		warn(view, STYLE_ERROR, r->failed, width);
	for (size_t i = 0; i < count; i++)
		if (said[i].style != STYLE_DRAFT)
			pager_block(&view->pager, said[i].style, said[i].text, 0, width);
	for (size_t i = 0; i < json_count(warnings); i++)
		warn(view, STYLE_WARNING, message_told(view->pager.arena, json_text_at(warnings, i)), width);
}

/* By when its words promise an answer, by this clock; 0: they do not. */
static int64_t promised(const struct review *r)
{
	const struct json *parts = json_get(r->c->plan, "parts");
	int64_t at_ms = 0;

	for (size_t i = 0; at_ms == 0 && i < json_count(parts); i++)
		if (!promised_find(json_text_or(json_at(parts, i), "text", ""), NULL, tui_now(r->view->tui), &at_ms))
			at_ms = 0;
	return at_ms;
}

static void build_promise(struct view *view, int width)
{
	const struct review *r = review_of(view);
	const char *key = input_key_in(view->tui, "review", "promise");
	int64_t at_ms = promised(r);
	const char *by = at_ms == 0 ? NULL : text_clock(view->tui, view->pager.arena, at_ms);

	if (at_ms == 0)
		return;
	if (r->promises)
		line(view, STYLE_DUE, arena_printf(view->pager.arena, _("noted: an answer is promised by %s"), by), width);
	else if (key != NULL)
		line(view, STYLE_DUE_SOON, arena_printf(view->pager.arena,
			_("it promises an answer by %s: %s notes that, and the row counts down to it"), by, key), width);
}

/* "from the account kiln, language fr, behind the content warning: food" */
static const char *how(struct view *view)
{
	const struct compose *c = review_of(view)->c;
	const char *cw = json_text(c->plan, "cw"), *lang = json_text(c->plan, "lang");

	return arena_printf(view->pager.arena, _("from the account %s%s%s%s%s"), json_text_or(c->plan, "account", "?"),
		lang != NULL ? _(", language ") : "", lang != NULL ? lang : "",
		cw != NULL ? _(", content warning: ") : "", cw != NULL ? cw : "");
}

static void build_part(struct view *view, const struct json *part, size_t index, size_t count, int width)
{
	const char *words = json_text_or(part, "text", "");
	struct shown block = shown_block(view->pager.arena, words, strlen(words));
	int64_t length = json_int(part, "length", 0), max = json_int(part, "max", 0);
	struct arena *arena = view->pager.arena;
	const char *of = count > 1 ? arena_printf(arena, _("part %zu of %zu, "), index + 1, count) : "";

	pager_blank(&view->pager);
	pager_item(&view->pager, (int64_t)index + 1);
	line(view, max > 0 && length > max ? STYLE_TOO_LONG : STYLE_DIM, arena_printf(arena, "%s%s%s", of,
		max > 0 ? arena_printf(arena, message_plural("%" PRId64 " of %" PRId64 " character",
			"%" PRId64 " of %" PRId64 " characters", (uint64_t)max), length, max) :
		arena_printf(arena, message_plural("%" PRId64 " character", "%" PRId64 " characters", (uint64_t)length), length),
		max > 0 && length > max ? _(": too long") : ""), width);
	pager_block(&view->pager, STYLE_TEXT, block, INDENT, width);
	if ((block.flags & SHOWN_BIDI) != 0)
		warn(view, STYLE_WARNING, _("marks that turn the direction of writing are in it: they leave, unseen"), width);
	if ((block.flags & SHOWN_HIDDEN) != 0)
		warn(view, STYLE_WARNING, arena_printf(arena, message_plural("%u invisible character is in it: it leaves, unseen",
			"%u invisible characters are in it: they leave, unseen", block.hidden), block.hidden), width);
}

/* What goes with the first part, each with its number and what it shows. */
static void build_files(struct view *view, int width)
{
	const struct json *media = json_get(review_of(view)->c->plan, "media");

	for (size_t i = 0; i < json_count(media); i++) {
		if (i == 0)
			pager_blank(&view->pager);
		line(view, STYLE_TEXT, arena_printf(view->pager.arena, "%zu  %s", i + 1,
			media_goes(view->pager.arena, json_at(media, i))), width);
	}
}

static void build(struct view *view, int width)
{
	const struct compose *c = review_of(view)->c;
	const struct json *parts = json_get(c->plan, "parts");
	int wrap = config_int(view->tui->config, OPT_WRAP) + INDENT;
	int columns = width - 1 < wrap ? width - 1 : wrap;

	pager_begin(&view->pager, width);
	if (!c->plan_is_true) {
		pager_text(&view->pager, STYLE_BUSY, shown_literal(_(" the desk is asked what will leave")));
		return;
	}
	if (c->plan != NULL) {
		line(view, compose_style(c), compose_audience(c, view->pager.arena), columns);
		line(view, STYLE_DIM, how(view), columns);
	}
	build_promise(view, columns);
	build_warnings(view, columns);
	build_files(view, columns);	/* before a text that may be longer than the window */
	for (size_t i = 0; i < json_count(parts); i++)
		build_part(view, json_at(parts, i), i, json_count(parts), columns);
}

static int draw_head(const struct view *view, struct area area)
{
	struct review *r = review_of(view);

	compose_rule(r->c, area, _("Review for"));
	if (r->shown_ms == 0 && r->c->plan_is_true)
		r->shown_ms = clock_steady_ms();
	return 1;
}

/* As high as its lines: they are made for this width now and drawn as they are. */
static int height(const struct view *view, int width, int most)
{
	struct view *self = review_of(view)->view;
	int rows;

	if (self->pager.built_width != width) {
		build(self, width);
		self->pager.built_width = width;
	}
	rows = 2 + (self->pager.count < 1000 ? (int)self->pager.count : 1000);
	rows = rows < LEAST ? LEAST : rows;
	return rows < most ? rows : most;
}

/* ---- sending */

static void fail(struct review *r, const char *why)
{
	free(r->failed);
	r->failed = mem_copy(why);
	r->view->pager.top = 0;
	view_changed(r->view);
}

/* What to do about it stands behind the reason. */
static const char *with_advice(struct review *r, const char *why, const char *advice)
{
	const char *key = input_key_in(r->view->tui, "review", "edit");

	return key == NULL ? why : arena_printf(r->view->tui->frame, _("%s; %s goes back to the text%s"), why, key, advice);
}

/* As long as it waits, one key takes it back. */
static void say_sent(struct tui *tui, int64_t outbox, const struct json *answer)
{
	const char *when = json_text_or(answer, "leaves", "sync"), *key = input_key_in(tui, "queue", "undo");
	int64_t left = json_time(answer, "not_before") - tui_now(tui);

	if (left > 0 && strcmp(when, "held") != 0)
		tui_counts_down(tui, json_time(answer, "not_before"));
	if (left > 0 && key != NULL && strcmp(when, "held") != 0) {
		message_text(tui, MESSAGE_INFO, canvas_width(tui->canvas) < NARROW
			? arena_printf(tui->frame, _("leaves in %d s; %s takes it back"), (int)((left + 500) / 1000), key)
			: arena_printf(tui->frame, _("reply %" PRId64 " leaves in %d s; %s takes it back"), outbox,
				(int)((left + 500) / 1000), key));
		message_until(tui, json_time(answer, "not_before"));
	} else
		message_text(tui, MESSAGE_INFO, arena_printf(tui->frame, _("reply %" PRId64 " is in the outbox; %s"), outbox,
			leaves_shown(when)));
}

static void on_sent(void *data, const struct json *answer, err_t why)
{
	struct review *r = data;
	struct tui *tui = r->view->tui;
	int64_t outbox = json_int(answer, "outbox", 0);

	r->c->send_call = 0;
	if (why != NULL) {
		fail(r, with_advice(r, compose_reason(err_shown(tui->frame, why)),
			compose_newest(r->c, "in") > r->seen ? _(", what is new stands above it") : ""));
		draft_keep_later(r->c);
		return;
	}
	if (json_bool(answer, "already", false)) {
		fail(r, with_advice(r, arena_printf(tui->frame, _("these very words are in the outbox already, as reply %" PRId64
			": nothing was sent again"), outbox), _(", to say it differently")));
		return;
	}
	tour_event(tui, "sent");
	say_sent(tui, outbox, answer);
	compose_finish(r->c);
}

/* Why a key that sends does nothing now, or NULL. */
static const char *not_now(const struct review *r)
{
	const char *refusal = plan_refusal(r->c);

	if (!r->c->plan_is_true)
		return _("one moment: the desk is asked what will leave");
	if (refusal != NULL)
		return arena_printf(r->view->tui->frame, _("it cannot be sent: %s"), refusal);
	/* A grid has no keys that were typed before anybody could read. */
	if (r->view->tui->term != NULL && (r->shown_ms == 0 || clock_steady_ms() - r->shown_ms < QUICK_MS))
		return _("that was too quick to have been read: look once, then press it again");
	return NULL;
}

static err_t send(struct review *r)
{
	const struct attach_listener listener = { .answer = on_sent, .data = r };
	const char *words[PLAN_WORDS] = { "reply" }, *why;
	int seconds = config_int(r->view->tui->config, OPT_UNDO_SEND);
	char instant[TIME_TEXT];
	size_t count = 1;

	if (r->c->send_call != 0)
		return NULL;
	why = not_now(r);
	if (why != NULL) {
		message_text(r->view->tui, MESSAGE_WARNING, why);
		return NULL;
	}
	if (r->seen > 0) {
		words[count++] = "--seen";
		words[count++] = arena_printf(r->view->tui->frame, "%" PRId64, r->seen);
	}
	if (seconds > 0) {
		words[count++] = "--delay";
		words[count++] = arena_printf(r->view->tui->frame, "%ds", seconds);
	}
	if (r->promises && promised(r) != 0) {
		words[count++] = "--promise";
		words[count++] = arena_copy(r->view->tui->frame, time_format(promised(r), instant));
	}
	loop_timer_stop(r->view->tui->loop, &r->c->keep_timer);
	if (r->c->snippet != NULL) {
		words[count++] = "--snippet";
		words[count++] = r->c->snippet;
	}
	draft_settle(r->c);
	/* What was reviewed is the most that may leave, whatever has changed since. */
	count = plan_words(r->c, (int)plan_visibility(r->c), words, count);
	return ask(r->view->tui, &listener, &r->c->send_call, count, words);
}

/* ---- commands */

static const struct view_command commands[] = {
	{ "attach", N_("Attach a picture or file") },
	{ "describe", N_("Say what an attached file shows: its number, then words") },
	{ "detach", N_("Leave the last attached file out") },
	{ "discard", N_("Throw the text away") }, { "edit", N_("Go back to the text") },
	{ "postpone", N_("Keep the text as a draft and close") },
	{ "promise", N_("Note what it promises with it, or not") },
	{ "send", N_("Send what is shown") }, { "visibility", N_("Let fewer people read it") }, { NULL, NULL },
};

static void promise_turn(struct review *r)
{
	if (promised(r) == 0) {
		message_say(r->view->tui, MESSAGE_INFO, shown_literal(_("it promises nothing for a certain time")));
		return;
	}
	r->promises = !r->promises;
	r->view->pager.built_width = 0;
	view_changed(r->view);
}

static err_t command(struct view *view, size_t count, const char *const *words, bool *known)
{
	struct review *r = review_of(view);
	const char *name = words[0];
	err_t err;

	err = files_command(r->c, count, words, known);
	if (*known)
		return err;
	*known = count == 1;
	if (!*known)
		return NULL;
	if (strcmp(name, "send") == 0)
		return send(r);
	if (strcmp(name, "edit") == 0)
		tui_close(view->tui, view);
	else if (strcmp(name, "visibility") == 0)
		plan_narrow(r->c);
	else if (strcmp(name, "promise") == 0)
		promise_turn(r);
	else if (strcmp(name, "postpone") == 0)
		compose_postpone(r->c);
	else if (strcmp(name, "discard") == 0)
		compose_discard(r->c);
	else
		*known = false;
	return NULL;
}

static bool may_close(struct view *view)
{
	if (review_of(view)->c->send_call == 0)
		return true;
	message_say(view->tui, MESSAGE_WARNING, shown_literal(_("it is on its way to the desk: one moment")));
	return false;
}

/* ---- the view */

static const char *subject(const struct view *view, struct arena *arena, enum arg_kind kind)
{
	const struct view *writer = review_of(view)->c->view;

	return writer->ops->subject(writer, arena, kind);
}

static struct shown subtitle(const struct view *view, struct arena *arena)
{
	return shown_line(arena, arena_printf(arena, "#%" PRId64, review_of(view)->c->id));
}

static void changed(struct view *view, const struct json *change)
{
	if (change_names(change, review_of(view)->c->id))
		view->pager.built_width = 0;
}

static err_t open(struct view *view, const char *argument)
{
	struct view *writer = tui_top(view->tui);
	struct review *r = review_of(view);

	(void)argument;
	if (writer == NULL || writer->ops != &view_compose)
		return err_make(ERR_STATE, "no reply is being written");
	r->view = view;
	r->c = compose_of(writer);
	r->c->review = view;
	r->seen = compose_newest(r->c, "in");
	compose_has_read(r->c);
	plan_ask(r->c);
	tour_event(view->tui, "review");
	return NULL;
}

static void close(struct view *view)
{
	struct review *r = review_of(view);

	if (r->c == NULL)
		return;
	r->c->review = NULL;
	tour_left(view->tui, "review");
	free(r->failed);
}

static const struct hint hints[] = {
	{ "send", N_("send it") }, { "edit", N_("back to the text") }, { "attach", N_("attach") },
	{ "visibility", N_("who reads it") }, { "postpone", N_("keep as a draft") },
	{ "discard", N_("throw away") }, { NULL, NULL },
};

/* What can be done with a file is new to who has attached the first one. */
static const struct hint file_hints[] = {
	{ "send", N_("send it") }, { "edit", N_("the text") }, { "attach", N_("attach") }, { "describe", N_("describe") },
	{ "detach", N_("leave out") }, { "visibility", N_("who reads it") }, { "postpone", N_("keep as a draft") },
	{ "discard", N_("throw away") }, { NULL, NULL },
};

static const struct hint *hints_now(const struct view *view)
{
	return review_of(view)->c->file_count > 0 ? file_hints : hints;
}

const struct view_ops view_review = {
	.name = "review", .title = N_("Review"), .flags = VIEW_TEXT | VIEW_WRITER, .state_size = sizeof(struct review),
	.open = open, .close = close, .changed = changed, .subtitle = subtitle, .draw_head = draw_head, .build = build,
	.height = height, .subject = subject, .command = command, .commands = commands, .hints = hints, .hints_now = hints_now,
	.may_close = may_close,
};
