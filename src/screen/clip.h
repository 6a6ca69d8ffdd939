/* SPDX-License-Identifier: ISC */
/*
 * Text for the clipboard as OSC 52 carries it: base64, so that nothing in it
 * can be taken for a control sequence.  Inside of tmux and screen it is
 * wrapped for the terminal around them.
 */
#ifndef GUICHET_SRC_SCREEN_CLIP_H
#define GUICHET_SRC_SCREEN_CLIP_H
#include "guichet/base/str.h"

enum clip_wrap { CLIP_PLAIN, CLIP_TMUX, CLIP_SCREEN };

void clip_write(struct str *out, enum clip_wrap, const char *text, size_t len);
#endif
