/* SPDX-License-Identifier: ISC */
/*
 * Why a conversation is done, where its account wants to be told: the setting
 * reasons lists the words that count, reason-required=yes asks for one.  What
 * becomes of the word is the ledger's affair.
 */
#include <string.h>

#include "guichet/base/str.h"
#include "guichet/model/settings.h"
#include "autolink.h"
#include "private.h"

/* The reason of no-answer, a call of its own: it names itself everywhere. */
#define NO_ANSWER "no_reply_needed"
#define WORD_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

static bool listed(const char *list, const char *reason)
{
	size_t wanted = strlen(reason);

	for (const char *p = list; *p != '\0'; p += *p == ',') {
		size_t len = strcspn(p, ",");

		if (len == wanted && strncmp(p, reason, len) == 0)
			return true;
		p += len;
	}
	return false;
}

err_t reasons_acceptable(struct arena *arena, const char *settings)
{
	const char *list = settings_get(arena, settings, "reasons");
	const char *required = settings_get(arena, settings, "reason-required");
	enum autolink autolink;
	err_t err = autolink_parse(arena, settings, &autolink);

	if (err != NULL)
		return err;
	if (required != NULL && !str_equal(required, "yes") && !str_equal(required, "no"))
		return err_make(ERR_USAGE, "reason-required: '%s' is neither yes nor no", required);
	for (const char *p = list; p != NULL && *p != '\0'; ) {
		size_t len = strcspn(p, ",");

		if (len == 0 || strspn(p, WORD_LETTERS) != len || (p[len] == ',' && p[len + 1] == '\0'))
			return err_make(ERR_USAGE, "reasons: '%s' is no list of words with commas between", list);
		p += len + (p[len] == ',');
	}
	return NULL;
}

err_t reason_check(struct store *store, struct arena *arena, const struct conversation *conv, const char *reason)
{
	const char *settings, *list, *required;
	err_t err = store_account_wishes(store, arena, conv->account, &settings);

	if (err != NULL || settings == NULL || str_equal(reason, NO_ANSWER))
		return err;
	list = settings_get(arena, settings, "reasons");
	required = settings_get(arena, settings, "reason-required");
	if (reason != NULL && *reason != '\0')
		return list == NULL || listed(list, reason) ? NULL :
			err_make(ERR_USAGE, "'%s' is no reason here: say one of %s", reason, list);
	if (!str_equal(required, "yes"))
		return NULL;
	return list != NULL ? err_make(ERR_USAGE, "say why with --reason, one of %s", list) :
		err_make(ERR_USAGE, "say why with --reason");
}
