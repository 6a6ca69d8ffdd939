/* SPDX-License-Identifier: ISC */
/*
 * What the tour says.  Two lines of 76 columns at most, with keys of up to
 * eight columns in their places; plain words, one thing to do at a time.
 */
#include "guichet/command/tour.h"

#include <string.h>

#include "guichet/base/message.h"
#include "guichet/base/str.h"

const struct tour_step tour_steps[] = {
	{ "start", N_("A demo desk: who must be answered first stands first. "
		"{down} and {up} move, {open} reads a conversation.") },
	{ "opened", N_("Everything this customer wrote, and who else was there. "
		"{claim} takes the conversation: then colleagues know it is yours.") },
	{ "claimed", N_("It is yours until you give it back. "
		"{compose} begins a reply, which nobody sees before you send it.") },
	{ "composing", N_("Write as you would to a guest; a draft is kept by itself. "
		"{review} shows what would leave, and who would read it.") },
	{ "review", N_("Who reads it, how long it is, what to beware of. "
		"A private message never gets a public answer. {send} sends it.") },
	{ "sent", N_("On its way. Once it is sent their wait is over, and it is their turn. "
		"{resolve} ends it when nothing is left to say.") },
	{ "resolved", N_("One less. The figures have counted it, and nobody can edit them. "
		"{help} lists every key; {quit} ends the demo.") },
	{ "done", N_("This is how a desk of your own begins. guichet account add mastodon NAME url=https://HOST, "
		"and then: guichet") },
};
const size_t tour_steps_count = sizeof(tour_steps) / sizeof(tour_steps[0]);

const struct tour_step *tour_step_find(const char *when)
{
	for (size_t i = 0; i < tour_steps_count; i++)
		if (strcmp(tour_steps[i].when, when) == 0)
			return &tour_steps[i];
	return NULL;
}

const char *tour_text(struct arena *arena, const struct tour_step *step, tour_key_fn key, void *data)
{
	struct str out = { 0 };
	const char *text = _(step->text), *copy;

	while (*text != '\0') {
		size_t plain = strcspn(text, "{"), len;
		const char *command, *name;

		str_add_n(&out, text, plain);
		text += plain;
		len = strcspn(text, "}");
		if (text[0] != '{' || text[len] != '}')
			break;
		command = arena_copy_n(arena, text + 1, len - 1);
		name = key(data, command);
		str_add(&out, name != NULL ? name : command);
		text += len + 1;
	}
	str_add(&out, text);
	copy = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return copy;
}
