/* SPDX-License-Identifier: ISC */
/*
 * A figure by what people call it: its name in JSON, or the words that stand
 * before or above it on a screen, in English or in their language.  What is
 * sent on is the name.
 */
#include "guichet/model/figures.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "guichet/base/message.h"
#include "guichet/base/near.h"
#include "everyday.h"

enum { SAID_BYTES = 96 };

/* What the dashboard and the wallboard write above numbers, and of which figure those are. */
static const struct { const char *said; enum metric metric; } written[] = {
	{ "P50", METRIC_ALL_REPLIES }, { "P90", METRIC_ALL_REPLIES }, { "P95", METRIC_ALL_REPLIES },
	{ N_("Answers"), METRIC_ALL_REPLIES }, { NC_("figure", "answered"), METRIC_ALL_REPLIES },
	{ N_("time to an answer"), METRIC_ALL_REPLIES },
	{ N_("How long customers waited for an answer"), METRIC_ALL_REPLIES },
	{ NC_("figure", "in time"), METRIC_SLA }, { N_("In time today"), METRIC_SLA },
	{ N_("share within the target"), METRIC_SLA },
	{ NC_("figure", "waits"), METRIC_WAITS },
	{ N_("Waiting now"), METRIC_WAITING }, { N_("Longest wait"), METRIC_WAITING }, { NC_("figure", "longest"), METRIC_WAITING },
	{ N_("Backlog and its age"), METRIC_BACKLOG }, { N_("Cases"), METRIC_CASES },
	{ NC_("figure", "promises"), METRIC_PROMISES_KEPT }, { N_("Agents' time"), METRIC_TIME_AVAILABLE },
	{ NC_("figure", "available"), METRIC_TIME_AVAILABLE }, { NC_("figure", "busy"), METRIC_TIME_BUSY },
	{ NC_("figure", "away"), METRIC_TIME_AWAY }, { NC_("figure", "handling"), METRIC_HANDLE_SHARE },
};
enum { WRITTEN = sizeof(written) / sizeof(written[0]), FORMS = 3, NAMES = METRICS + WRITTEN };

/* The n-th thing that is called something: how, and which figure that is.  NULL: not in that form. */
static const char *name_at(size_t n, size_t form, enum metric *out)
{
	const char *said = n < METRICS ? metric_info((enum metric)n)->title : written[n - METRICS].said;
	const char *context = strchr(said, '\004');

	*out = n < METRICS ? (enum metric)n : written[n - METRICS].metric;
	if (form == 0)
		return n < METRICS ? metric_info((enum metric)n)->name : NULL;
	return form == 1 ? context != NULL ? context + 1 : said : _(said);
}

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
	for (size_t i = 0; i < NAMES; i++)
		for (size_t form = 0; form < FORMS; form++) {
			enum metric metric;
			const char *name = name_at(i, form, &metric);

			if (name != NULL && strcmp(plainly(name, known), meant) == 0) {
				*out = metric;
				return true;
			}
		}
	return false;
}

const char *metric_near(const char *said)
{
	char meant[SAID_BYTES], known[NAMES][FORMS][SAID_BYTES];
	struct near near;

	plainly(said, meant);
	near_begin(&near, meant, strlen(meant));
	for (size_t i = 0; i < NAMES; i++)
		for (size_t form = 0; form < FORMS; form++) {
			enum metric metric;
			const char *name = name_at(i, form, &metric);

			if (name != NULL)
				near_try(&near, plainly(name, known[i][form]));
		}
	for (size_t i = 0; near.best != NULL && i < NAMES; i++)
		for (size_t form = 0; form < FORMS; form++) {
			enum metric metric;

			if (near.best == known[i][form])
				return name_at(i, form, &metric);
		}
	return NULL;
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
static err_t unknown(struct arena *arena, const char *name)
{
	const char *digits = name + (*name == '#');
	const char *near = metric_near(name), *dimension = everyday_dimensions(arena, name);

	if (*digits != '\0' && strspn(digits, "0123456789") == strlen(digits))
		return err_make(ERR_USAGE, "metric: '%s' is a conversation, not a figure: guichet why %s, or guichet explain "
			"FIGURE id:%s", name, digits, digits);
	if (dimension != NULL)
		return err_make(ERR_USAGE, "metric: '%s' is what figures are told apart by: guichet stats --by %s", name, dimension);
	if (near != NULL)
		return err_make(ERR_USAGE, "metric: '%s' is none; did you mean %s?", name, near);
	return err_make(ERR_USAGE, "metric: '%s' is none: guichet-figures(7) lists them", name);
}

err_t metrics_check(struct arena *arena, const char *list)
{
	for (const char *p = list; ; p++) {
		size_t len = strcspn(p, ",");
		const char *name = arena_copy_n(arena, p, len);
		enum metric metric;

		if (!metric_find(name, &metric))
			return unknown(arena, name);
		p += len;
		if (*p == '\0')
			return NULL;
	}
}
