/* SPDX-License-Identifier: ISC */
/*
 * Texts that become numbers: the places of segments, with what they stand for,
 * and the names of tags, languages, networks and teams.
 */
#include "figures_make.h"

#include <string.h>

/* ---- texts by number */

static uint64_t text_hash(const char *text)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return hash;
}

/* A slot holds a number + 1; half of them stay free. */
static size_t names_slot(const struct names *names, const char *text)
{
	size_t at = (size_t)text_hash(text) & (names->slot_count - 1);

	while (names->slots[at] != 0 && strcmp(names->texts[names->slots[at] - 1], text) != 0)
		at = (at + 1) & (names->slot_count - 1);
	return at;
}

static void names_grow(struct arena *arena, struct names *names)
{
	size_t size = names->slot_count == 0 ? 64 : names->slot_count * 2;
	const char **texts = arena_array(arena, size, sizeof(*texts));

	if (names->count > 0)
		memcpy(texts, names->texts, names->count * sizeof(*texts));
	names->texts = texts;
	names->slots = arena_array(arena, size, sizeof(*names->slots));
	names->slot_count = size;
	for (size_t i = 0; i < names->count; i++)
		names->slots[names_slot(names, texts[i])] = i + 1;
}

size_t names_put(struct arena *arena, struct names *names, const char *text, bool *fresh)
{
	size_t at;

	if (names->count * 2 >= names->slot_count)
		names_grow(arena, names);
	at = names_slot(names, text);
	*fresh = names->slots[at] == 0;
	if (*fresh) {
		names->texts[names->count++] = arena_copy(arena, text);
		names->slots[at] = names->count;
	}
	return names->slots[at] - 1;
}

int64_t name_key(struct figures_maker *m, const char *text)
{
	bool fresh;

	return *text == '\0' ? KEY_NONE : (int64_t)names_put(m->arena, &m->names, text, &fresh);
}

/* ---- places */

static void place_tags(struct figures_maker *m, struct place_text *place)
{
	for (const char *p = place->text; *p != '\0' && place->tag_count < KEYS_MAX;) {
		size_t len = strcspn(p, " ");

		if (len > 0)
			place->tags[place->tag_count++] = name_key(m, arena_copy_n(m->arena, p, len));
		p += len + (p[len] == ' ');
	}
}

static struct place_text *place_text_learn(struct figures_maker *m, const char *text)
{
	struct place_text *place = arena_alloc(m->arena, sizeof(*place));

	place->text = text;
	place->number = m->place_names.count - 1;
	place->of.lang = "";
	place->lang_key = KEY_NONE;
	if (fact_tongue_parse(m->arena, text, &place->of)) {
		place->lang_key = name_key(m, place->of.lang);
		place->tongue = m->tongue_count++;
	} else {
		place_tags(m, place);
	}
	return place;
}

struct place_text *place_text_of(struct figures_maker *m, const char *text)
{
	size_t room = m->place_names.slot_count, known = m->place_names.count;
	bool fresh;
	size_t at = names_put(m->arena, &m->place_names, text, &fresh);

	/* Names may grow for one that was known too. */
	if (m->place_names.slot_count != room) {
		struct place_text **places = arena_array(m->arena, m->place_names.slot_count,
			sizeof(struct place_text *));

		if (known > 0)
			memcpy(places, m->places, known * sizeof(struct place_text *));
		m->places = places;
	}
	if (!fresh)
		return m->places[at];
	return m->places[at] = place_text_learn(m, m->place_names.texts[at]);
}

/* Texts of a segment are in order, and those of the next day are mostly the same. */
struct place_text *const *places_of(struct figures_maker *m, const struct segment *segment)
{
	const char **texts = arena_array(m->arena, segment->texts + 1, sizeof(*texts));
	struct place_text **places = arena_array(m->arena, segment->texts + 1, sizeof(struct place_text *));
	struct place_text *nowhere = place_text_of(m, "");	/* of a text that is no place */
	size_t k = 0;

	segment_texts(segment, texts);
	for (size_t i = 0; i < segment->texts; i++) {
		int order = -1;

		while (k < m->told_count && (order = strcmp(m->told[k]->text, texts[i])) < 0)
			k++;
		places[i] = texts[i][0] == CASE_RESTS_BEGIN ? nowhere :
			k < m->told_count && order == 0 ? m->told[k] : place_text_of(m, texts[i]);
	}
	m->told = places;
	m->told_count = segment->texts;
	return places;
}

/* Nobody looks at a place that is not asked for: any will do. */
struct place_text *const *places_wanted(struct figures_maker *m, const struct segment *segment, size_t *count)
{
	struct place_text **nowhere;

	*count = segment->texts;
	if (segment->texts > 0 && needs_places(m))
		return places_of(m, segment);
	nowhere = arena_array(m->arena, 1, sizeof(struct place_text *));
	nowhere[0] = place_text_of(m, "");
	*count = 1;
	return nowhere;
}
