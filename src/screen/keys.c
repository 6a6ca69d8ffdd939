/* SPDX-License-Identifier: ISC */
/*
 * Three sources of sequences, asked in this order: the terminal's own
 * description, what xterm and those like it send with modifiers, what rxvt
 * and the linux console send.  What has the form of a control sequence and
 * is none of them is taken whole, so that no part of it is typed as text.
 * Shift is not told apart, but for shift-tab.
 */
#include "keys.h"

#include <string.h>

#include "guichet/base/utf8.h"

enum { ESC = 0x1B, DEL = 0x7F, LONGEST = 128, PARAMS = 3 };

static const char paste_end[] = "\033[201~";

void keys_learn(struct key_table *table, const char *sequence, struct key key)
{
	size_t len = sequence != NULL ? strlen(sequence) : 0;

	if (len < 2 || len > KEY_SEQUENCE || sequence[0] != ESC || table->count == KEY_SEQUENCES)
		return;
	memcpy(table->rows[table->count].bytes, sequence, len);
	table->rows[table->count].len = len;
	table->rows[table->count++].key = key;
}

/* The longest row that p begins with; *more when p is the beginning of one. */
static size_t table_find(const struct key_table *table, const char *p, size_t len, struct key *out,
	bool *more)
{
	size_t best = 0;

	*more = false;
	for (size_t i = 0; i < table->count; i++) {
		size_t size = table->rows[i].len;

		if (size > len && memcmp(p, table->rows[i].bytes, len) == 0)
			*more = true;
		if (size > len || size <= best || memcmp(p, table->rows[i].bytes, size) != 0)
			continue;
		best = size;
		*out = table->rows[i].key;
	}
	return best;
}

static struct key plain(uint32_t code)
{
	return (struct key){ .code = code };
}

/* 1 and a sum of shift 1, alt 2, ctrl 4, meta 8. */
static unsigned modifiers(unsigned param)
{
	unsigned bits = param > 0 ? param - 1 : 0;

	return (bits & (2 | 8) ? MOD_ALT : 0u) | (bits & 4 ? MOD_CTRL : 0u);
}

/* A control character or DEL as the key that sends it. */
static struct key control(unsigned char c)
{
	switch (c) {
	case '\t':
		return plain(K_TAB);
	case '\r':
		return plain(K_ENTER);
	case '\b': case DEL:
		return plain(K_BACKSPACE);
	case ESC:
		return plain(K_ESCAPE);
	case 0:
		return (struct key){ ' ', MOD_CTRL };
	default:
		return (struct key){ c + (c <= 26 ? 'a' - 1u : '@' + 0u), MOD_CTRL };
	}
}

/* A scalar value with modifiers, as CSI u and xterm's modifyOtherKeys send it. */
static struct key reported(unsigned code, unsigned mods)
{
	struct key key = { code, mods };

	if (code < 0x20 || code == DEL) {
		key = control((unsigned char)code);
		key.mods |= mods;
	} else if (mods & MOD_CTRL && code >= 'A' && code <= 'Z') {
		key.code = code + ('a' - 'A');
	}
	return code >= KEY_CODES || (code >= 0x80 && code < 0xA0) ? plain(KEY_UNKNOWN) : key;
}

static uint32_t letter_key(char letter)
{
	static const struct { char letter; uint32_t code; } keys[] = {
		{ 'A', K_UP }, { 'B', K_DOWN }, { 'C', K_RIGHT }, { 'D', K_LEFT },
		{ 'a', K_UP }, { 'b', K_DOWN }, { 'c', K_RIGHT }, { 'd', K_LEFT },
		{ 'H', K_HOME }, { 'F', K_END }, { 'P', K_F1 }, { 'Q', K_F2 }, { 'R', K_F3 },
		{ 'S', K_F4 }, { 'Z', K_SHIFT_TAB }
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i].letter == letter)
			return keys[i].code;
	return KEY_UNKNOWN;
}

static uint32_t number_key(unsigned number)
{
	static const uint32_t keys[] = {
		[1] = K_HOME, [2] = K_INSERT, [3] = K_DELETE, [4] = K_END, [5] = K_PAGE_UP,
		[6] = K_PAGE_DOWN, [7] = K_HOME, [8] = K_END, [11] = K_F1, [12] = K_F2,
		[13] = K_F3, [14] = K_F4, [15] = K_F5, [17] = K_F6, [18] = K_F7, [19] = K_F8,
		[20] = K_F9, [21] = K_F10, [23] = K_F11, [24] = K_F12
	};

	if (number == 200)
		return K_PASTE;
	return number < sizeof(keys) / sizeof(*keys) && keys[number] != 0 ? keys[number] : KEY_UNKNOWN;
}

/* The numbers between ESC [ and the last byte; false when there is more to it than numbers. */
static bool params(const char *p, const char *end, unsigned out[static PARAMS])
{
	size_t at = 0;

	memset(out, 0, PARAMS * sizeof(*out));
	for (; p < end; p++) {
		if (*p == ';') {
			if (++at == PARAMS)
				return false;
		} else if (*p < '0' || *p > '9' || out[at] > KEY_CODES) {
			return false;
		} else {
			out[at] = out[at] * 10 + (unsigned)(*p - '0');
		}
	}
	return true;
}

enum { MOUSE_HELD = 4 | 8 | 16, MOUSE_WHEEL = 64 };	/* shift, alt and ctrl are held; a wheel turns */

/* "ESC [ < button ; column ; row M": of presses; releases and movements mean nothing to us. */
bool keys_mouse(const char *p, size_t len, struct mouse *out)
{
	unsigned n[PARAMS], button;

	if (len < 4 || memcmp(p, "\033[<", 3) != 0 || p[len - 1] != 'M' || !params(p + 3, p + len - 1, n) ||
	    n[1] == 0 || n[2] == 0)
		return false;
	button = n[0] & ~(unsigned)MOUSE_HELD;
	if (button != 0 && button != MOUSE_WHEEL && button != MOUSE_WHEEL + 1)
		return false;
	*out = (struct mouse){ button == 0 ? MOUSE_CLICK : button == MOUSE_WHEEL ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN,
		(int)n[1] - 1, (int)n[2] - 1 };
	return true;
}

/* A whole control sequence of len bytes. */
static struct key csi_key(const char *p, size_t len)
{
	char last = p[len - 1];
	unsigned n[PARAMS];
	struct mouse mouse;
	struct key key;

	if (keys_mouse(p, len, &mouse))
		return plain(K_MOUSE);
	if (!params(p + 2, p + len - 1, n))
		return plain(KEY_UNKNOWN);
	if (last == 'u')
		return reported(n[0], modifiers(n[1]));
	if (last == '~' && n[0] == 27)
		return reported(n[2], modifiers(n[1]));
	if (last == '~' || last == '^' || last == '@' || last == '$')
		key = plain(number_key(n[0]));
	else
		key = plain(n[0] <= 1 ? letter_key(last) : KEY_UNKNOWN);
	if (key.code == KEY_UNKNOWN || key.code == K_PASTE)
		return last == '~' ? key : plain(KEY_UNKNOWN);
	key.mods = modifiers(n[1]) | (last == '^' || last == '@' ? MOD_CTRL : 0u);
	return key;
}

/*
 * Where the last byte of a control sequence should be.  Rxvt ends one number
 * with "$"; behind anything else it is in the middle of a terminal's answer.
 */
static size_t csi_last(const char *p, size_t len)
{
	size_t at = 2;

	while (at < len && at < LONGEST && p[at] >= '0' && p[at] <= '9')
		at++;
	if (at > 2 && at < len && p[at] == '$')
		return at;
	while (at < len && at < LONGEST && p[at] >= 0x20 && p[at] < 0x40)
		at++;
	return at;
}

/* p begins with "ESC [". */
static size_t csi(const char *p, size_t len, bool final, struct key *out)
{
	size_t at;

	*out = plain(KEY_UNKNOWN);
	if (len == 2) {
		*out = (struct key){ '[', MOD_ALT };
		return final ? 2 : 0;
	}
	if (p[2] == '[') {	/* the linux console's F1 to F5 */
		if (len > 3 && p[3] >= 'A' && p[3] <= 'E')
			*out = plain(K_F1 + (uint32_t)(p[3] - 'A'));
		return len > 3 ? 4 : final ? 3 : 0;
	}
	if (p[2] == 'M')	/* a click, which some other program asked for: three bytes more */
		return len >= 6 ? 6 : final ? len : 0;
	at = csi_last(p, len);
	if (at == len && at < LONGEST)
		return final ? len : 0;
	if (at == LONGEST || p[at] < 0x20 || p[at] == DEL)
		return at;	/* broken off: what is here may be a key of its own */
	*out = csi_key(p, at + 1);
	return at + 1;
}

/* p begins with "ESC O": keys in application mode, the keypad's characters among them. */
static size_t ss3(const char *p, size_t len, bool final, struct key *out)
{
	static const char pad[] = "*+,-./0123456789";
	size_t at = 2;

	*out = (struct key){ 'O', MOD_ALT };
	if (len == 2)
		return final ? 2 : 0;
	while (at < len && at < 5 && ((p[at] >= '0' && p[at] <= '9') || p[at] == ';'))
		at++;
	if (at == len)
		return final ? 2 : 0;
	if (p[at] < 0x40 || p[at] == DEL)
		return 2;
	if (p[at] == 'M')
		*out = plain(K_ENTER);
	else if (p[at] >= 'j' && p[at] <= 'y')
		*out = plain((unsigned char)pad[p[at] - 'j']);
	else
		*out = plain(letter_key(p[at]));
	if (p[at] >= 'a' && p[at] <= 'd')
		out->mods = MOD_CTRL;
	else if (at > 2 && out->code != KEY_UNKNOWN)
		out->mods = modifiers((unsigned)(p[at - 1] - '0'));
	return at + 1;
}

/*
 * p begins a string for a terminal (OSC, DCS and the like): an answer to a
 * question that we never ask.  "ESC ]" alone is alt with that key.
 */
static size_t answer(const char *p, size_t len, bool final, struct key *out)
{
	*out = plain(KEY_UNKNOWN);
	for (size_t i = 2; i < len; i++) {
		if (p[i] == '\a')
			return i + 1;
		if (p[i] != ESC)
			continue;
		if (i + 1 == len && !final)
			return 0;
		return i + 1 < len && p[i + 1] == '\\' ? i + 2 : i;
	}
	if (len == 2)
		*out = (struct key){ (unsigned char)p[1], MOD_ALT };
	return final || len >= LONGEST ? len : 0;
}

static size_t scalar(const char *p, size_t len, bool final, struct key *out)
{
	uint32_t code;
	bool valid;
	unsigned char c = (unsigned char)*p;
	size_t wanted = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 1;
	size_t n = utf8_decode(p, p + len, &code, &valid);

	if (!valid && n == len && len < wanted && c < 0xF5 && !final)
		return 0;
	*out = plain(valid && !(code >= 0x80 && code < 0xA0) ? code : KEY_UNKNOWN);
	return n;
}

static size_t simple(const char *p, size_t len, bool final, struct key *out)
{
	unsigned char c = (unsigned char)*p;

	if (c >= 0x20 && c != DEL)
		return scalar(p, len, final, out);
	*out = control(c);
	return 1;
}

/* p begins with ESC. */
static size_t escape(const struct key_table *table, const char *p, size_t len, bool final,
	struct key *out)
{
	size_t n;

	if (len == 1) {
		*out = plain(K_ESCAPE);
		return final ? 1 : 0;
	}
	if (p[1] == '[')
		return csi(p, len, final, out);
	if (p[1] == 'O')
		return ss3(p, len, final, out);
	if (p[1] != '\0' && strchr("]P_^X", p[1]) != NULL)
		return answer(p, len, final, out);
	if (p[1] == ESC && len == 2) {
		*out = plain(K_ESCAPE);
		return final ? 1 : 0;
	}
	/* Rxvt sends ESC before a sequence for alt; else it was the key escape. */
	if (p[1] == ESC && p[2] != '[' && p[2] != 'O') {
		*out = plain(K_ESCAPE);
		return 1;
	}
	n = p[1] == ESC ? keys_next(table, p + 1, len - 1, final, out)
	  : simple(p + 1, len - 1, final, out);
	if (n > 0 && out->code != KEY_UNKNOWN && out->code != K_PASTE)
		out->mods |= MOD_ALT;
	return n > 0 ? n + 1 : 0;
}

size_t keys_next(const struct key_table *table, const char *p, size_t len, bool final,
	struct key *out)
{
	bool more;
	size_t n;

	if (*p != ESC)
		return simple(p, len, final, out);
	n = table_find(table, p, len, out, &more);
	if (more && !final)
		return 0;
	return n > 0 ? n : escape(table, p, len, final, out);
}

/* Lines end with LF; control characters but TAB go, C1 ones in UTF-8 too. */
static void paste_byte(struct paste *paste, char c)
{
	unsigned char byte = (unsigned char)c;
	char before = paste->last;

	paste->last = c;
	if (before == '\xC2' && byte >= 0x80 && byte < 0xA0)
		return;
	if (paste->text.len >= PASTE_MAX || c == '\xC2' || (c == '\n' && before == '\r'))
		return;
	if (before == '\xC2')
		str_add_char(&paste->text, before);
	if (c == '\r')
		c = '\n';
	if (byte == DEL || (byte < 0x20 && c != '\n' && c != '\t'))
		return;
	str_add_char(&paste->text, c);
}

size_t paste_take(struct paste *paste, const char *p, size_t len, bool *ended)
{
	const size_t whole = sizeof(paste_end) - 1;

	*ended = false;
	for (size_t i = 0; i < len; i++) {
		if (p[i] == paste_end[paste->matched]) {
			if (++paste->matched < whole)
				continue;
			paste->matched = 0;
			*ended = true;
			/* A cut must not leave part of a character behind. */
			while (paste->text.len > 0 &&
			       !utf8_valid(paste->text.text, paste->text.len) &&
			       paste->text.len > PASTE_MAX - UTF8_MAX)
				paste->text.text[--paste->text.len] = '\0';
			return i + 1;
		}
		for (size_t j = 0; j < paste->matched; j++)
			paste_byte(paste, paste_end[j]);
		paste->matched = p[i] == ESC;
		if (p[i] != ESC)
			paste_byte(paste, p[i]);
	}
	return len;
}

void paste_reset(struct paste *paste)
{
	str_clear(&paste->text);
	paste->matched = 0;
	paste->last = 0;
}
