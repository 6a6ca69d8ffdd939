/* SPDX-License-Identifier: ISC */
/*
 * What would leave of a text.  Only the desk knows: it is asked behind each
 * change, one question at a time, and asked again when its answer is of an
 * older text.  A wish for fewer readers is made and taken back here; what is
 * wider than the message is refused by the desk, whatever is wished.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"
#include "guichet/base/alloc.h"
#include "guichet/base/message.h"

static int visibility_of(const struct json *plan)
{
	enum visibility visibility;
	const char *name = json_text(plan, "visibility");

	if (name == NULL || visibility_parse(name, &visibility) != NULL)
		return -1;
	return (int)visibility;
}

/* Until a plan is there: as what is answered. */
enum visibility plan_visibility(const struct compose *c)
{
	int planned = visibility_of(c->plan), known = visibility_of(compose_thread(c));

	if (planned >= 0)
		return (enum visibility)planned;
	return known >= 0 ? (enum visibility)known : VIS_PRIVATE;
}

size_t plan_words(const struct compose *c, int visibility, const char *words[static PLAN_WORDS], size_t count)
{
	if (visibility >= 0) {
		words[count++] = "--visibility";
		words[count++] = visibility_name((enum visibility)visibility);
	}
	if (c->warning != NULL) {
		words[count++] = "--cw";
		words[count++] = c->warning;
	}
	count = files_words(c, words, count);
	words[count++] = "--";
	words[count++] = arena_printf(c->view->tui->frame, "%" PRId64, c->id);
	words[count++] = edit_text(c->edit);
	return count;
}

static void take_plan(struct compose *c, const struct json *answer, const char *why)
{
	json_destroy(c->plan);
	free(c->no_plan);
	c->plan = answer != NULL ? json_share(answer) : NULL;
	c->no_plan = mem_copy(why);
	tui_touch(c->view->tui);
	if (c->review != NULL)
		review_told(c->review);
}

/*
 * A network that knows no such visibility takes the next one: that is what is
 * wished from now on.  Where nobody can be left out nothing is wished, and why
 * is said once: the review stays what it was.
 */
static bool wish_is_changed(struct compose *c)
{
	int planned = visibility_of(c->plan);
	const char *blocked = json_text(c->plan, "blocked");

	if (c->wish < 0)
		c->ceiling = planned;
	if (c->wish < 0 || planned == c->wish || planned < 0)
		return false;
	if (planned > c->wish) {
		c->wish = planned;
		return true;
	}
	if (blocked == NULL)
		return false;
	message_say(c->view->tui, MESSAGE_INFO, shown_line(c->view->tui->frame, message_told(c->view->tui->frame, blocked)));
	c->wish = -1;
	return true;
}

static void on_plan(void *data, const struct json *answer, err_t why)
{
	struct compose *c = data;

	c->plan_call = 0;
	if (c->note || compose_is_blank(c)) {
		plan_forget(c);
		return;
	}
	take_plan(c, why == NULL ? answer : NULL, why != NULL ? compose_reason(err_shown(c->view->tui->frame, why)) : NULL);
	if (c->plan_asks_again || wish_is_changed(c)) {
		plan_ask(c);
		return;
	}
	c->plan_is_true = true;
	if (c->review != NULL)
		review_told(c->review);
}

void plan_ask(struct compose *c)
{
	const struct attach_listener listener = { .answer = on_plan, .data = c };
	const char *words[PLAN_WORDS] = { "plan" };
	err_t err;

	c->plan_is_true = false;
	if (c->note || compose_is_blank(c)) {
		plan_forget(c);
		return;
	}
	c->plan_asks_again = c->plan_call != 0;
	if (c->plan_asks_again)
		return;
	err = ask(c->view->tui, &listener, &c->plan_call, plan_words(c, c->wish, words, 1), words);
	if (err != NULL) {	/* longer than a call may be */
		take_plan(c, NULL, err_shown(c->view->tui->frame, err));
		c->plan_is_true = true;
	}
}

void plan_forget(struct compose *c)
{
	attach_forget(c->view->tui->desk, c->plan_call);
	c->plan_call = 0;
	c->plan_asks_again = c->plan_is_true = false;
	json_destroy(c->plan);
	c->plan = NULL;
	free(c->no_plan);
	c->no_plan = NULL;
}

void plan_narrow(struct compose *c)
{
	int planned = (int)plan_visibility(c);

	if (c->plan == NULL) {
		message_say(c->view->tui, MESSAGE_INFO,
			shown_literal(_("write something first: the desk then knows who can read it")));
		return;
	}
	if (c->ceiling == (int)VIS_PRIVATE) {
		message_say(c->view->tui, MESSAGE_INFO, shown_literal(_("this is as private as it can be")));
		return;
	}
	do
		planned = planned == (int)VIS_PRIVATE ? -1 : planned + 1;
	while (planned == (int)VIS_GROUP && c->ceiling != (int)VIS_GROUP);
	c->wish = planned;
	plan_ask(c);
}

bool plan_is_too_long(const struct compose *c)
{
	const struct json *parts = json_get(c->plan, "parts");

	for (size_t i = 0; i < json_count(parts); i++) {
		int64_t max = json_int(json_at(parts, i), "max", 0);

		if (max > 0 && json_int(json_at(parts, i), "length", 0) > max)
			return true;
	}
	return str_starts(json_text_or(c->plan, "blocked", ""), "too long");
}

const char *plan_refusal(const struct compose *c)
{
	const char *blocked = json_text(c->plan, "blocked");

	if (c->no_plan != NULL || blocked != NULL)
		return c->no_plan != NULL ? c->no_plan : message_told(c->view->tui->frame, blocked);
	return plan_is_too_long(c) ? _("it is too long") : NULL;
}
