/* SPDX-License-Identifier: ISC */
/*
 * Figures of two reports side by side: those that read otherwise, and which of
 * them would do so if nothing but the program were another.
 */
#include "report_moved.h"

#include <string.h>

#include "guichet/model/figures.h"

static bool is_same(const struct json *was, const struct json *is)
{
	struct str a = { 0 }, b = { 0 };
	bool same;

	if (was == NULL || is == NULL)
		return was == is;
	json_dump(was, &a);
	json_dump(is, &b);
	same = strcmp(str_text(&a), str_text(&b)) == 0;
	str_finish(&a);
	str_finish(&b);
	return same;
}

/* How long the longest has waited by now moves by itself, and says nothing. */
static bool is_told_alike(const struct json *was, const struct json *is)
{
	static const char *const members[] = { "n", "open", "waived", "withdrawn", "p50", "p90", "p95", "met", "missed",
		"undecided", "excluded", "share", "seconds", "of_seconds" };

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!is_same(json_get(was, members[i]), json_get(is, members[i])))
			return false;
	return true;
}

/* What one of them does not have is no figure that moved. */
static bool differ(const struct json *was, const struct json *is)
{
	return was != NULL && is != NULL && !is_told_alike(was, is);
}

static void value_put(struct json_out *o, const char *key, const struct json *value)
{
	struct str text = { 0 };

	json_dump(value, &text);
	json_put_raw(o, key, str_text(&text));
	str_finish(&text);
}

void report_moved_put(const struct json *was, const struct json *again, const struct json *is, struct json_out *o)
{
	/*
	 * What waits is another thing a moment later, and so are what is left open and how long agents were there
	 * where the period ran until then.
	 */
	bool is_over = strcmp(json_text_or(was, "until", ""), json_text_or(was, "as_of", "")) < 0;
	int64_t recounted = 0;

	json_open_array(o, "moved");
	for (int i = 0; i < METRICS; i++) {
		const struct metric_info *info = metric_info((enum metric)i);
		const struct json *before = json_get(was, info->name), *after = json_get(is, info->name);
		const struct json *then = json_get(again, info->name);
		bool otherwise = differ(before, then);

		recounted += otherwise;
		if ((info->shape == METRIC_STOCK && !(is_over && i == METRIC_BACKLOG)) ||
		    (info->shape >= METRIC_SPAN && !is_over) || !differ(before, after))
			continue;
		json_open_object(o, NULL);
		json_put_text(o, "metric", info->name);
		value_put(o, "was", before);
		if (otherwise)
			value_put(o, "again", then);
		value_put(o, "is", after);
		json_close_object(o);
	}
	json_close_array(o);
	json_put_int(o, "recounted", recounted);
}
