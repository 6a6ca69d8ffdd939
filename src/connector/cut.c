/* SPDX-License-Identifier: ISC */
/*
 * Cutting a long text into posts: a reader should be able to stop after each
 * of them.  What fits is the network's own rule, asked of the caller.
 */
#include "cut.h"

#include <ctype.h>
#include <string.h>


enum { SUFFIX_CHARS = 8 };

static bool cluster_boundary(struct arena *arena, const char *text, size_t at)
{
	size_t after = at + 64;

	if (strlen(text) < after)
		after = strlen(text);
	while (after > at && ((unsigned char)text[after] & 0xC0) == 0x80)
		after--;
	return text_count(COUNT_GRAPHEMES, arena_copy_n(arena, text, at), 0) +
		text_count(COUNT_GRAPHEMES, arena_copy_n(arena, text + at, after - at), 0) ==
		text_count(COUNT_GRAPHEMES, arena_copy_n(arena, text, after), 0);
}

static bool sentence_ends(const char *text, size_t at)
{
	return at > 0 && (text[at] == '\n' || strchr(".!?", text[at - 1]) != NULL ||
		(at > 2 && memcmp(text + at - 3, "\xE2\x80\xA6", 3) == 0));
}

size_t cut_find(struct arena *arena, const struct cut *cut, const char *text)
{
	size_t low = 0, high = strlen(text), best = 0, word = 0;

	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (cut->fits(cut, arena, text, middle))
			low = middle;
		else
			high = middle - 1;
	}
	if (text[low] == '\0')
		return low;
	for (size_t at = low; at > 0; at--) {
		if (!isspace((unsigned char)text[at]))
			continue;
		if (word == 0 && cut->fits(cut, arena, text, at))
			word = at;
		if (at < low / 2)
			break;
		if (sentence_ends(text, at) && cut->fits(cut, arena, text, at)) {
			best = at;
			break;
		}
	}
	if (best > 0 || word > 0)
		return best > 0 ? best : word;
	while (low > 1 && (((unsigned char)text[low] & 0xC0) == 0x80 || !cluster_boundary(arena, text, low)))
		low--;
	return low;
}

const char *text_trimmed(struct arena *arena, const char *text)
{
	size_t len;

	if (text == NULL)
		return "";
	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len > 0 && isspace((unsigned char)text[len - 1]))
		len--;
	return arena_copy_n(arena, text, len);
}

/* ---- a post that is its text */

static bool measure_fits(const struct measure *measure, const char *text, size_t room)
{
	return text_count(measure->counter, text, 0) + room <= measure->max &&
		(measure->max_bytes == 0 || strlen(text) + room <= measure->max_bytes);
}

static bool text_fits(const struct cut *cut, struct arena *arena, const char *text, size_t len)
{
	return measure_fits(cut->data, arena_copy_n(arena, text, len), SUFFIX_CHARS);
}

static void part_add(struct arena *arena, const struct plan_wish *wish, const struct measure *measure,
	const char *text, struct plan *plan)
{
	struct plan_part *part = &plan->parts[plan->part_count];

	part->text = text;
	part->length = text_count(measure->counter, text, 0);
	part->max = measure->max;
	part->key = arena_printf(arena, "%s-%zu", wish->key != NULL ? wish->key : "", plan->part_count);
	plan->part_count++;
}

static size_t bodies_cut(struct arena *arena, const struct measure *measure, const char **rest,
	const char *bodies[PLAN_PARTS], size_t most)
{
	const struct cut cut = { .fits = text_fits, .data = measure, .max = measure->max };
	size_t count = 0;

	while (**rest != '\0' && count < most) {
		size_t len = cut_find(arena, &cut, *rest), end = len;

		if (len == 0 || !text_fits(&cut, arena, *rest, len))
			break;
		while (end > 0 && isspace((unsigned char)(*rest)[end - 1]))
			end--;
		bodies[count++] = arena_copy_n(arena, *rest, end);
		*rest += len + strspn(*rest + len, " \t\r\n");
	}
	return count;
}

void parts_plan(struct arena *arena, const struct plan_wish *wish, const struct measure *measure, const char *text,
	struct plan *plan)
{
	const char *bodies[PLAN_PARTS], *rest = text;
	size_t count;

	if (measure_fits(measure, text, 0)) {
		part_add(arena, wish, measure, text, plan);
		return;
	}
	count = bodies_cut(arena, measure, &rest, bodies, PLAN_PARTS - plan->part_count);
	for (size_t i = 0; i < count; i++)
		part_add(arena, wish, measure, arena_printf(arena, "%s (%zu/%zu)", bodies[i], i + 1, count), plan);
	if (*rest != '\0')
		plan->blocked = arena_printf(arena, "too long: it does not fit into %d posts of %zu characters",
			PLAN_PARTS, measure->max);
	else if (plan->warning_count < PLAN_WARNINGS)
		plan->warnings[plan->warning_count++] = arena_printf(arena, "sent in %zu parts", count);
}
