/* SPDX-License-Identifier: ISC */
/*
 * A private conversation that began in public (R9 of the rules for figures):
 * its first message answers one of that conversation, or our reply there
 * invited a private message and the same author wrote within a day.  Only
 * ever of one and the same identity on one account; when an account says
 * autolink=on the desk links the two, else agents are told, or nobody is.
 */
#include "autolink.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "unite.h"

#define INVITED_MS INT64_C(86400000)

/* What our replies say when they ask for a private message; the setting invite has words of one's own. */
#define INVITATIONS "dm,direct message,private message,privately,in private,message privé,messages privés,mp,en privé," \
	"message direct"

err_t autolink_parse(struct arena *arena, const char *settings, enum autolink *out)
{
	const char *text = settings_get(arena, settings, "autolink");

	*out = AUTOLINK_SUGGEST;
	if (text == NULL || str_equal(text, "suggest"))
		return NULL;
	*out = str_equal(text, "on") ? AUTOLINK_ON : AUTOLINK_OFF;
	if (*out == AUTOLINK_OFF && !str_equal(text, "off"))
		return err_make(ERR_USAGE, "autolink: '%s' is none of off, suggest and on", text);
	return NULL;
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Small letters of ASCII only: an accent is written as it is. */
static bool has_phrase(const char *text, const char *phrase, size_t len)
{
	for (const char *p = text; *p != '\0'; p++)
		if (strncasecmp(p, phrase, len) == 0 && (p == text || !is_letter(p[-1])) && !is_letter(p[len]))
			return true;
	return false;
}

bool autolink_invites(const char *text, const char *phrases)
{
	for (const char *p = phrases != NULL ? phrases : INVITATIONS; *p != '\0'; ) {
		size_t len = strcspn(p, ",");

		if (len > 0 && has_phrase(text, p, len))
			return true;
		p += len + (p[len] == ',');
	}
	return false;
}

err_t autolink_find(struct store *store, struct arena *arena, const struct conversation *conv, struct autolinked *out)
{
	struct invitation *replies = NULL;
	struct account account;
	size_t count = 0;
	int64_t family = 0;
	bool found = false;
	err_t err = store_account(store, arena, conv->account, &account, &found);

	*out = (struct autolinked){ 0 };
	if (err == NULL && found)
		err = autolink_parse(arena, account.settings, &out->mode);
	if (err == NULL)
		err = store_family(store, conv->id, &family);
	/* Whoever was joined with something, or parted from it, was decided about. */
	if (err != NULL || out->mode == AUTOLINK_OFF || family != 0 || conv->root != 0 || conv->visibility < VIS_GROUP)
		return err;
	err = store_link_referenced(store, conv->id, &out->began);
	if (err != NULL || out->began != 0) {
		out->why = AUTOLINK_NETWORK;
		return err;
	}
	err = store_invitations(store, arena, conv->id, INVITED_MS, &replies, &count);
	for (size_t i = 0; err == NULL && out->began == 0 && i < count; i++)
		if (autolink_invites(replies[i].text, settings_get(arena, account.settings, "invite"))) {
			out->began = replies[i].conversation;
			out->why = AUTOLINK_INVITED;
		}
	return err;
}

static err_t mode_of(struct desk *desk, int64_t id, enum autolink *out)
{
	struct account account;
	bool found = false;
	err_t err = store_account(desk->store, desk->arena, id, &account, &found);

	return err != NULL || !found ? err : autolink_parse(desk->arena, account.settings, out);
}

err_t autolink_take(struct desk *desk, int64_t conversation)
{
	struct touched *touched, *began;
	struct autolinked found = { 0 };
	enum autolink mode = AUTOLINK_OFF;
	err_t err = conversation_touch(desk, conversation, &touched);

	if (err == NULL)
		err = mode_of(desk, touched->row.conv.account, &mode);
	/* What is merely suggested is looked for when somebody looks. */
	if (err == NULL && mode == AUTOLINK_ON)
		err = autolink_find(desk->store, desk->arena, &touched->row.conv, &found);
	if (err != NULL || found.began == 0)
		return err;
	err = conversation_meant(desk, &found.began, &began);
	if (err != NULL || (began->row.conv.marks & MARK_SPAM) != 0)
		return err;
	return link_set(desk, touched, found.began, (struct entry){ .actor_kind = ACTOR_SYSTEM,
		.detail = { { "reason", found.why } } });
}
