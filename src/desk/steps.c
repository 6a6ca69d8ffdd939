/* SPDX-License-Identifier: ISC */
/* The lines that the journal kept of a step, and the conversations in them. */
#include "steps.h"

#include <stdlib.h>
#include <string.h>

static const char *word_next(struct arena *arena, const char **rest)
{
	const char *begin = *rest + strspn(*rest, " ");
	size_t len = strcspn(begin, " \n");

	*rest = begin + len;
	return arena_copy_n(arena, begin, len);
}

static int64_t number_next(struct arena *arena, const char **rest)
{
	return strtoll(word_next(arena, rest), NULL, 10);
}

/* What word_add() of journal.c wrote. */
static const char *text_next(struct arena *arena, const char **rest)
{
	const char *word = word_next(arena, rest);
	char *out = arena_copy(arena, word), *to = out;

	if (strcmp(word, "-") == 0)
		return NULL;
	for (const char *p = word; *p != '\0'; p++) {
		char hex[3] = { 0 };

		if (*p != '%' || p[1] == '\0' || p[2] == '\0') {
			*to++ = *p;
			continue;
		}
		memcpy(hex, p + 1, 2);
		*to++ = (char)strtol(hex, NULL, 16);
		p += 2;
	}
	*to = '\0';
	return out;
}

static err_t status_next(struct arena *arena, const char **rest, int64_t *out)
{
	enum status status = STATUS_OPEN;
	err_t err = status_parse(word_next(arena, rest), &status);

	*out = status;
	return err;
}

static err_t priority_next(struct arena *arena, const char **rest, int64_t *out)
{
	enum priority priority = PRIORITY_NORMAL;
	err_t err = priority_parse(word_next(arena, rest), &priority);

	*out = priority;
	return err;
}

static err_t step_parse(struct arena *arena, const char **rest, struct step *out)
{
	static const char *const names[STEP_KINDS] = { [STEP_ASSIGN] = "assign",
		[STEP_STATUS] = "status", [STEP_PRIORITY] = "priority", [STEP_MARK] = "mark", [STEP_UNMARK] = "unmark",
		[STEP_TAG] = "tag", [STEP_UNTAG] = "untag",
		[STEP_REPLY] = "reply", [STEP_ACT] = "act",
		[STEP_EXCLUDE] = "exclude", [STEP_INCLUDE] = "include",
		[STEP_NOTE] = "note", [STEP_UNNOTE] = "unnote", [STEP_DRAFT] = "draft", [STEP_FILES] = "files",
		[STEP_HANDOVER] = "handover",
		[STEP_PERSON] = "person", [STEP_ABOUT] = "about", [STEP_PROMISE] = "promise",
		[STEP_SETTING] = "setting",
		[STEP_MERGE] = "merge", [STEP_UNMERGE] = "unmerge", [STEP_LINK] = "link", [STEP_UNLINK] = "unlink" };
	const char *name = word_next(arena, rest);
	int kind = 0;
	err_t err = NULL;

	while (kind < STEP_KINDS && strcmp(names[kind], name) != 0)
		kind++;
	*out = (struct step){ .kind = (enum step_kind)kind, .conversation = number_next(arena, rest) };
	switch (out->kind) {
	case STEP_ASSIGN:
		out->was = number_next(arena, rest);
		out->became = number_next(arena, rest);
		break;
	case STEP_STATUS:
		err = status_next(arena, rest, &out->was);
		out->was_until = number_next(arena, rest);
		if (err == NULL)
			err = status_next(arena, rest, &out->became);
		out->became_until = number_next(arena, rest);
		out->seq = number_next(arena, rest);
		break;
	case STEP_PRIORITY:
		err = priority_next(arena, rest, &out->was);
		if (err == NULL)
			err = priority_next(arena, rest, &out->became);
		break;
	case STEP_MARK: case STEP_UNMARK:
		out->became = number_next(arena, rest);
		out->seq = number_next(arena, rest);
		break;
	case STEP_TAG: case STEP_UNTAG:
		out->tag = word_next(arena, rest);
		break;
	case STEP_REPLY: case STEP_ACT: case STEP_MERGE: case STEP_UNMERGE: case STEP_LINK: case STEP_UNLINK:
		out->became = number_next(arena, rest);
		break;
	case STEP_NOTE: case STEP_UNNOTE:
		out->became = number_next(arena, rest);
		out->seq = number_next(arena, rest);
		break;
	case STEP_EXCLUDE: case STEP_INCLUDE:
		out->seq = number_next(arena, rest);
		break;
	case STEP_HANDOVER:
		out->was = number_next(arena, rest);
		out->became = number_next(arena, rest);
		out->seq = number_next(arena, rest);
		break;
	case STEP_PERSON:
		out->identity = number_next(arena, rest);
		out->was = number_next(arena, rest);
		out->became = number_next(arena, rest);
		break;
	case STEP_ABOUT:
		out->identity = number_next(arena, rest);
		out->was_text = text_next(arena, rest);
		out->became_text = text_next(arena, rest);
		break;
	case STEP_PROMISE:
		out->became = number_next(arena, rest);
		out->tag = word_next(arena, rest);
		break;
	case STEP_SETTING:
		out->tag = word_next(arena, rest);
		out->was_until = number_next(arena, rest);
		out->seq = number_next(arena, rest);
		out->was_text = text_next(arena, rest);
		break;
	case STEP_DRAFT: case STEP_FILES:
		out->was_text = text_next(arena, rest);
		out->became_text = text_next(arena, rest);
		break;
	case STEP_KINDS:
		err = err_make(ERR_DATA, "the journal says '%s', which this build cannot take back", name);
		break;
	}
	return err;
}

static void id_add(struct steps *steps, int64_t id)
{
	for (size_t i = steps->id_count; i > 0; i--)
		if (steps->ids[i - 1] == id)
			return;
	steps->ids[steps->id_count++] = id;
}

err_t steps_parse(struct steps *steps)
{
	struct arena *arena = steps->desk->arena;
	const char *rest = steps->entry.inverse;
	size_t lines = 0;
	err_t err = NULL;

	for (const char *p = rest; *p != '\0'; p++)
		lines += *p == '\n';
	steps->list = arena_array(arena, lines + 1, sizeof(*steps->list));
	steps->ids = arena_array(steps->arena, 2 * lines + 1, sizeof(*steps->ids));
	steps->count = lines;
	for (size_t i = lines; err == NULL && i > 0; i--) {
		err = step_parse(arena, &rest, &steps->list[i - 1]);
		if (err == NULL)
			id_add(steps, steps->list[i - 1].conversation);
		if (err == NULL && steps->list[i - 1].kind >= STEP_MERGE)
			id_add(steps, steps->list[i - 1].became);
		rest += strcspn(rest, "\n");
		rest += *rest == '\n';
	}
	return err;
}
