/* SPDX-License-Identifier: ISC */
/*
 * A text in the person's own editor.  The file holds what the person wrote
 * and nothing that came from a stranger, in a directory that nobody else can
 * enter and that is removed afterwards (T-18).
 */
#ifndef GUICHET_COMMAND_EDITOR_H
#define GUICHET_COMMAND_EDITOR_H
#include "guichet/base/str.h"

enum { EDITOR_TEXT_MAX = 256 * 1024 };	/* bytes */

/*
 * Waits for the editor, which has the process's terminal: a screen must be
 * suspended.  program may have arguments and quotes; NULL is $VISUAL, else
 * $EDITOR, else "editor", else "vi".  ERR_CANCELLED when the editor fails.
 * On any error the text is what it was; if what was written could not be read
 * back the message says where it still is.
 */
err_t editor_run(const char *program, struct str *text, bool *changed) MUST_CHECK;
#endif
