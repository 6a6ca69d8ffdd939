/* SPDX-License-Identifier: ISC */
/*
 * Bytes become keys the same way however they are split over reads; what is
 * no key is taken whole; a paste is cleaned and cut.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "guichet/base/utf8.h"
#include "keys.h"

/* Adds the name of a key, or what it is instead. */
static void name(struct str *out, struct key key)
{
	char buffer[KEY_NAME];

	str_add(out, out->len > 0 ? " " : "");
	if (key.code == KEY_UNKNOWN)
		str_add(out, "?");
	else
		str_add(out, key.code == K_PASTE ? "paste" : key.code == K_MOUSE ? "mouse" : key_name(key, buffer));
}

/* All keys of bytes that come in pieces of at most step, with a silence at the end. */
static void decode(const struct key_table *table, const char *bytes, size_t len, size_t step,
	struct str *out)
{
	size_t at = 0, have = 0;
	struct key key;

	str_clear(out);
	while (at < len) {
		size_t n = have > at ? keys_next(table, bytes + at, have - at, have == len, &key) : 0;

		assert_true(n <= have - at);
		if (n == 0) {
			assert_true(have < len);
			have = have + step < len ? have + step : len;
			continue;
		}
		name(out, key);
		at += n;
	}
}

static const struct { const char *bytes, *keys; } cases[] = {
	{ "aZ \xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80", "a Z space \xC3\xA9 \xE6\xBC\xA2 \xF0\x9F\x98\x80" },
	{ "\x01\x1A\x1C\x1F\n\t\r\x08\x7F", "ctrl-a ctrl-z ctrl-\\ ctrl-_ ctrl-j tab enter backspace backspace" },
	{ "\033", "escape" },
	{ "\033[<0;10;5M\033[<68;1;1Mx\033[<65;999;999M", "mouse mouse x mouse" },
	{ "\033[<0;10;5m\033[<32;1;1M\033[<1;1;1M\033[<0;0;1M\033[<0;5Mx\033[<;;M", "? ? ? ? ? x ?" },
	{ "\033\033", "escape escape" },
	{ "\033x", "alt-x" },
	{ "\033\xC3\xA9", "alt-\xC3\xA9" },
	{ "\033\x7F", "alt-backspace" },
	{ "\033[", "alt-[" },
	{ "\033O", "alt-O" },
	{ "\033P", "alt-P" },
	{ "\033]", "alt-]" },
	{ "\033[A\033[B\033[C\033[D", "up down right left" },
	{ "\033OA\033OB\033OC\033OD", "up down right left" },
	{ "\033[H\033[F\033[1~\033[4~\033[7~\033[8~", "home end home end home end" },
	{ "\033[2~\033[3~\033[5~\033[6~", "insert delete page-up page-down" },
	{ "\033OP\033OQ\033OR\033OS", "f1 f2 f3 f4" },
	{ "\033[[A\033[[E\033[11~\033[15~\033[17~\033[24~", "f1 f5 f1 f5 f6 f12" },
	{ "\033[1;5C\033[1;3C\033[1;2C\033[1;7A", "ctrl-right alt-right right ctrl-alt-up" },
	{ "\033[3;5~\033[5;3~\033[3^\033Oc\033[c", "ctrl-delete alt-page-up ctrl-delete ctrl-right right" },
	{ "\033\033[A\033\033OB", "alt-up alt-down" },
	{ "\033[Z", "shift-tab" },
	{ "\033OM\033Oq\033Oj", "enter 1 *" },
	{ "\033[97;5u\033[13;3u\033[27;5;107~", "ctrl-a alt-enter ctrl-k" },
	/* Taken whole, and what follows is a key again. */
	{ "\033[99~a", "? a" },
	{ "\033[?1;2ca", "? a" },
	{ "\033[24;80Ra", "? a" },
	{ "\033[<0;3;4Ma\033[M !!a", "mouse a ? a" },
	{ "\033[Ia", "? a" },
	{ "\033]11;rgb:0000/0000/0000\aa", "? a" },
	{ "\033P>|xterm\033\\a", "? a" },
	{ "\033_x\033\\a", "? a" },
	{ "\033[1;\033[A", "? up" },
	{ "\xFFg\xC3g\xE6\xBCg\xC2\x9Bg", "? g ? g ? g ? g" },
	{ "\033[200~", "paste" },
	{ "\033[201~a", "? a" }
};

static void keys_are_the_same_in_any_pieces(void **state)
{
	struct key_table none = { 0 };
	struct str out = { 0 };
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t step = 1; step < 8; step++) {
			decode(&none, cases[i].bytes, strlen(cases[i].bytes), step, &out);
			assert_string_equal(str_text(&out), cases[i].keys);
		}
	str_finish(&out);
}

static void a_terminals_own_sequences_come_first(void **state)
{
	struct key_table table = { 0 };
	struct str out = { 0 };
	(void)state;

	keys_learn(&table, "\033[A", (struct key){ K_F7, 0 });
	keys_learn(&table, "\033[A~z", (struct key){ K_F8, 0 });
	keys_learn(&table, "\033q", (struct key){ K_HOME, 0 });
	keys_learn(&table, "\b", (struct key){ K_UP, 0 });		/* would hide a key */
	keys_learn(&table, NULL, (struct key){ K_UP, 0 });
	keys_learn(&table, "\033[12345678901234567~", (struct key){ K_UP, 0 });
	assert_int_equal(table.count, 3);
	for (size_t step = 1; step < 5; step++) {
		decode(&table, "\033[A\033q\033[A~z\b", 11, step, &out);
		assert_string_equal(str_text(&out), "f7 home f8 backspace");
	}
	str_finish(&out);
}

static void no_byte_waits_for_ever(void **state)
{
	struct key_table none = { 0 };
	struct key key;
	char bytes[512];
	(void)state;

	for (int kind = 0; kind < 3; kind++) {
		memset(bytes, '1', sizeof(bytes));
		bytes[0] = 27;
		bytes[1] = "[]P"[kind];
		assert_true(keys_next(&none, bytes, sizeof(bytes), false, &key) > 64);
		assert_int_equal(key.code, KEY_UNKNOWN);
	}
	/* A terminal's answer about a mode ends in "$y"; no part of it is the key y. */
	assert_int_equal(keys_next(&none, "\033[?2004;1$yn", 12, true, &key), 11);
	assert_int_equal(key.code, KEY_UNKNOWN);
	assert_int_equal(keys_next(&none, "\033[4;2$yn", 8, true, &key), 7);
	assert_int_equal(key.code, KEY_UNKNOWN);
	assert_int_equal(keys_next(&none, "\033[7$y", 5, true, &key), 4);	/* rxvt's shift-home */
	assert_int_equal(key.code, K_HOME);
	for (int c = 0; c < 256; c++) {
		char byte = (char)c;

		assert_int_equal(keys_next(&none, &byte, 1, true, &key), 1);
	}
}

static size_t take(struct paste *paste, const char *bytes, size_t len, size_t step, bool *ended)
{
	size_t at = 0;

	paste_reset(paste);
	*ended = false;
	while (at < len && !*ended)
		at += paste_take(paste, bytes + at, len - at < step ? len - at : step, ended);
	return at;
}

static void a_paste_is_clean_text(void **state)
{
	static const char bytes[] = "a\033[31mb\rc\r\nd\x01\x7F\te\xC2\x9Bz\xC3\xA9\033[20\033[201~rest";
	struct paste paste = { 0 };
	bool ended;
	(void)state;

	for (size_t step = 1; step < 9; step++) {
		assert_int_equal(take(&paste, bytes, sizeof(bytes) - 1, step, &ended),
			sizeof(bytes) - 1 - 4);
		assert_true(ended);
		assert_string_equal(str_text(&paste.text), "a[31mb\nc\nd\tez\xC3\xA9[20");
	}
	str_finish(&paste.text);
}

static void a_paste_is_cut_between_characters(void **state)
{
	const size_t len = 1 << 20;
	char *bytes = malloc(len);
	struct paste paste = { 0 };
	bool ended;
	(void)state;

	for (size_t i = 0; i < len; i++)
		bytes[i] = "\xE6\xBC\xA2"[i % 3];
	memcpy(bytes + len - 6, "\033[201~", 6);
	assert_int_equal(take(&paste, bytes, len, 4096, &ended), len);
	assert_true(ended);
	assert_in_range(paste.text.len, PASTE_MAX - 3, PASTE_MAX);
	assert_true(utf8_valid(paste.text.text, paste.text.len));
	str_finish(&paste.text);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_the_same_in_any_pieces),
		cmocka_unit_test(a_terminals_own_sequences_come_first),
		cmocka_unit_test(no_byte_waits_for_ever),
		cmocka_unit_test(a_paste_is_clean_text),
		cmocka_unit_test(a_paste_is_cut_between_characters)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
