/* SPDX-License-Identifier: ISC */
/*
 * Is what the account wrote one of our own replies?  First by the id that the
 * network gave it, then by its words: the same text in the same conversation,
 * apart from mentions and white space that networks add, and from the lines
 * that stand for what it shows.  A reply of files
 * alone has no words, and any picture that a colleague posts would be it: such
 * an echo says nothing of a reply in doubt, which its key or being read back
 * settles.
 */
#include <ctype.h>
#include <string.h>

#include "guichet/model/item.h"
#include "private.h"

err_t echo_known(struct desk *desk, int64_t account, const struct item *item, bool *matched)
{
	int64_t outbox;

	return store_part_find(desk->store, account, item->uid, &outbox, matched);
}

/* The next word that is no mention, or NULL; *rest moves behind it. */
static const char *word_next(const char **rest, size_t *len)
{
	for (;;) {
		const char *word = *rest + strspn(*rest, " \t\r\n");

		*len = strcspn(word, " \t\r\n");
		*rest = word + *len;
		if (*len == 0)
			return NULL;
		if (word[0] != '@')
			return word;
	}
}

static bool words_equal(const char *a, const char *b)
{
	for (;;) {
		size_t a_len, b_len;
		const char *a_word = word_next(&a, &a_len), *b_word = word_next(&b, &b_len);

		if (a_word == NULL || b_word == NULL)
			return a_word == b_word;
		if (a_len != b_len || memcmp(a_word, b_word, a_len) != 0)
			return false;
	}
}

/* Of a part without words only where it is known to be there and the network did not name it. */
static bool says_it(const struct outbox_row *row, const struct plan *plan, const char *ours, const struct item *item)
{
	const char *rest = ours;
	size_t len;

	if (!words_equal(ours, item->words != NULL ? item->words : item->text))
		return false;
	return word_next(&rest, &len) != NULL ||
		(row->state == OUT_SENT && item->media_count == plan->media_count);
}

static err_t row_match(struct desk *desk, struct outbox_row *row, const struct item *item,
	bool *matched)
{
	struct plan plan;
	err_t err = plan_parse(desk->arena, row->plan, &plan);

	for (size_t i = 0; err == NULL && !*matched && i < plan.part_count; i++) {
		const struct plan_part *part = &plan.parts[i];

		if (part->remote_id != NULL || part->text == NULL ||
		    !says_it(row, &plan, part->text, item))
			continue;
		*matched = true;
		err = outbox_part_done(desk, row, i, item->uid, item->native, item->url,
			item->at_ms);
	}
	return err;
}

err_t echo_match(struct desk *desk, int64_t account, int64_t conversation, const struct item *item,
	bool *matched)
{
	struct outbox_row *rows = NULL;
	size_t count = 0;
	err_t err = store_outbox_open(desk->store, desk->arena, conversation, &rows, &count);

	for (size_t i = 0; err == NULL && !*matched && i < count; i++)
		if (rows[i].account == account)
			err = row_match(desk, &rows[i], item, matched);
	return err;
}
