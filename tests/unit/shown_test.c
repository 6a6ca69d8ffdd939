/* SPDX-License-Identifier: ISC */
/*
 * Proves: whatever bytes come in, only harmless printable text of a known
 * width comes out, the same text again when it goes through twice, and layout
 * neither widens nor loses it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guichet/base/alloc.h"
#include "guichet/text/shown.h"
#include "../fuzz/shown_check.h"

#if defined(__SANITIZE_ADDRESS__)
#define CHECKED_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHECKED_BUILD 1
#endif
#endif
#ifndef CHECKED_BUILD
#define CHECKED_BUILD 0
#endif

static int setup(void **state)
{
	*state = arena_create();
	return 0;
}

static int teardown(void **state)
{
	arena_destroy(*state);
	return 0;
}

static void check(struct arena *arena, const char *bytes, size_t len, bool block)
{
	struct shown text = block ? shown_block(arena, bytes, len)
				  : shown_line_n(arena, bytes, len);
	const char *broken = shown_broken(text, block);

	if (broken == NULL && !shown_stable(arena, text, block))
		broken = "stable";
	if (broken != NULL) {
		for (size_t i = 0; i < len; i++)
			fprintf(stderr, "%02X ", (unsigned char)bytes[i]);
		fail_msg("broken promise: %s", broken);
	}
}

static void every_scalar(void **state)
{
	for (uint32_t c = 0; c < 0x110000; c++) {
		char bytes[2 + UTF8_MAX] = "a";
		size_t n;

		if (c == 0xD800)
			c = 0xE000;
		n = utf8_encode(c, bytes + 1);
		bytes[1 + n] = 'b';
		check(*state, bytes + 1, n, true);
		check(*state, bytes, n + 2, false);
		arena_reset(*state);
	}
}

static void every_two_bytes(void **state)
{
	for (unsigned i = 0; i < 0x10000; i++) {
		char bytes[2] = { (char)(i >> 8), (char)i };

		check(*state, bytes, 2, true);
		check(*state, bytes, 2, false);
		arena_reset(*state);
	}
}

/* In checked builds only every 61st, to keep them in seconds. */
static void every_three_bytes(void **state)
{
	for (unsigned i = 0; i < 0x1000000; i += CHECKED_BUILD ? 61 : 1) {
		char bytes[3] = { (char)(i >> 16), (char)(i >> 8), (char)i };

		check(*state, bytes, 3, (i & 1) != 0);
		arena_reset(*state);
	}
}

static void lines(void **state)
{
	static const struct { const char *in, *out; int width; unsigned flags, hidden; } cases[] = {
		{ "", "", 0, 0, 0 },
		{ "Bonjour", "Bonjour", 7, 0, 0 },
		{ "a\r\nb\tc\nd", "a b c d", 7, 0, 0 },
		{ "a\xE2\x80\xA8z\xC2\x85y", "a z y", 5, 0, 0 },
		{ "\x1B[31mred", "\xEF\xBF\xBD[31mred", 8, 0, 0 },
		{ "a\xC2\x9B""2J", "a\xEF\xBF\xBD""2J", 4, 0, 0 },
		{ "a\xC0\x80z", "a\xEF\xBF\xBD\xEF\xBF\xBDz", 4, 0, 0 },
		{ "\xEE\x80\x80\xEF\xBF\xBE", "\xEF\xBF\xBD\xEF\xBF\xBD", 2, 0, 0 },
		{ "prix\xE2\x80\xAF: 5\xC2\xA0\xE2\x82\xAC", "prix\xC2\xA0: 5\xC2\xA0\xE2\x82\xAC", 10, 0, 0 },
		{ "\xE2\x80\xAE""abc\xE2\x81\xA9", "abc", 3, SHOWN_BIDI, 0 },
		{ "a\xE2\x80\x8B\xE2\x81\xA0z", "az", 2, 0, 2 },
		{ "a\xF3\xA0\x81\x81\xF3\xA0\x81\x82\xF3\xA0\x81\x83\xF3\xA0\x81\x84", "a", 1, SHOWN_HIDDEN, 4 },
		{ "\xCC\x81", "\xE2\x97\x8C\xCC\x81", 1, 0, 0 },
		{ "e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81z",
		  "e\xCC\x81\xCC\x81\xCC\x81\xCC\x81z", 2, SHOWN_MARKS, 0 },
		/* pictographs: style, family, skin, flags */
		{ "\xE2\x9D\xA4\xEF\xB8\x8F", "\xE2\x9D\xA4", 1, 0, 0 },
		{ "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7!",
		  "\xF0\x9F\x91\xA9!", 3, 0, 0 },
		{ "\xF0\x9F\x91\xA9\xF0\x9F\x8F\xBD\xE2\x80\x8D\xE2\x9A\x95\xEF\xB8\x8F",
		  "\xF0\x9F\x91\xA9", 2, 0, 0 },
		{ "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", "\xF0\x9F\x91\x8D", 2, 0, 0 },
		{ "\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7", ":flag-fr:", 9, 0, 0 },
		{ "\xF0\x9F\x87\xAB", "F", 1, 0, 0 },
		{ "\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xB3\xF3\xA0\x81\xA3"
		  "\xF3\xA0\x81\xB4\xF3\xA0\x81\xBF", ":flag-gbsct:", 12, 0, 0 },
		{ "1\xEF\xB8\x8F\xE2\x83\xA3", "1\xE2\x83\xA3", 1, 0, 0 },
		{ "e\xEF\xB8\x8E\xEF\xB8\x8F\xEF\xB8\x8E\xEF\xB8\x8F\xEF\xB8\x8F", "e", 1, SHOWN_HIDDEN, 4 },
		/* Persian joiners are orthography; braille blanks only beside braille */
		{ "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE", "\xD9\x85\xDB\x8C\xD8\xAE", 3, 0, 0 },
		{ "\xE2\xA0\x80\xE2\xA0\x80", "", 0, 0, 2 },
		{ "\xE2\xA0\x81\xE2\xA0\x80\xE2\xA0\x80\xE2\xA0\x81",
		  "\xE2\xA0\x81\xE2\xA0\x80\xE2\xA0\x80\xE2\xA0\x81", 4, 0, 0 },
		{ "\xE6\x97\xA5\xE6\x9C\xAC", "\xE6\x97\xA5\xE6\x9C\xAC", 4, 0, 0 },
		{ "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", 2, 0, 0 }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct shown text = shown_line(*state, cases[i].in);

		assert_string_equal(text.bytes, cases[i].out);
		assert_int_equal(text.width, cases[i].width);
		assert_int_equal(text.flags, cases[i].flags);
		assert_int_equal(text.hidden, cases[i].hidden);
		check(*state, cases[i].in, strlen(cases[i].in), false);
	}
	assert_int_equal(shown_line(*state, NULL).len, 0);
}

static void blocks(void **state)
{
	static const char in[] = "a\r\nbc\rd\ve\ff\xC2\x85g\n\xCC\x81\n\tx\nabcde\ty";
	struct shown text = shown_block(*state, in, sizeof(in) - 1);

	assert_string_equal(text.bytes, "a\nbc\nd\ne\nf\ng\n\xE2\x97\x8C\xCC\x81\n    x\nabcde   y");
	assert_int_equal(text.width, 9);
	assert_null(shown_broken(text, true));
}

static void fitting(void **state)
{
	static const struct { const char *in; int width; const char *fit, *cut; } cases[] = {
		{ "abc", 5, "abc  ", "abc" },
		{ "abc", 3, "abc", "abc" },
		{ "abcd", 3, "ab\xE2\x80\xA6", "ab\xE2\x80\xA6" },
		{ "abcd", 1, "\xE2\x80\xA6", "\xE2\x80\xA6" },
		{ "abcd", 0, "", "" },
		{ "abcd", -3, "", "" },
		{ "\xE6\x97\xA5\xE6\x9C\xAC", 3, "\xE6\x97\xA5\xE2\x80\xA6", "\xE6\x97\xA5\xE2\x80\xA6" },
		{ "a\xE6\x97\xA5z", 3, "a\xE2\x80\xA6 ", "a\xE2\x80\xA6" },
		{ "e\xCC\x81tat", 2, "e\xCC\x81\xE2\x80\xA6", "e\xCC\x81\xE2\x80\xA6" }
	};
	struct shown block = shown_block(*state, "ab\ncd", 5);

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct shown text = shown_line(*state, cases[i].in);

		assert_string_equal(shown_fit(*state, text, cases[i].width).bytes, cases[i].fit);
		assert_string_equal(shown_cut(*state, text, cases[i].width).bytes, cases[i].cut);
	}
	assert_string_equal(shown_fit(*state, block, 4).bytes, "ab\xE2\x80\xA6 ");
	assert_int_equal(shown_fit(*state, (struct shown){ 0 }, 4).width, 4);
}

static void wrapping(void **state)
{
	static const struct { const char *in; int width; const char *out; } cases[] = {
		{ "", 10, "" },
		{ "one two three", 8, "one two|three|" },
		{ "one two three", 7, "one two|three|" },
		{ "one  two", 5, "one|two|" },
		{ "ab\n\ncd\n", 5, "ab||cd|" },
		{ "abcdefghij", 4, "abcd|efgh|ij|" },
		{ "see https://example.org/a", 8, "see|https://|example.|org/a|" },
		{ "  in", 8, "  in|" },
		{ "half within 1 h 20", 16, "half within|1 h 20|" },
		{ "half within 1 h 20", 13, "half within|1 h 20|" },
		{ "it took 2 d 5 h.", 10, "it took|2 d 5 h.|" },
		{ "ends in 15 min, we", 10, "ends in|15 min, we|" },
		{ "il reste 3 j (7 %)", 11, "il reste|3 j (7 %)|" },
		{ "in 3 hours or 4 days", 7, "in 3|hours|or 4|days|" },
		{ "dans 5 min\xC2\xA0: non", 9, "dans|5 min\xC2\xA0:|non|" },
		{ "les 3 h\xC3\xA9ros", 6, "les 3|h\xC3\xA9ros|" },
		{ "at h 20", 5, "at h|20|" },
		{ "1 h 20", 4, "1 h|20|" },
		{ "1 h 20", 3, "1 h|20|" },
		{ "1 h", 2, "1|h|" },
		{ "aaa      ", 4, "aaa|" },
		{ "oui\xC2\xA0!", 4, "oui\xC2\xA0|!|" },
		{ "Bien oui\xC2\xA0! Non", 8, "Bien|oui\xC2\xA0!|Non|" },
		{ "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", 5, "\xE6\x97\xA5\xE6\x9C\xAC|\xE8\xAA\x9E|" },
		{ "e\xCC\x81""e\xCC\x81""e\xCC\x81", 2, "e\xCC\x81""e\xCC\x81|e\xCC\x81|" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct shown block = shown_block(*state, cases[i].in, strlen(cases[i].in));
		struct str out = { 0 };
		size_t count;
		struct shown *got = shown_wrap(*state, block, cases[i].width, &count);

		for (size_t k = 0; k < count; k++)
			str_printf(&out, "%s|", got[k].bytes);
		assert_string_equal(str_text(&out), cases[i].out);
		str_finish(&out);
	}
}

/* Words of every kind in random order: layout keeps its promises at any width. */
static void layout_of_anything(void **state)
{
	static const char *const words[] = {
		"a", "word", "peut-\xC3\xAAtre", " ", "  ", "\n", "\t", "\xE6\x97\xA5\xE6\x9C\xAC",
		"\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD", "e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81",
		"\xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\xE0\xA4\xA4\xE0\xA5\x87",
		"\xE1\x84\x80\xE1\x84\x80\xE1\x84\x80\xE1\x85\xA1", "\xC2\xA0", "\xF0\x9F\x87\xAB",
		"https://example.org/x?y=(z)", "\xE2\x80\xAE", "\x1B", "\xFF", "\xE2\xA0\x80", "!", "1 h 20", "7", "%"
	};
	unsigned seed = 1;

	for (int round = 0; round < (CHECKED_BUILD ? 2000 : 20000); round++) {
		struct str in = { 0 };
		struct shown block;
		const char *broken;
		int width;

		for (int i = 0; i < 30; i++) {
			seed = seed * 1103515245 + 12345;
			str_add(&in, words[(seed >> 16) % (sizeof(words) / sizeof(*words))]);
		}
		width = 2 + (int)((seed >> 8) % 40);
		block = shown_block(*state, in.text, in.len);
		broken = wrap_broken(*state, block, width);
		if (broken == NULL)
			broken = fit_broken(*state, block, width);
		if (broken == NULL && !shown_stable(*state, block, true))
			broken = "stable";
		if (broken != NULL)
			fail_msg("%s at %d: %s", broken, width, block.bytes);
		str_finish(&in);
		arena_reset(*state);
	}
}

static double seconds(clock_t since)
{
	return (double)(clock() - since) / CLOCKS_PER_SEC;
}

/* 1 MiB of marks on one letter, and on letters in stacks. */
static void flood(void **state)
{
	enum { BYTES = 1 << 20 };
	char *bytes = mem_alloc(BYTES);
	struct shown text;
	clock_t since;
	double took;

	bytes[0] = 'e';
	for (size_t i = 1; i + 1 < BYTES; i += 2)
		memcpy(bytes + i, "\xCC\x81", 2);
	bytes[BYTES - 1] = 'z';
	since = clock();
	text = shown_block(*state, bytes, BYTES);
	took = seconds(since);
	assert_int_equal(text.len, 1 + 4 * 2 + 1);
	assert_int_equal(text.flags & SHOWN_MARKS, SHOWN_MARKS);
	if (took > (CHECKED_BUILD ? 2 : 0.05))
		fail_msg("took %.0f ms", took * 1000);

	for (size_t i = 0; i + 9 <= BYTES; i += 9)
		memcpy(bytes + i, "e\xCC\x81\xCC\x82\xCC\x83\xCC\x84", 9);
	text = shown_block(*state, bytes, BYTES / 9 * 9);
	assert_int_equal(text.len, BYTES / 9 * 3);
	assert_int_equal(text.flags & SHOWN_MARKS, SHOWN_MARKS);
	assert_true(shown_stable(*state, text, true));
	/* Behind marks that a language needs decorations are as many as elsewhere: none here. */
	memcpy(bytes + BYTES / 9 * 9 - 27, "\xE0\xA4\xB5\xE0\xB8\xB5\xE0\xB9\x88\xCC\x81\xCC\x82\xCC\x83\xCC\x84\xCC\x81\xCC\x82\xCC\x83\xCC\x84zz", 27);
	text = shown_block(*state, bytes, BYTES / 9 * 9);
	assert_null(shown_broken(text, true));
	assert_int_equal(text.len, (BYTES / 9 - 3) * 3 + 9 + 2);
	assert_true(shown_stable(*state, text, true));
	assert_true(arena_bytes(*state) < 10 << 20);
	free(bytes);
}

/* Real text of several scripts goes through at 20 MB/s or more. */
static void speed(void **state)
{
	static const char sample[] = "Bonjour, o\xC3\xB9 en est ma commande n\xC2\xB0 4711\xC2\xA0? "
		"\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82 \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E "
		"\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD \xE0\xA4\xA8\xE0\xA4\xAE\xE0\xA4\xB8\xE0\xA5\x8D\n";
	struct str in = { 0 };
	clock_t since;
	double took;

	while (in.len < 4 << 20)
		str_add(&in, sample);
	since = clock();
	(void)shown_block(*state, in.text, in.len);
	took = seconds(since);
	print_message("# %.0f MB/s\n", (double)in.len / 1e6 / took);
	if (!CHECKED_BUILD)
		assert_true((double)in.len / 1e6 / took >= 20);
	str_finish(&in);
}

static void ascii(void **state)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "d\xC3\xA9j\xC3\xA0 \xC2\xAB vu \xC2\xBB\xE2\x80\xA6", "deja \" vu \"." },
		{ "c\xC5\x93ur\xC2\xA0!", "cour !" },
		{ "e\xCC\x81t\xC3\xA9", "ete" },
		{ "\xE2\x94\x82\xE2\x94\x80\xE2\x94\xBC\xE2\x96\x88", "|-+#" },
		{ "\xEF\xBC\xA1\xE6\x97\xA5", "A ??" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct shown text = shown_ascii(*state, shown_line(*state, cases[i].in));

		assert_string_equal(text.bytes, cases[i].out);
		assert_int_equal(text.width, strlen(cases[i].out));
	}
}

static void joining(void **state)
{
	struct shown a = shown_literal("Bien re\xC3\xA7u: ");
	struct shown b = shown_line(*state, "\xCC\x81\xE2\x80\xAE");
	struct shown both = shown_join(*state, a, b);

	assert_int_equal(a.width, 11);
	assert_string_equal(both.bytes, "Bien re\xC3\xA7u: \xE2\x97\x8C\xCC\x81");
	assert_int_equal(both.width, 12);
	assert_int_equal(both.flags, SHOWN_BIDI);
	assert_true(strlen(shown_unicode_version()) >= 4);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lines), TEST(blocks), TEST(fitting), TEST(wrapping), TEST(ascii), TEST(joining),
		TEST(layout_of_anything), TEST(flood), TEST(speed),
		TEST(every_scalar), TEST(every_two_bytes), TEST(every_three_bytes)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
