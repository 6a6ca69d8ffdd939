/* SPDX-License-Identifier: ISC */
/*
 * The only user of ncurses, of its lower half: descriptions of terminals.
 * The upper half is not used, because it counts cells by libc's widths and
 * moves its cursor by them; see paint.c.
 */
#include "terminfo.h"

#include <stdlib.h>
#include <string.h>
#include <term.h>

#include "guichet/base/alloc.h"
#include "color.h"

/* True where p begins a control sequence that ends in one of these: a question, or a window's matter. */
static bool unwanted(const char *p, size_t *len)
{
	size_t n = 2;

	if (p[0] != '\033' || p[1] != '[')
		return false;
	while (p[n] >= 0x20 && p[n] < 0x40)
		n++;
	*len = n + 1;
	return p[n] != '\0' && strchr("ntcx", p[n]) != NULL;
}

/* The capability without delays ("$<5>") and without what is unwanted; "" where there is none. */
static char *take(const char *name)
{
	const char *p = tigetstr(name);
	struct str out = { 0 };
	char *copy;
	size_t n;

	if (p == NULL || p == (char *)-1)
		p = "";
	while (*p != '\0') {
		if (p[0] == '$' && p[1] == '<' && strchr(p, '>') != NULL)
			p = strchr(p, '>') + 1;
		else if (unwanted(p, &n))
			p += n;
		else
			str_add_char(&out, *p++);
	}
	copy = mem_copy(str_text(&out));
	str_finish(&out);
	return copy;
}

/* A reset also selects the character set, for line drawing that we do not use. */
static char *take_reset(void)
{
	char *text = take("sgr0"), *p;

	while ((p = strstr(text, "\033(B")) != NULL)
		memmove(p, p + 3, strlen(p + 3) + 1);
	while ((p = strchr(text, '\017')) != NULL)
		memmove(p, p + 1, strlen(p + 1) + 1);
	return text;
}

static void learn_keys(struct key_table *keys)
{
	static const struct { const char *name; struct key key; } known[] = {
		{ "kcuu1", { K_UP, 0 } }, { "kcud1", { K_DOWN, 0 } }, { "kcub1", { K_LEFT, 0 } },
		{ "kcuf1", { K_RIGHT, 0 } }, { "khome", { K_HOME, 0 } }, { "kend", { K_END, 0 } },
		{ "kpp", { K_PAGE_UP, 0 } }, { "knp", { K_PAGE_DOWN, 0 } },
		{ "kich1", { K_INSERT, 0 } }, { "kdch1", { K_DELETE, 0 } },
		{ "kbs", { K_BACKSPACE, 0 } }, { "kcbt", { K_SHIFT_TAB, 0 } },
		{ "kent", { K_ENTER, 0 } }, { "kf1", { K_F1, 0 } }, { "kf2", { K_F2, 0 } },
		{ "kf3", { K_F3, 0 } }, { "kf4", { K_F4, 0 } }, { "kf5", { K_F5, 0 } },
		{ "kf6", { K_F6, 0 } }, { "kf7", { K_F7, 0 } }, { "kf8", { K_F8, 0 } },
		{ "kf9", { K_F9, 0 } }, { "kf10", { K_F10, 0 } }, { "kf11", { K_F11, 0 } },
		{ "kf12", { K_F12, 0 } }, { "kUP5", { K_UP, MOD_CTRL } },
		{ "kDN5", { K_DOWN, MOD_CTRL } }, { "kLFT5", { K_LEFT, MOD_CTRL } },
		{ "kRIT5", { K_RIGHT, MOD_CTRL } }, { "PS", { K_PASTE, 0 } }
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const char *sequence = tigetstr(known[i].name);

		if (sequence != (char *)-1)
			keys_learn(keys, sequence, known[i].key);
	}
}

/* Terminals of xterm's kind can more than their description says. */
static bool like_xterm(const char *type)
{
	return tigetflag("XT") > 0 || strncmp(type, "screen", 6) == 0 || strncmp(type, "tmux", 4) == 0 ||
		strncmp(type, "xterm", 5) == 0 || strncmp(type, "rxvt", 4) == 0;
}

static void take_paste(struct terminfo *t, const char *type)
{
	t->paste_on = take("BE");
	t->paste_off = take("BD");
	if (*t->paste_on != '\0' && *t->paste_off != '\0')
		return;
	free(t->paste_on);
	free(t->paste_off);
	if (like_xterm(type)) {
		t->paste_on = mem_copy("\033[?2004h");
		t->paste_off = mem_copy("\033[?2004l");
	} else {
		t->paste_on = mem_copy("");
		t->paste_off = mem_copy("");
	}
}

static void take_attrs(struct terminfo *t)
{
	static const char *const names[TERMINFO_ATTRS] = { "bold", "dim", "sitm", "smul", "rev" };
	static const unsigned conflicts[TERMINFO_ATTRS] = { 1 << 5, 1 << 4, 1 << 15, 1 << 1, 1 << 2 };
	int conflict = tigetnum("ncv");

	for (size_t i = 0; i < TERMINFO_ATTRS; i++) {
		t->attrs[i] = take(names[i]);
		if (conflict > 0 && (unsigned)conflict & conflicts[i])
			t->not_with_color |= 1u << i;
	}
	if (t->attrs[4][0] == '\0') {
		free(t->attrs[4]);
		t->attrs[4] = take("smso");
	}
}

static int positive(const char *name)
{
	int n = tigetnum(name);

	return n > 0 ? n : 0;
}

static void take_all(struct terminfo *t, const char *type)
{
	t->clear = take("clear");
	t->erase_line = take("el");
	t->reset = take_reset();
	t->move = take("cup");
	t->foreground = take("setaf");
	t->background = take("setab");
	t->enter = take("smcup");
	t->leave = take("rmcup");
	t->keypad_on = take("smkx");
	t->keypad_off = take("rmkx");
	t->cursor_on = take("cnorm");
	t->cursor_off = take("civis");
	t->beep = take("bel");
	t->region = take("csr");
	t->scroll_up = take("ind");
	t->scroll_down = take("ri");
	if (*t->scroll_up == '\0' || *t->scroll_down == '\0')
		*t->region = '\0';
	take_paste(t, type);
	t->mouse = like_xterm(type);
	t->clipboard = like_xterm(type) || (tigetstr("Ms") != NULL && tigetstr("Ms") != (char *)-1);
	take_attrs(t);
	t->colors = *t->foreground != '\0' && *t->background != '\0' ? positive("colors") : 0;
	if (t->colors > 256)	/* of direct colours only the first eight are a palette */
		t->colors = 8;
	t->cols = positive("cols");
	t->rows = positive("lines");
	t->corner_scrolls = tigetflag("am") > 0 && tigetflag("xenl") <= 0;
	learn_keys(&t->keys);
}

err_t terminfo_open(struct terminfo *t, const char *type, int fd)
{
	int why = 0;
	bool usable;

	memset(t, 0, sizeof(*t));
	type = type != NULL ? type : getenv("TERM");
	if (type == NULL || *type == '\0')
		return err_make(ERR_UNSUPPORTED, "no terminal to draw on: TERM is not set");
	if (setupterm(type, fd, &why) != 0 && why != 1)
		return err_make(ERR_UNSUPPORTED, "no description of the terminal \"%s\" is installed", type);
	if (cur_term == NULL)
		return err_make(ERR_UNSUPPORTED, "the terminal \"%s\" cannot show full screens", type);
	take_all(t, type);
	usable = *t->move != '\0' && *t->clear != '\0';
	t->entry = cur_term;
	if (usable)
		return NULL;
	terminfo_close(t);
	return err_make(ERR_UNSUPPORTED, "the terminal \"%s\" cannot move its cursor", type);
}

void terminfo_close(struct terminfo *t)
{
	char *const all[] = { t->clear, t->erase_line, t->reset, t->move, t->foreground,
		t->background, t->enter, t->leave, t->keypad_on, t->keypad_off, t->cursor_on,
		t->cursor_off, t->region, t->scroll_up, t->scroll_down, t->paste_on, t->paste_off, t->beep };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		free(all[i]);
	for (size_t i = 0; i < TERMINFO_ATTRS; i++)
		free(t->attrs[i]);
	if (t->entry != NULL)
		(void)del_curterm(t->entry);
	memset(t, 0, sizeof(*t));
}

void terminfo_move(const struct terminfo *t, struct str *out, int x, int y)
{
	const char *text = tiparm(t->move, y, x);

	str_add(out, text != NULL ? text : "");
}

static void add_region(const struct terminfo *t, struct str *out, int top, int bottom)
{
	const char *text = tiparm(t->region, top, bottom);

	str_add(out, text != NULL ? text : "");
}

void terminfo_scroll(const struct terminfo *t, struct str *out, const int which[static 3], int by)
{
	add_region(t, out, which[0], which[1]);
	terminfo_move(t, out, 0, by > 0 ? which[1] : which[0]);
	for (int i = 0; i < (by > 0 ? by : -by); i++)
		str_add(out, by > 0 ? t->scroll_up : t->scroll_down);
	add_region(t, out, 0, which[2] - 1);
}

static void add_color(struct str *out, const char *capability, int color)
{
	const char *text = color >= 0 ? tiparm(capability, color) : NULL;

	str_add(out, text != NULL ? text : "");
}

void terminfo_look(const struct terminfo *t, struct str *out, struct look look)
{
	look = color_look(look, t->colors);
	if (look.fg >= 0 || look.bg >= 0)
		look.attrs &= ~t->not_with_color;
	str_add(out, t->reset);
	for (size_t i = 0; i < TERMINFO_ATTRS; i++)
		if (look.attrs & 1u << i)
			str_add(out, t->attrs[i]);
	add_color(out, t->foreground, look.fg);
	add_color(out, t->background, look.bg);
}

bool terminfo_bare(const struct terminfo *t, struct look look)
{
	return color_look(look, t->colors).bg < 0 && !(look.attrs & (ATTR_REVERSE | ATTR_UNDERLINE));
}
