/* SPDX-License-Identifier: ISC */
/*
 * From a key to a line of the one language.  Whoever has the keys names the
 * scopes in which one is looked up; what no scope binds is typed into the
 * text field that has them, or is said to do nothing.
 */
#include <string.h>

#include "guichet/base/message.h"
#include "inside.h"

/* The text field that typed characters go to now, or NULL. */
static struct edit *field_of(struct tui *tui)
{
	struct view *view = tui_focus(tui);

	if (tui->prompt != NULL)
		return prompt_edit(tui);
	if (tui->menu != NULL)
		return menu_edit(tui);
	return view->ops->field != NULL ? view->ops->field(view) : NULL;
}

static void field_typed(struct tui *tui)
{
	struct view *view = tui_focus(tui);

	if (tui->prompt != NULL)
		prompt_typed(tui);
	else if (tui->menu != NULL)
		menu_typed(tui);
	else if (view->ops->typed != NULL)
		view->ops->typed(view);
	tui_touch(tui);
}

size_t input_scopes(const struct tui *tui, const char *scopes[static SCOPES_MAX])
{
	struct view *view = tui_focus(tui);
	size_t count = 0;

	if (tui->prompt != NULL || tui->menu != NULL) {
		scopes[count++] = tui->prompt != NULL ? "prompt" : "palette";
		scopes[count++] = "edit";
		return count;
	}
	scopes[count++] = view->ops->name;
	if (view->ops->field != NULL && view->ops->field(view) != NULL)
		scopes[count++] = "edit";
	else
		scopes[count++] = "global";
	return count;
}

/* What is bound is written with the English names, on every keyboard. */
static const char *const key_words[] = {
	NC_("key", "up"), NC_("key", "down"), NC_("key", "left"), NC_("key", "right"), NC_("key", "home"), NC_("key", "end"),
	NC_("key", "page-up"), NC_("key", "page-down"), NC_("key", "insert"), NC_("key", "delete"), NC_("key", "backspace"),
	NC_("key", "tab"), NC_("key", "shift-tab"), NC_("key", "enter"), NC_("key", "escape"), NC_("key", "space"),
};

static const char *key_word(const char *name)
{
	for (size_t i = 0; i < sizeof(key_words) / sizeof(key_words[0]); i++)
		if (strcmp(strchr(key_words[i], '\004') + 1, name) == 0)
			return message_of(key_words[i]);
	return name;
}

const char *keys_shown(struct arena *arena, const char *names)
{
	static const char *const mods[] = { "ctrl-", "alt-" };
	struct str out = { 0 };
	const char *copy;

	for (const char *p = names; p != NULL && *p != '\0';) {
		size_t blanks = strspn(p, " ");

		str_add_n(&out, p, blanks);
		p += blanks;
		for (size_t i = 0; i < sizeof(mods) / sizeof(mods[0]); i++)
			if (str_starts(p, mods[i]) && p[strlen(mods[i])] != '\0' && p[strlen(mods[i])] != ' ') {
				str_add(&out, mods[i]);
				p += strlen(mods[i]);
			}
		str_add(&out, key_word(arena_copy_n(arena, p, strcspn(p, " "))));
		p += strcspn(p, " ");
	}
	copy = names == NULL ? NULL : arena_copy(arena, str_text(&out));
	str_finish(&out);
	return copy;
}

const char *input_key_of(const struct tui *tui, const char *command)
{
	const char *scopes[SCOPES_MAX];
	size_t count = input_scopes(tui, scopes);

	return keys_shown(tui->frame, keymap_key_of(config_keymap(tui->config), scopes, count, command));
}

const char *input_key_in(const struct tui *tui, const char *view, const char *command)
{
	const struct view_ops *ops = view_find_ops(view);
	const char *scopes[] = { view, ops != NULL && ops->field != NULL ? "edit" : "global" };

	return keys_shown(tui->frame, keymap_key_of(config_keymap(tui->config), scopes, 2, command));
}

static void paste(struct tui *tui, const struct term_event *event)
{
	struct edit *edit = field_of(tui);

	if (edit == NULL) {
		message_say(tui, MESSAGE_INFO, shown_literal(_("there is nothing to paste into here")));
		return;
	}
	if (!edit_paste(edit, event->paste, event->paste_len))
		message_say(tui, MESSAGE_WARNING, shown_literal(_("the text is too long: the rest was left out")));
	field_typed(tui);
}

static bool types(struct key key)
{
	return key.mods == 0 && key.code >= ' ' && key.code < KEY_CODES && key.code != 0x7f;
}

static void unbound(struct tui *tui, struct key key)
{
	const char *help = input_key_of(tui, "help"), *pressed;
	char name[KEY_NAME];

	pressed = keys_shown(tui->frame, key_name(key, name));
	message_text(tui, MESSAGE_INFO, help == NULL ? arena_printf(tui->frame, _("%s does nothing here"), pressed) :
		arena_printf(tui->frame, _("%s does nothing here: %s shows the keys"), pressed, help));
}

static void key_pressed(struct tui *tui, struct key key)
{
	const char *scopes[SCOPES_MAX], *command;
	size_t count = input_scopes(tui, scopes);
	struct edit *edit = field_of(tui);
	bool first = tui->key_count == 0;

	tui->keys[tui->key_count++] = key;
	switch (keymap_find(config_keymap(tui->config), scopes, count, tui->keys, tui->key_count, &command)) {
	case KEYMAP_PREFIX:
		if (tui->key_count < KEYS_MAX)
			return;
		break;
	case KEYMAP_COMMAND:
		tui->key_count = 0;
		run_line(tui, command);
		tour_key(tui);
		return;
	case KEYMAP_NONE:
		break;
	}
	tui->key_count = 0;
	if (edit != NULL && types(key)) {
		edit_type(edit, key.code);
		field_typed(tui);
	} else if (!first && (key.code == K_ESCAPE || edit != NULL)) {
		return;		/* a longer binding that was given up */
	} else {
		unbound(tui, key);
	}
}

void input_event(struct tui *tui, const struct term_event *event)
{
	tui_touch(tui);
	if (event->key.code == K_RESIZE)
		return;		/* the signal has said it */
	if (run_takes_key(tui, event))
		return;
	message_clear(tui);
	notify_seen(tui);
	presence_key(tui);
	if (event->key.code == K_MOUSE)
		mouse_event(tui, event);
	else if (event->key.code == K_PASTE)
		paste(tui, event);
	else
		key_pressed(tui, event->key);
}
