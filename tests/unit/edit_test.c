/* SPDX-License-Identifier: ISC */
/*
 * Proves: each action does to a text what its name says in readline, the
 * cursor never stands inside a cluster, nothing that was undone is lost, and
 * rows cover the text with the cursor in its cell.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guichet/base/random.h"
#include "../fuzz/edit_check.h"

#define E_ACUTE "e\u0301"
#define FAMILY "\U0001F468\u200D\U0001F469\u200D\U0001F467"
#define FLAG_FR "\U0001F1EB\U0001F1F7"
#define FLAG_DE "\U0001F1E9\U0001F1EA"

enum { WIDTH = 10, RANDOM_ACTIONS = 100000, EPOCH = 150, SMALL = 400, TYPED = 10000 };

/* The text with a "|" where the cursor is. */
static void with_cursor(const struct edit *e, char out[static 512])
{
	snprintf(out, 512, "%.*s|%s", (int)edit_cursor(e), edit_text(e), edit_text(e) + edit_cursor(e));
}

/* The text before "|" and behind it, the cursor between them. */
static void begin(struct edit *e, const char *marked)
{
	const char *bar = strchr(marked, '|');
	char text[512];

	snprintf(text, sizeof(text), "%.*s%s", (int)(bar - marked), marked, bar + 1);
	edit_set(e, text);
	(void)edit_do(e, "beginning-of-buffer", WIDTH);
	while (edit_cursor(e) < (size_t)(bar - marked))
		(void)edit_do(e, "forward-char", WIDTH);
	assert_int_equal(edit_cursor(e), bar - marked);
}

/* Names of actions; +text types it, =text pastes it ('_' is a blank there). */
static void play(struct edit *e, const char *script)
{
	char words[512], *rest = words, *word;

	snprintf(words, sizeof(words), "%s", script);
	while ((word = strsep(&rest, " ")) != NULL) {
		for (char *p = word; *p == '+' || *p == '=' ? true : p > word && *p != '\0'; p++)
			if (*p == '_')
				*p = ' ';
		if (*word == '=')
			(void)edit_paste(e, word + 1, strlen(word + 1));
		for (const char *p = word + 1, *end = word + strlen(word); *word == '+' && p < end;) {
			uint32_t scalar;

			p += utf8_decode(p, end, &scalar, NULL);
			(void)edit_type(e, scalar);
		}
		if (*word != '+' && *word != '=' && !edit_do(e, word, WIDTH))
			fail_msg("no action \"%s\"", word);
	}
}

struct row { const char *from, *script, *to; };

static void check_rows(int kind, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct edit *e = edit_create(kind);
		char got[512];

		begin(e, rows[i].from);
		play(e, rows[i].script);
		with_cursor(e, got);
		if (strcmp(got, rows[i].to) != 0)
			fail_msg("\"%s\", %s: expected \"%s\", got \"%s\"", rows[i].from, rows[i].script, rows[i].to, got);
		edit_destroy(e);
	}
}
#define CHECK_ROWS(kind, rows) check_rows(kind, rows, sizeof(rows) / sizeof(*(rows)))

static void moving(void **state)
{
	static const struct row rows[] = {
		{ "ab|c", "backward-char", "a|bc" },
		{ "|abc", "backward-char", "|abc" },
		{ "a|bc", "forward-char", "ab|c" },
		{ "abc|", "forward-char", "abc|" },
		{ "a" E_ACUTE "|b", "backward-char", "a|" E_ACUTE "b" },
		{ "|" FAMILY "b", "forward-char", FAMILY "|b" },
		{ FLAG_FR FLAG_DE "|", "backward-char", FLAG_FR "|" FLAG_DE },
		{ FLAG_FR FLAG_DE "|", "backward-char backward-char", "|" FLAG_FR FLAG_DE },
		{ "one two| three", "backward-word", "one |two three" },
		{ "one | two", "backward-word", "|one  two" },
		{ "  |one", "backward-word", "|  one" },
		{ "|one two", "forward-word", "one| two" },
		{ "one| -- two", "forward-word", "one -- two|" },
		{ "|" E_ACUTE "t\u00E9, x", "forward-word", E_ACUTE "t\u00E9|, x" },
		{ "|don't", "forward-word", "don|'t" },
		{ "ab\ncd|e\nf", "beginning-of-line", "ab\n|cde\nf" },
		{ "ab\nc|de\nf", "end-of-line", "ab\ncde|\nf" },
		{ "ab\n|\nf", "end-of-line", "ab\n|\nf" },
		{ "ab\nc|d", "beginning-of-buffer", "|ab\ncd" },
		{ "a|b\ncd", "end-of-buffer", "ab\ncd|" },
		{ "long word\nab\nlong w|ord", "up up", "long w|ord\nab\nlong word" },
		{ "long word\nab\nlong w|ord", "up", "long word\nab|\nlong word" },
		{ "long w|ord\nab\nlong word", "down down", "long word\nab\nlong w|ord" },
		{ "long w|ord\nab\nlong word", "down backward-char down", "long word\nab\nl|ong word" },
		{ "a|b\ncd", "up", "a|b\ncd" },
		{ "ab\nc|d", "down", "ab\nc|d" },
		{ "one two| three four", "down", "one two three f|our" },
		{ "one two three f|our", "up", "one two| three four" },
		{ "aaaaa|bbbbbccccc", "down", "aaaaabbbbbccccc|" },
		{ "\u65E5\u672C|x\nabc", "down", "\u65E5\u672Cx\nabc|" },
		{ "abc|\n\u65E5\u672C", "down", "abc\n\u65E5|\u672C" },
		{ "0123456789|", "up", "|0123456789" },
	};

	(void)state;
	CHECK_ROWS(EDIT_BLOCK, rows);
}

static void deleting(void **state)
{
	static const struct row rows[] = {
		{ "ab|c", "backward-delete-char", "a|c" },
		{ "|abc", "backward-delete-char", "|abc" },
		{ "a|bc", "delete-char", "a|c" },
		{ "abc|", "delete-char", "abc|" },
		{ "x" E_ACUTE "|y", "backward-delete-char", "x|y" },
		{ "x" FAMILY "|y", "backward-delete-char", "x|y" },
		{ "x|" FLAG_FR "y", "delete-char", "x|y" },
		{ "a|\n\u0301b", "delete-char", "a\u0301|b" },
		{ "a\n|b", "backward-delete-char", "a|b" },
		{ "a|bc\nd", "kill-line", "a|\nd" },
		{ "abc|\nd", "kill-line", "abc|d" },
		{ "a|bc\nd", "kill-line kill-line kill-line", "a|" },
		{ "a|bc\nd", "kill-line kill-line kill-line yank", "abc\nd|" },
		{ "ab\ncd|e", "backward-kill-line", "ab\n|e" },
		{ "ab\n|e", "backward-kill-line", "ab\n|e" },
		{ "one| two three", "kill-word", "one| three" },
		{ "one two| three", "backward-kill-word", "one | three" },
		{ "see a/b.c| now", "unix-word-rubout", "see | now" },
		{ "see a/b  | now", "unix-word-rubout", "see | now" },
		{ "see a/b| now", "backward-kill-word", "see a/| now" },
	};

	(void)state;
	CHECK_ROWS(EDIT_BLOCK, rows);
}

static void killing(void **state)
{
	static const struct row rows[] = {
		{ "one two three|", "backward-kill-word backward-kill-word yank", "one two three|" },
		{ "|one two three", "kill-word kill-word end-of-line yank", " threeone two|" },
		{ "one two| three four", "backward-kill-word kill-word yank", "one two three| four" },
		{ "one two|", "backward-kill-word backward-char backward-kill-word yank yank-pop", "two| " },
		{ "one two|", "backward-kill-word backward-char backward-kill-word yank yank-pop yank-pop", "one| " },
		{ "one two|", "backward-kill-word yank-pop", "one |" },
		{ "one two|", "backward-kill-word yank backward-char yank-pop", "one tw|o" },
		{ "a|", "yank", "a|" },
		{ "|", "=a kill-line backward-kill-line kill-line yank", "a|" },
		{ "|", "=1 backward-kill-line =2 backward-kill-line =3 backward-kill-line =4 backward-kill-line "
		  "=5 backward-kill-line =6 backward-kill-line =7 backward-kill-line =8 backward-kill-line "
		  "=9 backward-kill-line yank yank-pop yank-pop yank-pop yank-pop yank-pop yank-pop yank-pop", "2|" },
		{ "|", "=1 backward-kill-line =2 backward-kill-line =3 backward-kill-line =4 backward-kill-line "
		  "=5 backward-kill-line =6 backward-kill-line =7 backward-kill-line =8 backward-kill-line "
		  "=9 backward-kill-line yank yank-pop yank-pop yank-pop yank-pop yank-pop yank-pop yank-pop "
		  "yank-pop", "9|" },
	};

	(void)state;
	CHECK_ROWS(EDIT_BLOCK, rows);
}

static void changing(void **state)
{
	static const struct row rows[] = {
		{ "a|bc", "transpose-chars", "ba|c" },
		{ "abc|", "transpose-chars", "acb|" },
		{ "|abc", "transpose-chars", "|abc" },
		{ "a|", "transpose-chars", "a|" },
		{ "x\nab|\ny", "transpose-chars", "x\nba|\ny" },
		{ "x\n|ab", "transpose-chars", "x\n|ab" },
		{ "a" E_ACUTE "|b", "transpose-chars", "ab" E_ACUTE "|" },
		{ "|h\u00E9llo you", "upcase-word", "H\u00C9LLO| you" },
		{ "|H\u00C9LLO you", "downcase-word", "h\u00E9llo| you" },
		{ "h|ELLO you", "capitalize-word", "hEllo| you" },
		{ "| -\u01C6abc", "capitalize-word", " -\u01C5abc|" },
		{ "|\u0131x", "upcase-word undo", "|\u0131x" },
		{ "a|b", "newline", "a\n|b" },
		{ "a|b", "newline undo", "a|b" },
		{ "a|" E_ACUTE, "+\u0301", "a\u0301|" E_ACUTE },
		{ "|\u0301b", "+e", "e\u0301|b" },
		{ "|" FLAG_FR, "+\U0001F1E9", "\U0001F1E9\U0001F1EB|\U0001F1F7" },
	};

	(void)state;
	CHECK_ROWS(EDIT_BLOCK, rows);
}

static void undoing(void **state)
{
	static const struct row rows[] = {
		{ "x|", "+one_two undo", "xone |" },
		{ "x|", "+one_two undo undo", "x|" },
		{ "x|", "+one_two undo undo redo", "xone |" },
		{ "x|", "+one_two undo undo redo redo redo", "xone two|" },
		{ "x|", "+one__two_ undo", "xone  |" },
		{ "x|", "+ab backward-char +c undo", "xa|b" },
		{ "x|", "=one_two undo", "x|" },
		{ "x|", "=a_b =c undo", "xa b|" },
		{ "x|", "+ab undo +c redo", "xc|" },
		{ "ab c|", "backward-kill-word undo", "ab c|" },
		{ "a|b", "delete-char undo redo", "a|" },
		{ "a|b", "undo undo undo undo", "|" },
		{ "a|b", "redo", "a|b" },
	};

	(void)state;
	CHECK_ROWS(EDIT_BLOCK, rows);
}

static void one_line(void **state)
{
	static const struct row rows[] = {
		{ "a|b", "newline", "a|b" },
		{ "a|b", "up", "a|b" },
		{ "a|b", "down", "a|b" },
		{ "aaaaaaaaaaaaa|aaaaaaaaaaaaa", "up", "aaaaaaaaaaaaa|aaaaaaaaaaaaa" },
		{ "a|b", "=x\ny\r\nz\tw\u2028v", "ax y z w v|b" },
		{ "a|b", "+\n+\t+\r", "a + + |b" },
	};

	(void)state;
	CHECK_ROWS(EDIT_LINE, rows);
}

static void cleaning(void **state)
{
	static const struct { const char *paste; size_t len; const char *block, *line; } rows[] = {
		{ "a\r\nb\rc\nd", 8, "a\nb\nc\nd", "a b c d" },
		{ "a\r\r\nb", 5, "a\n\nb", "a  b" },
		{ "\x1b[31mred\x1b[0m", 12, "[31mred[0m", "[31mred[0m" },
		{ "a\0b", 3, "ab", "ab" },
		{ "a\x7f\x08z", 4, "az", "az" },
		{ "a\tb", 3, "a\tb", "a b" },
		{ "\xff\xfe", 2, "\uFFFD\uFFFD", "\uFFFD\uFFFD" },
		{ "\xc3", 1, "\uFFFD", "\uFFFD" },
		{ "\xed\xa0\x80", 3, "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD" },
		{ "a\xc2\x9bz\xc2\x85", 6, "az", "az" },
		{ "", 0, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct edit *block = edit_create(EDIT_BLOCK), *line = edit_create(EDIT_LINE);

		assert_true(edit_paste(block, rows[i].paste, rows[i].len));
		assert_string_equal(edit_text(block), rows[i].block);
		assert_true(edit_paste(line, rows[i].paste, rows[i].len));
		assert_string_equal(edit_text(line), rows[i].line);
		edit_destroy(block);
		edit_destroy(line);
	}
}

static void typing_oddities(void **state)
{
	struct edit *e = edit_create(EDIT_BLOCK);

	(void)state;
	assert_true(edit_type(e, 0xD800));
	assert_true(edit_type(e, 0x110000));
	assert_true(edit_type(e, 0x1B));
	assert_true(edit_type(e, 0));
	assert_string_equal(edit_text(e), "\uFFFD\uFFFD");
	assert_false(edit_do(e, "no-such-action", WIDTH));
	assert_false(edit_do(e, "", WIDTH));
	edit_replace(e, 1, 1, "x");
	assert_string_equal(edit_text(e), "x\uFFFD");
	assert_int_equal(edit_cursor(e), 1);
	edit_replace(e, 900, 900, "y");
	assert_string_equal(edit_text(e), "x\uFFFDy");
	(void)edit_do(e, "undo", WIDTH);
	assert_string_equal(edit_text(e), "x\uFFFD");
	edit_reset(e);
	(void)edit_do(e, "undo", WIDTH);
	assert_string_equal(edit_text(e), "");
	edit_destroy(e);
	edit_destroy(NULL);
}

static void the_most(void **state)
{
	struct edit *e = edit_create(EDIT_BLOCK);
	char *much = malloc(2 * EDIT_MAX);

	(void)state;
	memset(much, 'a', 2 * EDIT_MAX);
	assert_false(edit_paste(e, much, 2 * EDIT_MAX));
	assert_int_equal(edit_len(e), EDIT_MAX);
	assert_false(edit_type(e, 'b'));
	assert_int_equal(edit_len(e), EDIT_MAX);
	(void)edit_do(e, "backward-delete-char", WIDTH);
	(void)edit_do(e, "backward-delete-char", WIDTH);
	assert_false(edit_paste(e, E_ACUTE, 3));
	assert_int_equal(edit_len(e), EDIT_MAX - 2);
	assert_false(edit_type(e, 0x20AC));
	assert_true(edit_type(e, 0xE9));
	assert_int_equal(edit_len(e), EDIT_MAX);
	(void)edit_do(e, "backward-kill-line", WIDTH);
	for (int i = 0; i < 3; i++)
		(void)edit_do(e, "yank", WIDTH);
	assert_int_equal(edit_len(e), EDIT_MAX);
	assert_null(edit_text_broken(e));
	memset(much, 0xff, EDIT_MAX);
	edit_reset(e);
	assert_false(edit_paste(e, much, EDIT_MAX));
	assert_int_equal(edit_len(e), EDIT_MAX / 3 * 3);
	free(much);
	edit_destroy(e);
}

/* Rows as shown, ends marked by "/", the cursor's row and column behind. */
static void layout(void **state)
{
	static const struct { const char *text; int width; const char *want; } rows[] = {
		{ "|", 10, "/0,0" },
		{ "abc|", 10, "abc/0,3" },
		{ "one two| three", 8, "one two/three/0,7" },
		{ "one two |three", 8, "one two/three/1,0" },
		{ "one two    |three", 8, "one two/three/1,0" },
		{ "one two   | three", 8, "one two/three/0,7" },
		{ "abcd|", 4, "abcd//1,0" },
		{ "abcd|\nx", 4, "abcd//x/1,0" },
		{ "abc|d", 4, "abcd/0,3" },
		{ "abcd|e", 4, "abcd/e/1,0" },
		{ "a\n|", 4, "a//1,0" },
		{ "|\n\na", 4, "//a/0,0" },
		{ "\u65E5\u672C|\u8A9E", 5, "\u65E5\u672C/\u8A9E/1,0" },
		{ "\u65E5|\u672C", 3, "\u65E5/\u672C/1,0" },
		{ E_ACUTE "|x", 4, E_ACUTE "x/0,1" },
		{ "a\u200B|b", 4, "ab/0,1" },
		{ "a\u200B\u202E|b", 4, "ab/0,1" },
		{ "|\u200B\u200B", 4, "/0,0" },
		{ "x" FLAG_FR "|y", 20, "x:flag-fr:y/0,10" },
		{ "x" FLAG_FR "|y", 6, "x/:flag\u2026/y/2,0" },
		{ FAMILY "|", 20, "\U0001F468/0,2" },
		{ "\ta|\tb", 20, "    a   b/0,5" },
		{ "ab\t|c", 20, "ab  c/0,4" },
		{ "\xEE\x80\x80|", 20, "\uFFFD/0,1" },
		{ "word https://example.org/a|/b", 10, "word/https://ex/ample.org//a/b/3,1" },
		{ "ab |", 2, "ab//1,0" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct edit *e = edit_create(EDIT_BLOCK);
		struct edit_layout out;
		struct str got = { 0 };

		begin(e, rows[i].text);
		edit_layout(e, *state, rows[i].width, &out);
		for (size_t j = 0; j < out.count; j++)
			str_printf(&got, "%s/", out.lines[j].shown.bytes);
		str_printf(&got, "%zu,%d", out.cursor_row, out.cursor_column);
		assert_string_equal(str_text(&got), rows[i].want);
		assert_null(edit_broken(e, *state, rows[i].width));
		str_finish(&got);
		edit_destroy(e);
	}
}

/* Where nothing is hidden, rows are those in which a reader sees the message. */
static void as_wrapped(void **state)
{
	static const char *const parts[] = { "a", "word", "  ", " ", ", ", "\n", "\u65E5\u672C", "\u3002", "\u00E9",
		E_ACUTE, "https://example.org", "(x)", "\u00A0", "1 h 20", "3", "h", "7 %", "min" };
	struct random random = random_seeded(11);

	for (int round = 0; round < 5000; round++) {
		struct edit *e = edit_create(EDIT_BLOCK);
		int width = 2 + (int)random_below(&random, 20);
		struct edit_layout out;
		struct shown *lines;
		size_t count;

		for (uint64_t n = random_below(&random, 30); n > 0; n--) {
			const char *part = parts[random_below(&random, sizeof(parts) / sizeof(*parts))];

			(void)edit_paste(e, part, strlen(part));
		}
		(void)edit_paste(e, "x", 1);
		(void)edit_do(e, "beginning-of-buffer", width);
		edit_layout(e, *state, width, &out);
		lines = shown_wrap(*state, shown_block(*state, edit_text(e), edit_len(e)), width, &count);
		assert_int_equal(out.count, count);
		for (size_t i = 0; i < count; i++) {
			assert_string_equal(out.lines[i].shown.bytes, lines[i].bytes);
			assert_int_equal(out.lines[i].shown.width, lines[i].width);
		}
		edit_destroy(e);
		arena_reset(*state);
	}
}

static void random_text(struct random *random, struct edit *e)
{
	static const char *const parts[] = { "a", "B", " ", "  ", "\t", "\n", "\r\n", "\u0301", "\u00E9", "\u65E5", "\u3000",
		"\u200B", "\u200D", "\u202E", "\U0001F468", "\U0001F1EB", "\U0001F1F7", "\U0001F3FD", "\uFE0F", "\u1100",
		"\u1161", "\u0915\u094D\u0937", "\u0600", "\u2800", "\xff", "\x1b", ".", "word", "\u0131", "\u00DF" };
	const char *part = parts[random_below(random, sizeof(parts) / sizeof(*parts))];
	uint32_t scalar;

	if (random_below(random, 2) == 0) {
		(void)edit_paste(e, part, strlen(part));
	} else if (random_below(random, 8) == 0) {
		edit_replace(e, random_below(random, edit_len(e) + 1), random_below(random, 4), part);
	} else {
		(void)utf8_decode(part, part + strlen(part), &scalar, NULL);
		(void)edit_type(e, scalar);
	}
}

static void check_undo(struct edit *e, struct arena *arena, const char *start)
{
	const char *end;

	for (int i = 0; i < EPOCH; i++)
		(void)edit_do(e, "redo", WIDTH);
	end = arena_copy(arena, edit_text(e));
	for (int i = 0; i < 2 * EPOCH; i++) {
		(void)edit_do(e, "undo", WIDTH);
		assert_null(edit_text_broken(e));
	}
	assert_string_equal(edit_text(e), start);
	for (int i = 0; i < 2 * EPOCH; i++)
		(void)edit_do(e, "redo", WIDTH);
	assert_string_equal(edit_text(e), end);
}

static void at_random(void **state)
{
	struct random random = random_seeded(2026);
	struct edit *e = edit_create(EDIT_BLOCK);
	size_t actions = 0;

	while (edit_actions[actions].name != NULL)
		actions++;
	for (int i = 0; i < RANDOM_ACTIONS; i++) {
		int width = 2 + (int)random_below(&random, 24);
		const char *broken, *name = "text";

		if (random_below(&random, 3) == 0) {
			random_text(&random, e);
		} else {
			name = edit_actions[random_below(&random, actions)].name;
			assert_true(edit_do(e, name, width));
		}
		broken = edit_broken(e, *state, width);
		if (broken != NULL)
			fail_msg("after %d actions, %s: broken promise: %s", i, name, broken);
		if (i % EPOCH == EPOCH - 1 || edit_len(e) > SMALL) {
			check_undo(e, *state, "");
			edit_reset(e);
		}
		arena_reset(*state);
	}
	edit_destroy(e);
}

/* However long somebody writes, undo keeps the newest megabyte. */
static void undo_is_bounded(void **state)
{
	struct edit *e = edit_create(EDIT_BLOCK);
	int steps = 0;
	char line[1001];

	(void)state;
	memset(line, 'x', sizeof(line));
	for (int i = 0; i < 4000; i++) {
		(void)edit_paste(e, line, 1000);
		(void)edit_do(e, "backward-kill-line", WIDTH);
	}
	for (; steps < 8000; steps++) {
		size_t len = edit_len(e);

		(void)edit_do(e, "undo", WIDTH);
		if (edit_len(e) == len)
			break;
	}
	assert_in_range(steps, 400, 1100);
	edit_destroy(e);
}

/* Ten thousand keys into a text of 200 KiB, in letters of any script. */
static void typing_is_fast(void **state)
{
	static const char *const fills[] = { "word and word\n", "\u65E5\u672C\u8A9E", "\u0643\u062A\u0628", "\u0915\u094D\u0937",
		"aaaaaaaa" };
	clock_t begun = clock();

	(void)state;
	for (size_t f = 0; f < sizeof(fills) / sizeof(*fills); f++) {
		struct edit *e = edit_create(EDIT_BLOCK);

		while (edit_len(e) < 200 * 1024)
			(void)edit_paste(e, fills[f], strlen(fills[f]));
		(void)edit_do(e, "beginning-of-buffer", WIDTH);
		for (int i = 0; i < 1000; i++)
			(void)edit_do(e, "forward-char", WIDTH);
		for (int i = 0; i < TYPED; i++)
			(void)edit_type(e, i % 6 == 5 ? ' ' : 'e');
		assert_null(edit_text_broken(e));
		edit_destroy(e);
	}
	assert_in_range((clock() - begun) / (CLOCKS_PER_SEC / 1000), 0, 20000);
}

static const char secret[] = "hunter2 ";
static size_t freed, leaked;

/* The linker sends every free of this program here (--wrap). */
void __real_free(void *);
void __wrap_free(void *);
void __wrap_free(void *memory)
{
	freed += memory != NULL;
	if (memory != NULL && memmem(memory, malloc_usable_size(memory), secret, sizeof(secret) - 1) != NULL)
		leaked++;
	__real_free(memory);
}

/* A field that held a secret leaves it in no memory that it gave back. */
static void wiped(void **state)
{
	struct edit *e = edit_create(EDIT_LINE);
	char *plain = strdup(secret);

	(void)state;
	leaked = 0;
	__wrap_free(plain);
	assert_int_equal(leaked, 1);
	freed = leaked = 0;
	for (int i = 0; i < 50; i++) {
		play(e, "+hunter2_ =hunter2_hunter2_ backward-kill-word yank undo +hunter2_");
		edit_set(e, i % 8 == 0 ? secret : edit_text(e));
		if (i % 20 == 0)
			edit_reset(e);
	}
	edit_destroy(e);
	assert_int_equal(leaked, 0);
	assert_true(freed > 300);
}

static void named(void **state)
{
	size_t i = 0;

	(void)state;
	for (; edit_actions[i].name != NULL; i++)
		assert_in_range(strlen(edit_actions[i].help), 5, 40);
	assert_int_equal(i, 26);
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(named),
		cmocka_unit_test(moving),
		cmocka_unit_test(deleting),
		cmocka_unit_test(killing),
		cmocka_unit_test(changing),
		cmocka_unit_test(undoing),
		cmocka_unit_test(one_line),
		cmocka_unit_test(cleaning),
		cmocka_unit_test(typing_oddities),
		cmocka_unit_test(the_most),
		cmocka_unit_test_setup_teardown(layout, setup, teardown),
		cmocka_unit_test_setup_teardown(as_wrapped, setup, teardown),
		cmocka_unit_test_setup_teardown(at_random, setup, teardown),
		cmocka_unit_test(undo_is_bounded),
		cmocka_unit_test(typing_is_fast),
		cmocka_unit_test(wiped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
