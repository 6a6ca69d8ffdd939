/* SPDX-License-Identifier: ISC */
/*
 * Markup of strangers becomes plain text: blocks become lines, an address is
 * never hidden behind other words, and no input makes it slow, deep or large.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/str.h"
#include "guichet/base/utf8.h"
#include "guichet/markup/html.h"

static const struct { const char *html, *text; } cases[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ "<p>one</p><p>two</p>", "one\n\ntwo" },
	{ "<p>one<br>two<br/>three</p>", "one\ntwo\nthree" },
	{ "hello <i>bold</i>  \n word<br>", "hello bold word" },
	{ "<p>a</p>\n\n<p>b</p>\n", "a\n\nb" },
	{ "<ul><li>one<li>two</ul>after", "- one\n- two\nafter" },
	{ "<pre>a\n  b\n</pre>c", "a\n  b\n\nc" },
	{ "<div>x</div><div>y</div>", "x\ny" },
	{ "<blockquote><p>said</p></blockquote><p>so</p>", "said\n\nso" },
	{ "<table><tr><td>1<td>2<tr><td>3<td>4</table>", "1 2\n3 4" },
	{ "<h1>t</h1>x<hr>y", "t\n\nx\n---\ny" },
	/* entities */
	{ "&lt;b&gt; &amp; &quot;q&quot; &#39;s&#39; &euro; &#x1F642;", "<b> & \"q\" 's' \xE2\x82\xAC \xF0\x9F\x99\x82" },
	{ "&nosuch; &amp &#0; &#xD800;", "&nosuch; & \xEF\xBF\xBD \xEF\xBF\xBD" },
	{ "&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>" },
	/* what is no text */
	{ "a<script>alert('<p>x</p>')</script>b", "ab" },
	{ "a<style>p { color: red }</style>b<template>t</template>c", "abc" },
	{ "<head><title>t</title></head>x<svg><text>s</text></svg>y<!-- <p>c</p> -->z", "xyz" },
	{ "a<img src=x onerror=alert(1) alt=':wave:'>b", "a:wave:b" },
	/* broken */
	{ "<p>one<p>two", "one\n\ntwo" },
	{ "</p></div></b>x", "x" },
	{ "<b><i>x</b>y</i>z", "xyz" },
	{ "I <3 you, 1 < 2", "I <3 you, 1 < 2" },
	{ "end <a href=\"http://x.exa", "end <a href=\"http://x.exa" },
	{ "<a href=\"http://x.example/1>text</a> more", "text (http://x.example/1) more" },
	{ "a<!-- never closed <p>b", "a" },
	{ "<", "<" }, { "<>", "<>" }, { "</", "</" }, { "<a", "<a" }, { "<!", "<!" },
	{ "\xFF\xFE bad \xC3", "\xEF\xBF\xBD\xEF\xBF\xBD bad \xEF\xBF\xBD" },
	/* links */
	{ "<a href='https://shop.example/a?b=1&amp;c=2'>https://shop.example/a?b=1&amp;c=2</a>",
	  "https://shop.example/a?b=1&c=2" },
	{ "<a href=https://shop.example/>shop.example</a>", "shop.example" },
	{ "<a href=\"https://shop.example/long/path\"><span class=\"invisible\">https://</span>"
	  "<span class=\"ellipsis\">shop.example/long</span><span class=\"invisible\">/path</span></a>",
	  "https://shop.example/long/path" },
	{ "see <a href=\"https://shop.example/help\">our help</a>.",
	  "see our help (https://shop.example/help)." },
	{ "<a href=\"https://shop.example/other\">shop.example/this</a>",
	  "shop.example/this (https://shop.example/other)" },
	{ "<a href=\"https://evil.example/x\">https://bank.example/login</a>",
	  "https://bank.example/login -> evil.example" },
	{ "<a href=\"https://evil.example/x\">bank.example</a>", "bank.example -> evil.example" },
	{ "<a href=\"https://evil.example/x\">log in at www.bank.example now</a>",
	  "log in at www.bank.example now -> evil.example" },
	{ "<a href=\"https://bank.example@evil.example/\">https://bank.example/</a>",
	  "https://bank.example/ -> evil.example" },
	{ "<a href=\"https://bank.example.evil.example/\">bank.example</a>",
	  "bank.example -> bank.example.evil.example" },
	{ "<a href=\"https://x.example/\"></a>", "https://x.example/" },
	{ "<a href=\"https://x.example/@bob\" class=\"u-url mention\">@<span>bob</span></a> hi", "@bob hi" },
	{ "<a href=\"https://x.example/t/tag\">#<span>tag</span></a>", "#tag" },
	{ "<a href=\"javascript:alert(1)\">click</a>", "click" },
	{ "<a href=\"mailto:help@shop.example\">write</a>", "write (help@shop.example)" },
	{ "<a href=\"mailto:help@shop.example\">help@shop.example</a>", "help@shop.example" },
	{ "<a class='x' title='>' href='https://shop.example/'>go</a>", "go (https://shop.example/)" },
	{ "<a href='https://a.example/'>one<a href='https://b.example/'>two</a>",
	  "one (https://a.example/)two (https://b.example/)" },
	{ "<A HREF='https://a.example/'>one</A>", "one (https://a.example/)" },
};

static void test_cases(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *text = html_to_text(arena, cases[i].html, strlen(cases[i].html));

		if (strcmp(text, cases[i].text) != 0)
			print_message("case %zu: %s\n", i, cases[i].html);
		assert_string_equal(text, cases[i].text);
	}
	arena_destroy(arena);
}

static void test_bytes(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	assert_string_equal(html_to_text(arena, "a\0b", 3), "a\xEF\xBF\xBD" "b");
	assert_string_equal(html_to_text(arena, "abc", 2), "ab");
	arena_destroy(arena);
}

/* Every prefix of everything above is text too, and valid UTF-8. */
static void test_prefixes(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t len = 0; len < strlen(cases[i].html); len++) {
			const char *text = html_to_text(arena, cases[i].html, len);

			assert_true(utf8_valid(text, strlen(text)));
		}
	arena_destroy(arena);
}

static const char *const storms[] = {
	"<div>", "<p>", "<b>", "<a href=x>", "<li>", "<ul><li>", "<table>", "<table><tr><td>", "</p>",
	"<svg>", "<math>", "<template>", "<script>", "<!--", "<!", "<", "<a ", "<a b=\"", "<a ='>", "&", "&amp",
	"&#x", "<b><p>", "<a><p>", "<i x=1><div>", "<font><p><a>", "<select><option>", "<form>", "<h1>",
	"<a href=\"https://x.example/\">bank.example</a>", "<pre>\n", "<br>", " ", "\t\n", "<dd>", "<a a1 a2 a3",
	"\xF0\x9F\x99\x82", "\xE2\x82", "x", "<title>", "<plaintext>", "<frameset>", "<body>", "<html>", "<img alt=\"&quot;\">"
};

static void test_storms(void **state)
{
	struct str html = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(storms) / sizeof(storms[0]); i++) {
		struct arena *arena = arena_create();
		int64_t began = clock_steady_ms(), took;
		const char *text;
		size_t len;

		str_clear(&html);
		while (html.len < 1200 * 1024)
			str_add(&html, storms[i]);
		text = html_to_text(arena, html.text, html.len);
		took = clock_steady_ms() - began;
		len = strlen(text);
		if (took > 2000 || len > HTML_TEXT_MAX + 16)
			print_message("storm %s: %d ms, %zu bytes\n", storms[i], (int)took, len);
		assert_true(len <= HTML_TEXT_MAX + 16);
		assert_true(utf8_valid(text, len));
		assert_true(strstr(text, "[cut]") != NULL);
		assert_true(took < 20000);
		arena_destroy(arena);
	}
	str_finish(&html);
}

static void test_depth(void **state)
{
	struct arena *arena = arena_create();
	struct str html = { 0 };

	(void)state;
	for (int i = 0; i < 90000; i++)
		str_add(&html, "<div>");
	str_add(&html, "deep");
	for (int i = 0; i < 90000; i++)
		str_add(&html, "</div>");
	str_add(&html, "after");
	assert_string_equal(html_to_text(arena, html.text, html.len), "deep\nafter");
	str_finish(&html);
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_storms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
