/* SPDX-License-Identifier: ISC */
/* Commands that were run, kept under a name to be run again; run.c tells and plays. */
#ifndef GUICHET_SRC_TUI_MACRO_H
#define GUICHET_SRC_TUI_MACRO_H
#include "guichet/base/err.h"

struct tui;
struct macros;

struct macros *macros_create(void);
void macros_destroy(struct macros *);
/* A command was run; line is how it would be typed. */
void macro_heard(struct tui *, const char *name, const char *line);
/* The desk refused what was run last: it is no part of a recording. */
void macro_refused(struct tui *);
/* One was played to its end. */
void macro_played(struct tui *, const char *name, size_t steps);
/* The name under which is recorded, or NULL. */
const char *macro_recording(const struct tui *);
/* The screen command "macro": words behind it; "repeat". */
err_t macro_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t macro_repeat(struct tui *, size_t count, const char *const *words) MUST_CHECK;
/* What changed something, without the conversations that it changed. */
void macro_changed(struct tui *, const char *line);
#endif
