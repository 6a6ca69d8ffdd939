/* SPDX-License-Identifier: ISC */
/* The screen's own commands whose functions do not stand beside their table (commands.c). */
#ifndef GUICHET_SRC_TUI_COMMANDS_H
#define GUICHET_SRC_TUI_COMMANDS_H
#include "inside.h"

/* The words as one text, in the arena of one drawing. */
const char *command_text(struct tui *, size_t count, const char *const *words);
err_t focus_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;

/* ---- commands_go.c */
/* Words as one query; whoever thinks in mutt's patterns may say these. */
err_t command_query(struct tui *, size_t count, const char *const *words, const char **out) MUST_CHECK;
err_t go_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t go_number_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t limit_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t search_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;

/* ---- commands_mark.c */
err_t mark_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t mark_range_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t mark_invert_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t marked_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t unmark_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t unmark_all_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
#endif
