/* SPDX-License-Identifier: ISC */
/*
 * What is done to more than one conversation is previewed: the desk says what
 * it would do, and only a typed y lets it be done.  Also marks by query, and
 * the other way round.  What was marked and does not match the queue's query
 * any more is named, and left as it is.
 */
#include "many.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/command/bulk.h"

enum { LEFT_NAMED = 3, ANSWER_ROOM = 12 };

/* ---- marks by query */

struct marking { struct tui *tui; struct view *view; bool invert, off; };

static bool is_open(const struct tui *tui, const struct view *view)
{
	for (size_t i = 0; i < tui->depth; i++)
		if (tui->stack[i] == view)
			return true;
	return false;
}

static int64_t *ids_take(const struct json *list, size_t *count)
{
	int64_t *ids = mem_array(json_count(list) + 1, sizeof(*ids));

	*count = json_count(list);
	for (size_t i = 0; i < *count; i++)
		ids[i] = json_value_int(json_at(list, i), 0);
	return ids;
}

static void on_ids(void *data, const struct json *answer, err_t why)
{
	struct marking *marking = data;
	struct tui *tui = marking->tui;
	struct view *view = marking->view;
	size_t count = 0, marked;
	int64_t *ids;

	if (why != NULL || !is_open(tui, view)) {
		if (why != NULL)
			message_error(tui, why);
		free(marking);
		return;
	}
	ids = ids_take(json_get(answer, "ids"), &count);
	list_mark_many(&view->list, ids, count, marking->invert ? LIST_MARKS_INVERT : marking->off ? LIST_MARKS_LESS
		: LIST_MARKS_MORE);
	marked = view->list.mark_count;
	message_text(tui, MESSAGE_INFO, json_bool(answer, "more", false) ?
		_("more than can be marked match: use --where") : arena_printf(tui->frame,
		_("%s marked"), bulk_conversations(tui->frame, (int64_t)marked)));
	free(ids);
	free(marking);
	tui_touch(tui);
}

/* Within what the queue shows. */
static err_t mark_by(struct tui *tui, const char *query, bool invert, bool off)
{
	struct view *view = tui_focus(tui);
	const char *shown = view->ops->subject != NULL ? view->ops->subject(view, tui->frame, ARG_QUERY) : NULL;
	struct marking *marking;
	struct attach_listener listener = { .answer = on_ids };
	const char *all;
	err_t err;

	if ((view->ops->flags & VIEW_TALKS) == 0 || shown == NULL)
		return err_make(ERR_STATE, "nothing can be marked here");
	all = *query == '\0' ? shown : *shown == '\0' ? query : arena_printf(tui->frame, "(%s) (%s)", shown, query);
	marking = mem_alloc(sizeof(*marking));
	*marking = (struct marking){ tui, view, invert, off };
	listener.data = marking;
	err = ask(tui, &listener, NULL, 2, (const char *const[]){ "ids", all });
	if (err != NULL)
		free(marking);
	return err;
}

err_t many_mark(struct tui *tui, const char *query)
{
	return mark_by(tui, query, false, false);
}

err_t many_unmark(struct tui *tui, const char *query)
{
	return mark_by(tui, query, false, true);
}

err_t many_invert(struct tui *tui)
{
	return mark_by(tui, "", true, false);
}

/* ---- previews */

struct call_value *many_value(struct call_request *request, const char *name)
{
	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].name != NULL; i++)
		if (strcmp(request->call->args[i].name, name) == 0)
			return &request->values[i];
	return NULL;
}

void many_set(struct arena *arena, struct call_request *request, const char *name, const char *text)
{
	struct call_value *value = many_value(request, name);

	if (value == NULL)
		return;
	value->texts = arena_array(arena, 1, sizeof(*value->texts));
	value->texts[0] = text;
	value->count = 1;
}

bool many_is(const struct call_request *request)
{
	if ((request->call->flags & CALL_BULK) == 0 || many_value((struct call_request *)(uintptr_t)request, "dry-run") == NULL ||
	    call_option_is_set(request, "dry-run"))
		return false;
	return call_where(request) != NULL || call_count(request, "id") > 1;
}

static const char *left_text(struct arena *arena, const struct json *answer)
{
	const struct json *left = json_get(answer, "left");
	int64_t all = json_int(answer, "left_count", 0), named = 0;
	struct str text = { 0 };
	const char *copy;

	for (size_t i = 0; i < json_count(left) && i < LEFT_NAMED; i++, named++)
		str_printf(&text, "%s#%" PRId64, i == 0 ? _(", without ") : " ", json_int(json_at(left, i), "id", 0));
	if (all > named)
		str_printf(&text, _(" and %s more"), number_grouped(arena, all - named));
	copy = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return copy;
}

/* Where there is no room for all of it the answer that is wanted stays, and how many. */
const char *many_question(struct tui *tui, const struct json *answer)
{
	struct arena *arena = tui->frame;
	const char *count = bulk_conversations(arena, json_int(answer, "count", 0));
	const char *texts[] = {
		arena_printf(arena, _("%s%s: y, enter "), bulk_preview(arena, answer), left_text(arena, answer)),
		arena_printf(arena, _("would %s %s%s: y, enter "), json_text_or(answer, "call", "?"), count,
			left_text(arena, answer)),
		arena_printf(arena, _("%s: y, enter "), count),
	};
	size_t i = 0;

	while (i < 2 && shown_line(arena, texts[i]).width > canvas_width(tui->canvas) - ANSWER_ROOM)
		i++;
	return texts[i];
}

void many_stopped(struct tui *tui)
{
	const struct json *stopped = json_get(attach_hello(tui->desk), "stopped");

	if (stopped != NULL)
		message_text(tui, MESSAGE_WARNING, bulk_stopped(tui->frame, stopped, false));
}
