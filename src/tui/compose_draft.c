/* SPDX-License-Identifier: ISC */
/*
 * The draft of a reply.  It lives on the desk, so that neither the end of the
 * screen nor of the connection loses it: it is kept shortly after the last
 * change, and once more when the pane closes.  One call at a time is on its
 * way, so that an older text never comes behind a newer one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "guichet/base/alloc.h"

enum {
	KEEP_MS = 400,		/* behind the last change */
	KEEP_MOST_MS = 600	/* since the first, while typing goes on: together a second */
};

/* One text of a draft, to see whether it is another one: its words and its first files.  In the frame. */
static const char *all_of(const struct compose *c, const char *text, size_t files)
{
	for (size_t i = 0; i < files; i++)
		text = arena_printf(c->view->tui->frame, "%s\x1E%s %s", text, c->files[i].hash,
			c->files[i].alt != NULL ? c->files[i].alt : "");
	return text;
}

/* The same of a draft as the desk tells it. */
static const char *all_told(const struct compose *c, const char *text, const struct json *files)
{
	for (size_t i = 0; i < json_count(files); i++)
		text = arena_printf(c->view->tui->frame, "%s\x1E%s %s", text, json_text_or(json_at(files, i), "hash", ""),
			json_text_or(json_at(files, i), "alt", ""));
	return text;
}

static void take_mark(struct compose *c, const struct json *answer)
{
	snprintf(c->mark, sizeof(c->mark), "%s", json_text_or(answer, "mark", ""));
}

/* What the desk should have: white space alone is no draft. */
static const char *wanted(const struct compose *c)
{
	return compose_is_blank(c) ? "" : all_of(c, edit_text(c->edit), c->file_count);
}

static bool is_kept(const struct compose *c)
{
	return strcmp(wanted(c), c->kept != NULL ? c->kept : "") == 0;
}

/*
 * What is there now, or nothing, in the place of what the desk was known to
 * have.  While it is typed it is no step that could be undone.
 */
static err_t keep_call(struct compose *c, bool drop, const struct attach_listener *listener, int64_t *call)
{
	const char *id = arena_printf(c->view->tui->frame, "%" PRId64, c->id);
	bool gone = drop || compose_is_blank(c);
	const char *words[PLAN_WORDS] = { "draft", gone ? "drop" : "save", "--typing" };
	size_t count = 3;

	if (c->keep_call == 0 && *c->mark != '\0') {
		words[count++] = "--over";
		words[count++] = c->mark;
	}
	if (gone) {
		words[count++] = id;
		return ask(c->view->tui, listener, call, count, words);
	}
	if (c->file_count == 0)
		words[count++] = "--no-files";
	count = files_words(c, words, count);
	words[count++] = "--";
	words[count++] = id;
	words[count++] = edit_text(c->edit);
	return ask(c->view->tui, listener, call, count, words);
}

static void say_not_kept(struct compose *c, const char *why)
{
	free(c->not_kept);
	c->not_kept = mem_copy(why);
	tui_touch(c->view->tui);
}

/* "bowl.jpg, plan.png"; the text is there all the same. */
static void say_lost(struct compose *c, const struct json *lost)
{
	struct str names = { 0 };

	for (size_t i = 0; i < json_count(lost); i++)
		for (size_t k = 0; k < c->file_count; k++)
			if (str_equal(c->files[k].hash, json_text_at(lost, i)))
				str_printf(&names, "%s%s", names.len > 0 ? ", " : "", c->files[k].name);
	free(c->lost);
	c->lost = names.len > 0 ? mem_copy(names.text) : NULL;
	str_finish(&names);
}

static void on_kept(void *data, const struct json *answer, err_t why)
{
	struct compose *c = data;

	c->keep_call = 0;
	if (why == NULL) {
		say_lost(c, json_get(answer, "lost"));
		take_mark(c, answer);
	}
	if (err_is(why, ERR_CONFLICT)) {	/* another one came, of a reply that came back or of another screen */
		free(c->keeping);
		c->keeping = NULL;
		draft_load(c);
		return;
	}
	say_not_kept(c, why != NULL ? err_shown(c->view->tui->frame, why) : NULL);
	if (why == NULL) {
		free(c->kept);
		c->kept = c->keeping;
	} else {
		free(c->keeping);
	}
	c->keeping = NULL;
	if (why == NULL && !is_kept(c))
		draft_keep_later(c);
}

void draft_keep(struct compose *c)
{
	const struct attach_listener listener = { .answer = on_kept, .data = c };
	err_t err;

	loop_timer_stop(c->view->tui->loop, &c->keep_timer);
	c->changed_ms = 0;
	if (c->note || c->done || c->send_call != 0 || c->kept == NULL || c->keep_call != 0 || is_kept(c))
		return;		/* an answer that is missing comes back here */
	c->keeping = mem_copy(wanted(c));
	err = keep_call(c, false, &listener, &c->keep_call);
	if (err == NULL)
		return;
	say_not_kept(c, err_shown(c->view->tui->frame, err));
	free(c->keeping);
	c->keeping = NULL;
}

static void on_keep(void *data)
{
	struct compose *c = data;

	c->keep_timer = NULL;
	draft_keep(c);
}

void draft_keep_later(struct compose *c)
{
	int64_t now = clock_steady_ms();

	if (c->note || c->done)
		return;
	if (c->changed_ms == 0)
		c->changed_ms = now;
	if (c->keep_timer != NULL && now - c->changed_ms > KEEP_MOST_MS)
		return;
	loop_timer_stop(c->view->tui->loop, &c->keep_timer);
	c->keep_timer = loop_after(c->view->tui->loop, KEEP_MS, on_keep, c);
}

/* Words that the desk has by now, beside those that are typed here: none of both is lost. */
static void text_meet(struct compose *c, const char *base, const char *theirs)
{
	struct arena *arena = c->view->tui->frame;
	const char *mine = edit_text(c->edit), *same = *base != '\0' ? strstr(theirs, base) : NULL;

	if (strcmp(mine, theirs) == 0)
		return;
	if (strcmp(mine, base) == 0 || mine[strspn(mine, " \t\n")] == '\0') {
		edit_set(c->edit, theirs);
		return;
	}
	if (same != NULL) {	/* written on where it stands now */
		edit_put(c->edit, edit_len(c->edit), same + strlen(base));
		edit_put(c->edit, 0, arena_copy_n(arena, theirs, (size_t)(same - theirs)));
	} else if (*theirs != '\0') {
		edit_put(c->edit, 0, arena_printf(arena, "%s\n\n", theirs));
	}
	message_say(c->view->tui, MESSAGE_WARNING,
		shown_literal(_("your draft has changed meanwhile: it stands here with what you wrote")));
}

static void draft_meet(struct compose *c, const struct json *answer)
{
	struct arena *arena = c->view->tui->frame;
	const char *text = json_text_or(answer, "text", "");
	const struct json *files = json_get(answer, "files");
	const char *theirs = all_told(c, text, files), *base;

	if (c->note || c->done || c->send_call != 0 || c->keep_call != 0 ||
	    strcmp(json_text_or(answer, "mark", ""), c->mark) == 0)
		return;		/* what is on its way is told when it is there */
	take_mark(c, answer);
	if (strcmp(theirs, c->kept) != 0) {
		files_meet(c, files, c->kept);
		base = arena_copy_n(arena, c->kept, strcspn(c->kept, "\x1E"));
		if (strcmp(text, base) != 0)
			text_meet(c, base, text);
	}
	free(c->kept);
	c->kept = mem_copy(theirs);
	compose_changed(c);
}

/* What was typed before the draft was here stands behind it. */
static void on_draft(void *data, const struct json *answer, err_t why)
{
	struct compose *c = data;
	const char *text = json_text_or(answer, "text", "");
	const struct json *files = json_get(answer, "files");

	c->draft_call = 0;
	if (why != NULL)
		say_not_kept(c, err_shown(c->view->tui->frame, why));
	if (c->kept != NULL) {
		if (why == NULL)
			draft_meet(c, answer);
		return;
	}
	files_load(c, files);
	c->kept = mem_copy(all_told(c, text, files));
	take_mark(c, answer);
	c->draft_newest = json_int(answer, "newest", INT64_MAX);
	if (*text != '\0' && edit_len(c->edit) == 0) {
		edit_set(c->edit, text);
	} else if (*text != '\0') {
		edit_replace(c->edit, 0, 0, arena_printf(c->view->tui->frame, "%s\n", text));
		(void)edit_do(c->edit, "end-of-buffer", c->view->width);
	}
	if (!compose_is_blank(c))
		compose_changed(c);
}

void draft_load(struct compose *c)
{
	const struct attach_listener listener = { .answer = on_draft, .data = c };
	const char *id = arena_printf(c->view->tui->frame, "%" PRId64, c->id);
	err_t err;

	if (c->note || c->done || c->send_call != 0 || c->keep_call != 0 || c->draft_call != 0)
		return;
	err = ask(c->view->tui, &listener, &c->draft_call, 3, (const char *const[]){ "draft", "show", id });
	if (err != NULL)
		say_not_kept(c, err_shown(c->view->tui->frame, err));
}

static void on_parted(void *data, const struct json *answer, err_t why)
{
	(void)answer;
	if (why != NULL)
		message_error(data, err_wrap(why, "the draft is not kept"));
}

static void ask_unheard(struct compose *c, bool drop)
{
	const struct attach_listener listener = { .answer = on_parted, .data = c->view->tui };
	err_t err = keep_call(c, drop, &listener, NULL);

	if (err != NULL)
		on_parted(c->view->tui, NULL, err);
}

void draft_settle(struct compose *c)
{
	if (c->kept != NULL && !is_kept(c))
		ask_unheard(c, false);
}

void draft_part(struct compose *c)
{
	struct tui *tui = c->view->tui;

	loop_timer_stop(tui->loop, &c->keep_timer);
	attach_forget(tui->desk, c->draft_call);
	attach_forget(tui->desk, c->keep_call);		/* still done */
	if (!c->note && !c->done && c->send_call == 0 && !is_kept(c))
		ask_unheard(c, false);
	free(c->kept);
	free(c->keeping);
	free(c->lost);
	free(c->not_kept);
}

/* A text that was thrown away, or that became a note: what the desk has of it goes too, and undo brings it back. */
void draft_drop(struct compose *c)
{
	const struct attach_listener listener = { .answer = on_parted, .data = c->view->tui };
	bool there = (c->kept != NULL && *c->kept != '\0') || c->keeping != NULL;
	const char *id = arena_printf(c->view->tui->frame, "%" PRId64, c->id);
	err_t err = NULL;

	loop_timer_stop(c->view->tui->loop, &c->keep_timer);
	if (c->note || compose_is_blank(c)) {
		if (there)
			ask_unheard(c, true);
		return;
	}
	if (!is_kept(c))
		ask_unheard(c, false);
	err = ask(c->view->tui, &listener, NULL, 3, (const char *const[]){ "draft", "drop", id });
	if (err != NULL)
		on_parted(c->view->tui, NULL, err);
}
