/* SPDX-License-Identifier: ISC */
/*
 * Proves which mail addresses are taken, that no text becomes a header or
 * ends a part, and that every line of a letter is ASCII, short and ends in CR LF.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/model/letter.h"

#define AT INT64_C(1772442005000)	/* Mon, 2 Mar 2026 09:00:05 UTC */

static void addresses(void **state)
{
	static const char *const good[] = { "a@b", "lea@example.org", "Desk <desk+1@mail.example.org>",
		"Léa Martin <lea@xn--exmple-cua.org>", "o'neil.jr@example.co.uk", "<x@y.z>", "Say \"hi\", you <a@b.c>" };
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c d", "a b@c", "a@b..c", "a..b@c", ".a@b", "a.@b",
		"-oX@b.c", "a@-b.c", "a@b-.c", "a@b.c,d@e.f", "a@b.c\r\nBcc: d@e.f", "a@b.c\n", "Name\r\nBcc: x <a@b.c>",
		"Name <a@b.c", "Name <a@b.c> x", "Name <<a@b.c>>", "léa@example.org", "a@exämple.org", "\"a b\"@c.d",
		"a@[127.0.0.1]", "a@b_c.d", "a\t@b.c", "a@b.c\x7f",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.c" };
	struct arena *arena = arena_create();
	struct mailbox box;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (mailbox_parse(arena, good[i], &box) != NULL)
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (mailbox_parse(arena, bad[i], &box) == NULL)
			fail_msg("taken: %s", bad[i]);
	assert_null(mailbox_parse(arena, "Léa  Martin  <lea@example.org>", &box));
	assert_string_equal(box.name, "Léa  Martin");
	assert_string_equal(box.address, "lea@example.org");
	arena_destroy(arena);
}

static void servers(void **state)
{
	static const struct { const char *url; bool plain, good; } rows[] = {
		{ "smtps://mail.example.org", false, true }, { "smtp://mail.example.org:587", false, true },
		{ "smtps://[2001:db8::1]:465", false, true }, { "smtp://127.0.0.1:2525", true, true },
		{ "smtp://localhost", true, true }, { "smtp://[::1]:25", true, true },
		{ "smtps://mail.example.org", true, true },
		{ "smtp://mail.example.org", true, false }, { "smtp://localhost.example.org", true, false },
		{ "https://mail.example.org", false, false }, { "smtp://", false, false }, { "smtps://:465", false, false },
		{ "smtps://me:secret@mail.example.org", false, false }, { "smtps://mail.example.org/x", false, false },
		{ "smtps://mail.example.org:", false, false }, { "smtps://mail.example.org:70a", false, false },
		{ "smtps://a b", false, false }, { "mail.example.org", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((mail_server_check(rows[i].url, rows[i].plain) == NULL) != rows[i].good)
			fail_msg("wrong about %s", rows[i].url);
}

static struct letter letter_of(const char *subject, const char *text)
{
	return (struct letter){ .from = { "Desk", "desk@example.org" }, .to = { "", "lea@example.net" },
		.subject = subject, .text = text, .at_ms = AT, .id = "7.abc" };
}

static void lines_are_sound(const struct str *out)
{
	size_t begin = 0;

	assert_true(out->len > 2);
	assert_memory_equal(out->text + out->len - 2, "\r\n", 2);
	for (size_t i = 0; i < out->len; i++) {
		unsigned char c = (unsigned char)out->text[i];

		assert_true(c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7f));
		if (c == '\r')
			assert_int_equal(out->text[i + 1], '\n');
		if (c != '\n')
			continue;
		assert_int_equal(out->text[i - 1], '\r');
		assert_true(i - 1 - begin <= 78);
		begin = i + 1;
	}
}

/* How often a line begins like that. */
static size_t lines_with(const struct str *out, const char *head)
{
	size_t count = strncmp(out->text, head, strlen(head)) == 0;

	for (const char *p = out->text; (p = strchr(p, '\n')) != NULL;)
		count += strncmp(++p, head, strlen(head)) == 0;
	return count;
}

static void a_plain_one(void **state)
{
	struct letter letter = letter_of("12 conversations are late", "Hello\nyou\n");
	struct str out = { 0 };

	(void)state;
	letter_write(&letter, &out);
	assert_string_equal(out.text,
		"Date: Mon, 2 Mar 2026 09:00:05 +0000\r\n"
		"From: Desk\r\n <desk@example.org>\r\n"
		"To: lea@example.net\r\n"
		"Subject: 12 conversations are late\r\n"
		"Message-ID:\r\n <7.abc@example.org>\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: base64\r\n"
		"\r\n"
		"SGVsbG8NCnlvdQ0K\r\n");
	lines_are_sound(&out);
	str_finish(&out);
}

static void nothing_is_injected(void **state)
{
	static const char *const subjects[] = { "x\r\nBcc: evil@example.org", "x\nBcc: evil@example.org\n\nbody", "",
		"=?UTF-8?B?Qmxh?=", "Übergabe: 12 Unterhaltungen sind zu spät, und niemand hat sie übernommen – bitte nachsehen",
		"\x01\x02\x7f", "日本語の件名がここにあり、とても長いので折り返す必要がありますよね。" };
	struct str out = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		struct letter letter = letter_of(subjects[i], "--=_inner_7.abc--\r\n.\r\nQUIT\r\nBcc: evil@example.org\r\n");

		letter.to.name = "Bcc: x\", \"é";
		letter.html = "<p>--=_outer_7.abc</p>";
		letter.file = (struct letter_file){ "report.csv", "text/csv", "a;b\n\"é\";.\n" };
		str_clear(&out);
		letter_write(&letter, &out);
		lines_are_sound(&out);
		assert_int_equal(lines_with(&out, "Bcc"), 0);
		assert_int_equal(lines_with(&out, "Subject: "), 1);
		assert_int_equal(lines_with(&out, "To: "), 1);
		assert_int_equal(lines_with(&out, "--=_outer_7.abc\r"), 2);
		assert_int_equal(lines_with(&out, "--=_outer_7.abc--"), 1);
		assert_int_equal(lines_with(&out, "--=_inner_7.abc\r"), 2);
		assert_int_equal(lines_with(&out, "--=_inner_7.abc--"), 1);
		assert_int_equal(lines_with(&out, "."), 0);
	}
	str_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(servers),
		cmocka_unit_test(a_plain_one),
		cmocka_unit_test(nothing_is_injected),
	};

	return cmocka_run_group_tests_name("letter", tests, NULL, NULL);
}
