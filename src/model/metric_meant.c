/* SPDX-License-Identifier: ISC */
/*
 * A figure by what people call it: its name in JSON, or the words that stand
 * before it on a screen, in English or in their language.  What is sent on is
 * the name.
 */
#include "guichet/model/figures.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/message.h"
#include "guichet/base/near.h"

enum { SAID_BYTES = 96 };

/* "Within_Target" and "within the target" are the same; so is either apostrophe. */
static const char *plainly(const char *said, char out[static SAID_BYTES])
{
	size_t n = 0;

	while (*said != '\0' && n + 1 < SAID_BYTES) {
		bool begins = n == 0 || out[n - 1] == ' ';

		if (begins && strncasecmp(said, "the", 3) == 0 && strchr(" _-", said[3]) != NULL && said[3] != '\0') {
			said += 4;
		} else if (strncmp(said, "\xe2\x80\x99", 3) == 0) {
			out[n++] = '\'';
			said += 3;
		} else {
			out[n++] = strchr("_-", *said) != NULL ? ' ' : (char)tolower((unsigned char)*said);
			said++;
		}
	}
	out[n] = '\0';
	return out;
}

bool metric_meant(const char *said, enum metric *out)
{
	char meant[SAID_BYTES], known[SAID_BYTES];

	plainly(said, meant);
	for (int i = 0; i < METRICS; i++) {
		const struct metric_info *info = metric_info((enum metric)i);
		const char *const names[] = { info->name, info->title, _(info->title) };

		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			if (strcmp(plainly(names[k], known), meant) == 0) {
				*out = (enum metric)i;
				return true;
			}
	}
	return false;
}

/* A title may have a comma in it: the longest one first. */
static size_t first_meant(struct arena *arena, const char *text, enum metric *out)
{
	size_t len = strlen(text);

	while (len > 0 && !metric_meant(arena_copy_n(arena, text, len), out)) {
		while (len > 0 && text[len - 1] != ',')
			len--;
		len -= len > 0;
	}
	return len;
}

const char *metrics_meant(struct arena *arena, const char *text)
{
	const char *list = NULL;

	for (const char *p = text; ; p++) {
		enum metric metric = METRIC_WAITS;
		size_t len;

		p += strspn(p, " ");
		len = first_meant(arena, p, &metric);
		if (len == 0)
			return NULL;
		list = list == NULL ? metric_info(metric)->name : arena_printf(arena, "%s,%s", list, metric_info(metric)->name);
		p += len;
		if (*p == '\0')
			return list;
	}
}

/* Who writes a number or #2 has one conversation in mind, others made a slip. */
static err_t unknown(const char *name)
{
	const char *digits = name + (*name == '#');
	char said[SAID_BYTES], known[METRICS][2][SAID_BYTES];
	struct near near;

	if (*digits != '\0' && strspn(digits, "0123456789") == strlen(digits))
		return err_make(ERR_USAGE, "metric: '%s' is a conversation, not a figure: guichet why %s, or guichet explain "
			"FIGURE id:%s", name, digits, digits);
	plainly(name, said);
	near_begin(&near, said, strlen(said));
	for (int i = 0; i < METRICS; i++) {
		near_try(&near, plainly(metric_info((enum metric)i)->name, known[i][0]));
		near_try(&near, plainly(_(metric_info((enum metric)i)->title), known[i][1]));
	}
	for (int i = 0; near.best != NULL && i < METRICS; i++)
		if (near.best == known[i][0] || near.best == known[i][1])
			return err_make(ERR_USAGE, "metric: '%s' is none; did you mean %s?", name,
				near.best == known[i][0] ? metric_info((enum metric)i)->name : _(metric_info((enum metric)i)->title));
	return err_make(ERR_USAGE, "metric: '%s' is none: guichet-figures(7) lists them", name);
}

err_t metrics_check(struct arena *arena, const char *list)
{
	for (const char *p = list; ; p++) {
		size_t len = strcspn(p, ",");
		const char *name = arena_copy_n(arena, p, len);
		enum metric metric;

		if (!metric_find(name, &metric))
			return unknown(name);
		p += len;
		if (*p == '\0')
			return NULL;
	}
}
