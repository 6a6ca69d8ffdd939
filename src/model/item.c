/* SPDX-License-Identifier: ISC */
/*
 * What an item must have to be stored.  Connectors and imports are checked
 * alike, so that the desk never meets half a message.
 */
#include "guichet/model/item.h"

#include <string.h>

#include "guichet/base/utf8.h"

#define INSTANT_MOST INT64_C(253402300799999)	/* the end of the year 9999 */

enum { ID_BYTES = 2048, NAME_BYTES = 4096, TEXT_BYTES = 1 << 20 };

static err_t text_check(const char *member, const char *text, size_t limit)
{
	size_t len;

	if (text == NULL)
		return NULL;
	len = strnlen(text, limit + 1);
	if (len > limit)
		return err_make(ERR_DATA, "item: %s is longer than %zu bytes", member, limit);
	if (!utf8_valid(text, len))
		return err_make(ERR_DATA, "item: %s is not UTF-8", member);
	return NULL;
}

static err_t id_check(const char *member, const char *text, bool required)
{
	if (required && text == NULL)
		return err_make(ERR_DATA, "item: %s is missing", member);
	if (text != NULL && text[0] == '\0')
		return err_make(ERR_DATA, "item: %s is empty", member);
	return text_check(member, text, ID_BYTES);
}

static err_t kind_check(const char *kind)
{
	size_t len = kind == NULL ? 0 : strspn(kind, "abcdefghijklmnopqrstuvwxyz_");

	if (kind == NULL)
		return err_make(ERR_DATA, "item: kind is missing");
	if (len == 0 || len > 32 || kind[len] != '\0')
		return err_make(ERR_DATA, "item: kind is not a word like mention, reply or dm");
	return NULL;
}

static err_t message_check(const struct item *item)
{
	err_t err;

	if ((err = kind_check(item->kind)) != NULL ||
	    (err = id_check("author.id", item->author.id, true)) != NULL)
		return err;
	if (item->text == NULL)
		return err_make(ERR_DATA, "item: text is missing");
	if (item->at_ms <= 0)
		return err_make(ERR_DATA, "item: at is missing");
	if (item->at_ms > INSTANT_MOST || item->edited_ms > INSTANT_MOST)
		return err_make(ERR_DATA, "item: at or edited is after the year 9999");
	if (item->edited_ms < 0)
		return err_make(ERR_DATA, "item: edited is before 1970");
	if ((unsigned)item->visibility >= VISIBILITIES)
		return err_make(ERR_DATA, "item: visibility is unknown");
	return NULL;
}

err_t item_check(const struct item *item)
{
	const struct { const char *member, *text; size_t limit; } texts[] = {
		{ "author.handle", item->author.handle, NAME_BYTES },
		{ "author.name", item->author.name, NAME_BYTES },
		{ "author.url", item->author.url, NAME_BYTES },
		{ "to.id", item->to.id, ID_BYTES },
		{ "to.handle", item->to.handle, NAME_BYTES },
		{ "to.name", item->to.name, NAME_BYTES },
		{ "to.url", item->to.url, NAME_BYTES },
		{ "text", item->text, TEXT_BYTES },
		{ "cw", item->cw, TEXT_BYTES },
		{ "lang", item->lang, 64 },
		{ "url", item->url, NAME_BYTES },
		{ "reply_ctx", item->reply_ctx, TEXT_BYTES },
	};
	const struct { const char *member, *text; bool required; } ids[] = {
		{ "uid", item->uid, true }, { "native", item->native, false },
		{ "rev", item->rev, false }, { "thread", item->thread, false },
		{ "parent", item->parent, false }, { "author.id", item->author.id, false },
	};
	err_t err = NULL;

	if ((unsigned)item->op > ITEM_GONE)
		return err_make(ERR_DATA, "item: op is unknown");
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if ((err = id_check(ids[i].member, ids[i].text, ids[i].required)) != NULL)
			return err;
	if (item->op != ITEM_GONE && (err = message_check(item)) != NULL)
		return err;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if ((err = text_check(texts[i].member, texts[i].text, texts[i].limit)) != NULL)
			return err;
	return NULL;
}
