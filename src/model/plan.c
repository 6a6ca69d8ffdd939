/* SPDX-License-Identifier: ISC */
/*
 * The frozen form of a plan.  Lines come in one order: head, recipients,
 * warnings, then each file and each part followed by what belongs to it.  An
 * unknown line is an error, never skipped: nothing may leave that this build
 * does not understand.
 */
#include "guichet/model/plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/model/settings.h"
#include "lines.h"

enum visibility visibility_ceiling(enum visibility item, enum visibility wish)
{
	return item > wish ? item : wish;
}

static void text_add(struct str *out, const char *key, const char *value)
{
	if (value != NULL)
		settings_add(out, key, value);
}

static void part_add(struct str *out, const struct plan_part *part)
{
	settings_add(out, "part", part->text == NULL ? "" : part->text);
	settings_add_int(out, "length", (int64_t)part->length);
	settings_add_int(out, "max", (int64_t)part->max);
	text_add(out, "key", part->key);
	text_add(out, "remote_id", part->remote_id);
	text_add(out, "native", part->native);
	text_add(out, "url", part->url);
}

static void media_add(struct str *out, const struct plan_media *media)
{
	settings_add(out, "media", media->hash == NULL ? "" : media->hash);
	settings_add_int(out, "media_blob", media->blob);
	text_add(out, "media_name", media->name);
	text_add(out, "media_mime", media->mime);
	text_add(out, "media_alt", media->alt);
	settings_add_int(out, "media_size", media->size);
	settings_add_int(out, "media_width", media->width);
	settings_add_int(out, "media_height", media->height);
	text_add(out, "media_id", media->remote_id);
}

const char *plan_format(struct arena *arena, const struct plan *plan)
{
	struct str out = { 0 };
	const char *text;

	settings_add_int(&out, "plan", 1);
	settings_add_int(&out, "conversation", plan->conversation);
	settings_add_int(&out, "account", plan->account);
	text_add(&out, "reply_to", plan->reply_to);
	text_add(&out, "reply_ctx", plan->reply_ctx);
	settings_add(&out, "visibility", visibility_name(plan->visibility));
	text_add(&out, "cw", plan->cw);
	text_add(&out, "lang", plan->lang);
	text_add(&out, "blocked", plan->blocked);
	if (plan->begun_ms != 0)
		settings_add_int(&out, "begun", plan->begun_ms);
	for (size_t i = 0; i < plan->recipient_count; i++)
		settings_add(&out, "recipient", plan->recipients[i]);
	for (size_t i = 0; i < plan->warning_count; i++)
		settings_add(&out, "warning", plan->warnings[i]);
	for (size_t i = 0; i < plan->media_count; i++)
		media_add(&out, &plan->media[i]);
	for (size_t i = 0; i < plan->part_count; i++)
		part_add(&out, &plan->parts[i]);
	text = arena_copy(arena, str_text(&out));
	str_finish(&out);
	return text;
}

static err_t number_parse(const char *key, const char *value, int64_t *out)
{
	char *end;

	*out = strtoll(value, &end, 10);
	if (end == value || *end != '\0' || *out < 0)
		return err_make(ERR_DATA, "plan: %s is not a number", key);
	return NULL;
}

static err_t list_add(const char *key, const char **list, size_t *count, size_t limit,
	const char *value)
{
	if (*count == limit)
		return err_make(ERR_DATA, "plan: more than %zu lines of %s", limit, key);
	list[(*count)++] = value;
	return NULL;
}

static const char **part_text(struct plan_part *part, const char *key)
{
	return strcmp(key, "key") == 0 ? &part->key :
		strcmp(key, "remote_id") == 0 ? &part->remote_id :
		strcmp(key, "native") == 0 ? &part->native :
		strcmp(key, "url") == 0 ? &part->url : NULL;
}

static err_t part_line(struct plan *plan, const char *key, const char *value)
{
	struct plan_part *part;
	const char **text;
	int64_t number;
	err_t err;

	if (strcmp(key, "part") == 0) {
		if (plan->part_count == PLAN_PARTS)
			return err_make(ERR_DATA, "plan: more than %d parts", PLAN_PARTS);
		plan->parts[plan->part_count++].text = value;
		return NULL;
	}
	if (plan->part_count == 0)
		return err_make(ERR_DATA, "plan: %s is unknown", key);
	part = &plan->parts[plan->part_count - 1];
	if ((text = part_text(part, key)) != NULL) {
		*text = value;
		return NULL;
	}
	if (strcmp(key, "length") != 0 && strcmp(key, "max") != 0)
		return err_make(ERR_DATA, "plan: %s is unknown", key);
	if ((err = number_parse(key, value, &number)) != NULL)
		return err;
	*(key[0] == 'l' ? &part->length : &part->max) = (size_t)number;
	return NULL;
}

static err_t media_line(struct plan *plan, const char *key, const char *value)
{
	struct plan_media *media = plan->media_count > 0 ? &plan->media[plan->media_count - 1] : &(struct plan_media){ 0 };
	const struct { const char *key; const char **text; int64_t *number; } members[] = {
		{ "media_blob", NULL, &media->blob }, { "media_name", &media->name, NULL },
		{ "media_mime", &media->mime, NULL }, { "media_alt", &media->alt, NULL },
		{ "media_size", NULL, &media->size }, { "media_width", NULL, &media->width },
		{ "media_height", NULL, &media->height }, { "media_id", &media->remote_id, NULL },
	};

	if (strcmp(key, "media") == 0) {
		if (plan->media_count == PLAN_MEDIA)
			return err_make(ERR_DATA, "plan: more than %d files", PLAN_MEDIA);
		plan->media[plan->media_count++].hash = value;
		return NULL;
	}
	for (size_t i = 0; plan->media_count > 0 && i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(members[i].key, key) == 0) {
			if (members[i].number != NULL)
				return number_parse(key, value, members[i].number);
			*members[i].text = value;
			return NULL;
		}
	return err_make(ERR_DATA, "plan: %s is unknown", key);
}

static err_t plan_line(struct plan *plan, const char *key, const char *value)
{
	const struct { const char *key; const char **text; } texts[] = {
		{ "reply_to", &plan->reply_to }, { "reply_ctx", &plan->reply_ctx },
		{ "cw", &plan->cw }, { "lang", &plan->lang }, { "blocked", &plan->blocked },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].key, key) == 0) {
			*texts[i].text = value;
			return NULL;
		}
	if (strcmp(key, "conversation") == 0)
		return number_parse(key, value, &plan->conversation);
	if (strcmp(key, "account") == 0)
		return number_parse(key, value, &plan->account);
	if (strcmp(key, "begun") == 0)
		return number_parse(key, value, &plan->begun_ms);
	if (strcmp(key, "visibility") == 0)
		return visibility_parse(value, &plan->visibility) == NULL ? NULL :
			err_make(ERR_DATA, "plan: visibility is unknown");
	if (strcmp(key, "recipient") == 0)
		return list_add(key, plan->recipients, &plan->recipient_count, PLAN_RECIPIENTS, value);
	if (strcmp(key, "warning") == 0)
		return list_add(key, plan->warnings, &plan->warning_count, PLAN_WARNINGS, value);
	return str_starts(key, "media") ? media_line(plan, key, value) : part_line(plan, key, value);
}

err_t plan_parse(struct arena *arena, const char *text, struct plan *out)
{
	struct plan plan = { .visibility = VIS_PRIVATE };
	struct line line;

	if (!line_next(&text, &line) || line.key_len != 4 || memcmp(line.key, "plan=1", 6) != 0 ||
	    line.value_len != 1)
		return err_make(ERR_DATA, "plan: not a plan of version 1");
	while (line_next(&text, &line)) {
		char *key = arena_copy_n(arena, line.key, line.key_len);
		char *value = arena_alloc(arena, line.value_len + 1);
		err_t err;

		line_unescape(line.value, line.value_len, value);
		if ((err = plan_line(&plan, key, value)) != NULL)
			return err;
	}
	*out = plan;
	return NULL;
}

/* FNV-1a, the end of each word with it: nobody has a reason to make two drafts alike. */
static uint64_t mark_add(uint64_t mark, const char *word)
{
	size_t len = word != NULL ? strlen(word) + 1 : 0;

	for (size_t i = 0; i < len; i++)
		mark = (mark ^ (unsigned char)word[i]) * UINT64_C(1099511628211);
	return mark;
}

void draft_mark(const char *text, const struct media_list *files, char out[static DRAFT_MARK])
{
	uint64_t mark = mark_add(UINT64_C(14695981039346656037), text);

	for (size_t i = 0; i < files->count; i++)
		mark = mark_add(mark_add(mark, files->list[i].hash), files->list[i].alt != NULL ? files->list[i].alt : "");
	snprintf(out, DRAFT_MARK, "%016" PRIx64, mark);
}
