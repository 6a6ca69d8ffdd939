/* SPDX-License-Identifier: ISC */
/*
 * A list over everything else that narrows as one types: the palette of
 * commands, and whatever else is chosen by its words.
 */
#ifndef GUICHET_SRC_TUI_MENU_H
#define GUICHET_SRC_TUI_MENU_H
#include "catalogue.h"

struct menu_kind {
	const char *ghost, *nothing;	/* in the empty field; when no row has the words */
	bool letters;			/* letters of a name in their order are enough: "pcl" finds parcel */
	/* ask: the row is to be looked at first. */
	void (*choose)(struct tui *, const struct catalogue_row *, bool ask);
	/* What the selected row stands for, shown below the list; NULL: nothing. */
	const char *(*preview)(const struct catalogue_row *);
};

/* Rows are the arena's; both are the menu's from now on. */
void menu_open_rows(struct tui *, const struct menu_kind *, struct arena *, const struct catalogue_row *, size_t count);
#endif
