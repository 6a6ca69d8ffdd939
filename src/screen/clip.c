/* SPDX-License-Identifier: ISC */
/*
 * One sequence, and how two multiplexers let it through.  Tmux wants every
 * escape of what it passes on twice, and also takes the sequence itself where
 * it keeps the clipboard; screen passes on strings of a few hundred bytes.
 */
#include "clip.h"

enum { SCREEN_PART = 240 };

static void wrap_tmux(struct str *out, const struct str *plain)
{
	str_add_n(out, plain->text, plain->len);
	str_add(out, "\033Ptmux;");
	for (size_t i = 0; i < plain->len; i++) {
		if (plain->text[i] == '\033')
			str_add_char(out, '\033');
		str_add_char(out, plain->text[i]);
	}
	str_add(out, "\033\\");
}

static void wrap_screen(struct str *out, const struct str *plain)
{
	for (size_t at = 0; at < plain->len; at += SCREEN_PART) {
		size_t len = plain->len - at < SCREEN_PART ? plain->len - at : SCREEN_PART;

		str_add(out, "\033P");
		str_add_n(out, plain->text + at, len);
		str_add(out, "\033\\");
	}
}

void clip_write(struct str *out, enum clip_wrap wrap, const char *text, size_t len)
{
	struct str plain = { 0 };

	str_add(&plain, "\033]52;c;");
	str_base64(&plain, text, len);
	str_add_char(&plain, '\a');
	switch (wrap) {
	case CLIP_PLAIN:
		str_add_n(out, plain.text, plain.len);
		break;
	case CLIP_TMUX:
		wrap_tmux(out, &plain);
		break;
	case CLIP_SCREEN:
		wrap_screen(out, &plain);
		break;
	}
	str_finish(&plain);
}
