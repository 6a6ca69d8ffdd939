/* SPDX-License-Identifier: ISC */
/*
 * Links and pictures of the conversation that is open, by number: each is
 * told before anything is done with it, only what link_check lets through is
 * opened, and nothing is ever fetched.
 */
#include <stdlib.h>
#include <string.h>

#include "guichet/base/message.h"
#include "guichet/client/policy.h"
#include "guichet/command/link.h"
#include "guichet/command/media.h"
#include "guichet/json/json.h"
#include "plain.h"

/* What one of them is; url NULL: it may not be opened, why says so. */
struct entry { const char *url, *why, *told; };

static void add(struct entry **list, size_t *count, struct arena *arena, struct entry entry)
{
	struct entry *more = arena_array(arena, *count + 1, sizeof(*more));

	for (size_t i = 0; i < *count; i++)
		more[i] = (*list)[i];
	more[(*count)++] = entry;
	*list = more;
}

static void media_add(struct entry **list, size_t *count, struct arena *arena, const struct json *media)
{
	struct link *links;
	const char *address = json_text(media, "url");
	bool known = address != NULL && link_list(arena, address, &links) == 1;

	add(list, count, arena, (struct entry){ .url = known ? links[0].url : NULL,
		.why = known ? links[0].why : _("it has no address to open"),
		.told = arena_printf(arena, "%s%s%s", media_told(arena, media), address != NULL ? ", " : "",
			address != NULL ? address : "") });
}

/* In the order of the messages: what a text links to, then what stands beside it. */
static struct entry *entries_of(const struct plain *plain, size_t *count)
{
	struct arena *arena = plain->env.arena;
	const struct json *messages = json_get(plain->thread, "messages");
	struct entry *list = NULL;

	*count = 0;
	for (size_t i = 0; i < json_count(messages); i++) {
		const struct json *message = json_at(messages, i), *media = json_get(message, "media");
		struct link *links;
		size_t found = link_list(arena, json_text_or(message, "text", ""), &links);

		for (size_t k = 0; k < found; k++)
			add(&list, count, arena, (struct entry){ links[k].url, links[k].why,
				links[k].url != NULL ? links[k].url : links[k].raw });
		for (size_t k = 0; k < json_count(media); k++)
			if (!media_is_told(message, json_at(media, k)))
				media_add(&list, count, arena, json_at(media, k));
	}
	return list;
}

err_t plain_links(struct plain *plain, size_t count, const char *const *words)
{
	size_t found;
	const struct entry *list = entries_of(plain, &found);

	(void)count;
	(void)words;
	if (plain->thread == NULL)
		return err_make(ERR_USAGE, "no conversation is open: open one, or name its row");
	if (found == 0)
		plain_say(plain, _("no link and no picture is here"));
	for (size_t i = 0; i < found; i++)
		plain_say(plain, arena_printf(plain->env.arena, "%zu: %s%s%s", i + 1, list[i].told,
			list[i].url == NULL ? "; " : "", list[i].url == NULL ? list[i].why : ""));
	return NULL;
}

static err_t entry_of(const struct plain *plain, size_t count, const char *const *words, struct entry *out)
{
	size_t found, number = count == 1 ? strtoul(words[0], NULL, 10) : 0;
	const struct entry *list = entries_of(plain, &found);

	if (number == 0 || number > found)
		return err_make(ERR_USAGE, "which link? links names them by number; there are %zu", found);
	*out = list[number - 1];
	return out->url != NULL ? NULL : err_make(ERR_DATA, "not opened: %s", out->why);
}

err_t plain_link_open(struct plain *plain, size_t count, const char *const *words)
{
	struct entry entry;
	err_t err = entry_of(plain, count, words, &entry);

	if (err == NULL)
		err = policy_check(attach_hello(plain->desk), POLICY_LINKS);
	if (err == NULL)
		err = link_open(config_text(plain->config, OPT_OPENER), entry.url);
	if (err == NULL)
		plain_say(plain, arena_printf(plain->env.arena, _("opening %s"), entry.url));
	return err;
}

err_t plain_link_copy(struct plain *plain, size_t count, const char *const *words)
{
	const char *program = config_text(plain->config, OPT_COPY_COMMAND);
	struct entry entry;
	err_t err = entry_of(plain, count, words, &entry);

	if (err != NULL)
		return err;
	if (*program == '\0')
		return err_make(ERR_STATE, "set copy-command names the program that copies; the link is %s", entry.url);
	err = policy_check(attach_hello(plain->desk), POLICY_CLIPBOARD);
	if (err == NULL)
		err = policy_check(attach_hello(plain->desk), POLICY_PIPES);
	if (err == NULL)
		err = program_feed(program, entry.url, strlen(entry.url));
	if (err == NULL)
		plain_say(plain, arena_printf(plain->env.arena, _("copied %s"), entry.url));
	return err;
}
