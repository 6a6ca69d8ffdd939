/* SPDX-License-Identifier: ISC */
/*
 * What of a conversation is folded away: long messages, and what others said.
 * What somebody opened or closed stays so while the conversation grows; the
 * rest follows what the lines think best.
 */
#include <stdlib.h>

#include "conversation.h"
#include "guichet/base/alloc.h"

void folds_begin(struct folds *folds)
{
	folds->count = 0;
}

void folds_forget(struct folds *folds)
{
	free(folds->all);
	free(folds->chosen);
	*folds = (struct folds){ 0 };
}

static void push(struct fold **list, size_t *count, size_t *size, struct fold fold)
{
	if (*count == *size) {
		*size = *size == 0 ? 8 : *size * 2;
		*list = mem_grow(*list, *size, sizeof(**list));
	}
	(*list)[(*count)++] = fold;
}

static struct fold *chosen(const struct folds *folds, int64_t item)
{
	for (size_t i = 0; i < folds->chosen_count; i++)
		if (folds->chosen[i].item == item)
			return &folds->chosen[i];
	return NULL;
}

bool folds_is_open(const struct folds *folds, int64_t item, bool preset)
{
	const struct fold *choice = chosen(folds, item);

	return choice != NULL ? choice->open : preset;
}

void folds_add(struct folds *folds, int64_t item, size_t from, size_t to, bool open)
{
	struct fold fold = { item, from, to, open };
	size_t at;

	push(&folds->all, &folds->count, &folds->size, fold);
	for (at = folds->count - 1; at > 0 && folds->all[at - 1].from > from; at--)
		folds->all[at] = folds->all[at - 1];
	folds->all[at] = fold;
}

static void choose(struct folds *folds, int64_t item, bool open)
{
	struct fold *choice = chosen(folds, item);

	if (choice != NULL)
		choice->open = open;
	else
		push(&folds->chosen, &folds->chosen_count, &folds->chosen_size, (struct fold){ .item = item, .open = open });
}

bool folds_turn(struct folds *folds, const struct pager *pager, int height, bool open)
{
	size_t end = pager->top + (size_t)(height > 0 ? height : 1);

	for (size_t i = 0; i < folds->count; i++)
		if (folds->all[i].open == open && folds->all[i].to > pager->top && folds->all[i].from < end) {
			choose(folds, folds->all[i].item, !open);
			return true;
		}
	return false;
}

bool folds_turn_all(struct folds *folds, bool open)
{
	for (size_t i = 0; i < folds->count; i++)
		choose(folds, folds->all[i].item, open);
	return folds->count > 0;
}
