/* SPDX-License-Identifier: ISC */
/*
 * Copying: only when somebody says so, only a text that may be shown, and it
 * is said how much of what was copied.  The terminal carries it, or a program
 * of the person's.
 */
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/client/policy.h"
#include "guichet/command/link.h"
#include "inside.h"

static const struct { const char *name, *words; } kinds[COPIED] = {
	[COPIED_TEXT] = { "text", N_("the text") }, [COPIED_LINK] = { "link", N_("the link") },
	[COPIED_ID] = { "id", N_("the number") }, [COPIED_ADDRESS] = { "address", N_("the address") },
};

static size_t characters(struct shown text)
{
	size_t count = 0;

	for (size_t at = 0; at < text.len; count++) {
		int cells;

		at += shown_cluster(text, at, &cells);
	}
	return count;
}

static err_t carry(struct tui *tui, struct shown text)
{
	const char *how = config_text(tui->config, OPT_COPY), *program = config_text(tui->config, OPT_COPY_COMMAND);
	err_t err = policy_check(attach_hello(tui->desk), POLICY_CLIPBOARD);

	if (err == NULL && strcmp(how, "command") == 0)
		err = policy_check(attach_hello(tui->desk), POLICY_PIPES);
	if (err != NULL)
		return err;
	if (strcmp(how, "off") == 0)
		return err_make(ERR_STATE, "copying is off: set copy=osc52, or copy=command");
	if (text.len > LINK_FEED_MOST)
		return err_make(ERR_DATA, "it is longer than %d bytes", LINK_FEED_MOST);
	if (strcmp(how, "command") == 0)
		return *program != '\0' ? program_feed(program, text.bytes, text.len) :
			err_make(ERR_STATE, "no program copies: set copy-command");
	return tui->term != NULL ? term_copy(tui->term, text.bytes, text.len) : NULL;
}

err_t copy_text(struct tui *tui, enum copied what, const char *untrusted)
{
	struct arena *arena = tui->frame;
	struct shown text = what == COPIED_TEXT ? shown_block(arena, untrusted, strlen(untrusted)) : shown_line(arena, untrusted);
	err_t err = text.len > 0 ? carry(tui, text) : err_make(ERR_STATE, "there is nothing in it");
	size_t count = characters(text);

	if (err != NULL)
		return err_wrap(err, "not copied");
	message_text(tui, MESSAGE_INFO, arena_printf(arena, message_plural("copied %zu character: %s",
		"copied %zu characters: %s", count), count, what == COPIED_TEXT ? _(kinds[what].words) : text.bytes));
	return NULL;
}

const char *copy_link_of(struct arena *arena, const char *text)
{
	struct link *links;

	return link_list(arena, text, &links) > 0 ? links[0].url != NULL ? links[0].url : links[0].raw : NULL;
}

err_t copy_command(struct tui *tui, size_t count, const char *const *words)
{
	const struct view *view = tui_focus(tui);
	const char *name = count > 0 ? words[0] : "text", *text;
	int what = 0;

	while (what < COPIED && strcmp(kinds[what].name, name) != 0)
		what++;
	if (count > 1 || what == COPIED)
		return err_make(ERR_USAGE, "usage: copy [text|link|id|address]");
	text = view->ops->copied != NULL ? view->ops->copied(view, tui->frame, (enum copied)what) : NULL;
	if (text == NULL)
		return err_make(ERR_STATE, "not copied: %s is not here", _(kinds[what].words));
	return copy_text(tui, (enum copied)what, text);
}
