/* SPDX-License-Identifier: ISC */
/* Commands that go to a view, and that lay a limit or a search over the queue. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "commands.h"
#include "dashboard.h"
#include "guichet/base/message.h"
#include "guichet/base/near.h"
#include "guichet/model/tally.h"

static const char open_query[] = "status:open";

/* The queue at the bottom of the stack, with a query. */
static err_t go_query(struct tui *tui, const char *name, const char *query)
{
	struct view *queue = tui->stack[0];
	bool known;

	while (tui->depth > 1) {
		struct view *top = tui_top(tui);

		tui_close(tui, top);
		if (tui_top(tui) == top)	/* it would not go */
			return NULL;
	}
	tui->on_sidebar = false;
	return queue->ops->command(queue, 3, (const char *const[]){ "query", name, query }, &known);
}

static err_t no_view(struct tui *tui, const char *name)
{
	struct near near;

	near_begin(&near, name, strlen(name));
	for (size_t i = 0; config_view(tui->config, i) != NULL; i++)
		near_try(&near, config_view(tui->config, i)->name);
	for (size_t i = 0; i < view_table_count; i++)
		near_try(&near, view_table[i]->name);
	near_try(&near, "live");
	return near.best == NULL ? err_make(ERR_USAGE, "no view named %s", name) :
		err_make(ERR_USAGE, "no view named %s; did you mean %s?", name, near.best);
}

/* What lists all that is open has one name, however one came to it. */
static const char *view_of_open(const struct tui *tui)
{
	for (size_t i = 0; config_view(tui->config, i) != NULL; i++)
		if (strcmp(config_view(tui->config, i)->query, open_query) == 0)
			return config_view(tui->config, i)->name;
	return "";
}

/* Today that goes on is one place, and the figures of longer times another: both are one view. */
static err_t go_figures(struct tui *tui)
{
	for (size_t i = 0; i < tui->depth; i++)
		if (tui->stack[i]->ops == &view_dashboard && dashboard_is_live(tui->stack[i]))
			return tui_open(tui, &view_dashboard, dashboard_first());
	return tui_open(tui, &view_dashboard, NULL);
}

/* By its name, or by what its first line calls it. */
static const struct view_ops *view_said(const char *name)
{
	const struct view_ops *ops = view_find_ops(name);

	for (size_t i = 0; ops == NULL && i < view_table_count; i++)
		if (view_table[i]->title != NULL && (strcasecmp(view_table[i]->title, name) == 0 ||
		    strcasecmp(_(view_table[i]->title), name) == 0))
			ops = view_table[i];
	return ops;
}

err_t go_command(struct tui *tui, size_t count, const char *const *words)
{
	const char *name = count > 0 ? words[0] : NULL;
	const struct view_ops *ops;

	if (name == NULL || (count > 2 && view_said(name) != &view_dashboard))
		return err_make(ERR_USAGE, "usage: go VIEW [WHAT]");
	for (size_t i = 0; config_view(tui->config, i) != NULL; i++)
		if (strcmp(config_view(tui->config, i)->name, name) == 0)
			return go_query(tui, name, config_view(tui->config, i)->query);
	if (count == 2 && (strcmp(name, "account") == 0 || strcmp(name, "tag") == 0))
		return go_query(tui, command_text(tui, count, words), desk_view_query(tui->frame, name, words[1]));
	if (count == 1 && strcmp(name, "live") == 0)
		return tui_open(tui, &view_dashboard, "today");
	ops = view_said(name);
	if (ops == &view_sidebar)
		return focus_command(tui, 1, (const char *const[]){ "sidebar" });
	if (ops == &view_queue)
		return go_query(tui, view_of_open(tui), open_query);
	if (ops == NULL || (ops->flags & VIEW_WRITER) != 0 || ops == &view_answer ||
	    ops == &view_explained || ops == &view_reason)
		return no_view(tui, name);
	if (ops == &view_conversation)
		return run_words(tui, count, (const char *const[]){ "open", words[count - 1] });
	if (ops == &view_dashboard)
		return count == 1 ? go_figures(tui) : tui_open(tui, ops, command_text(tui, count - 1, words + 1));
	return tui_open(tui, ops, count > 1 ? words[1] : NULL);
}

err_t go_number_command(struct tui *tui, size_t count, const char *const *words)
{
	long number = count == 1 ? strtol(words[0], NULL, 10) : 0;
	const struct config_view *view = number > 0 ? config_view(tui->config, (size_t)number - 1) : NULL;

	if (view == NULL)
		return err_make(ERR_USAGE, "no view has the number %s", count == 1 ? words[0] : "that is missing");
	return go_query(tui, view->name, view->query);
}

/* Words as one query; whoever thinks in mutt's patterns may say these. */
err_t command_query(struct tui *tui, size_t count, const char *const *words, const char **out)
{
	return query_from_mutt(tui->frame, command_text(tui, count, words), out);
}

err_t limit_command(struct tui *tui, size_t count, const char *const *words)
{
	const char *query = NULL;
	err_t err = command_query(tui, count, words, &query);

	if (err == NULL)
		err = query_check(query);

	if (err != NULL)
		return err;	/* what is shown stays */
	return count == 0 ? go_query(tui, view_of_open(tui), open_query) : go_query(tui, "limit:", query);
}

err_t search_command(struct tui *tui, size_t count, const char *const *words)
{
	const char *query = NULL;
	err_t err = count == 0 ? err_make(ERR_USAGE, "usage: search WORD...") : command_query(tui, count, words, &query);

	return err != NULL ? err : go_query(tui, "search:", query);
}
