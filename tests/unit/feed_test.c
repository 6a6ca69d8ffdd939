/* SPDX-License-Identifier: ISC */
/*
 * Feeds of every format say the same to us, dates are read however people
 * write them, addresses are what a browser would open, and XML that would
 * grow, fetch or never end is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/base/str.h"
#include "guichet/markup/html.h"
#include "guichet/markup/xml.h"
#include "../../src/connector/feed.h"
#include "../../src/connector/registry.h"

#define BASE "https://blog.example/feed/all.xml"

static const struct { const char *text, *instant; } dates[] = {
	{ "Thu, 26 Nov 2026 10:00:00 GMT", "2026-11-26T10:00:00Z" },
	{ "Thu, 26 Nov 26 10:00 EST", "2026-11-26T15:00:00Z" },
	{ "26 November 2026 10:00:00 +0130", "2026-11-26T08:30:00Z" },
	{ "Thu Nov 26 10:00:00 2026", "2026-11-26T10:00:00Z" },
	{ "Thu, 6 Nov 2026 10:00:60 -0800", "2026-11-06T18:00:59Z" },
	{ "November 26, 2026", "2026-11-26T00:00:00Z" },
	{ "2026-11-26T10:00:00Z", "2026-11-26T10:00:00Z" },
	{ "2026-11-26T10:00:00.25+02:00", "2026-11-26T08:00:00Z" },
	{ "2026-11-26 10:00:00 -0500", "2026-11-26T15:00:00Z" },
	{ "2026-11-26T10:00+0100", "2026-11-26T09:00:00Z" },
	{ "  2026-11-26  ", "2026-11-26T00:00:00Z" },
	{ "2026-11", "2026-11-01T00:00:00Z" }, { "2026", "2026-01-01T00:00:00Z" },
	{ "yesterday", NULL }, { "", NULL }, { "32 Foo 2026", NULL }, { "2026-13-40T99:00:00Z", NULL },
	{ "0000-00-00 00:00:00", NULL }, { "Thu, 01 Jan 1970 00:00:00 GMT", NULL }
};

static void reads_dates(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		int64_t want = 0, got = feed_date(dates[i].text);

		if (dates[i].instant != NULL)
			assert_null(time_parse(dates[i].instant, &want));
		if (got != want)
			print_error("%s\n", dates[i].text);
		assert_int_equal(got, want);
	}
	assert_int_equal(feed_date(NULL), 0);
}

static const struct { const char *address, *want; } addresses[] = {
	{ "https://other.example/x", "https://other.example/x" }, { "//cdn.example/y", "https://cdn.example/y" },
	{ "/z?q=1", "https://blog.example/z?q=1" }, { "post.html", "https://blog.example/feed/post.html" },
	{ "?page=2", "https://blog.example/feed/all.xml?page=2" }, { "javascript:alert(1)", NULL },
	{ "data:text/html,x", NULL }, { "", NULL }, { "a b", NULL }, { "HTTPS://UP.example/", "HTTPS://UP.example/" }
};

static void joins_addresses(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		const char *got = feed_url(arena, BASE, addresses[i].address);

		if (addresses[i].want == NULL)
			assert_null(got);
		else
			assert_string_equal(got, addresses[i].want);
	}
	assert_string_equal(feed_url(arena, "https://blog.example", "a"), "https://blog.example/a");
	arena_destroy(arena);
}

/* The same entry in every format. */
static const char *const formats[] = {
	"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Blog</title><item>"
	"<guid isPermaLink='false'>p1</guid><link>https://blog.example/1</link><title>Kiln &amp;amp; clay</title>"
	"<dc:creator>Ann</dc:creator><pubDate>Thu, 26 Nov 2026 10:00:00 GMT</pubDate>"
	"<description><![CDATA[<p>It <b>broke</b>.</p>]]></description></item></channel></rss>",

	"<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' 'http://dtd.example/rss-0.91.dtd'>"
	"<rss version='0.91'><channel><title>Blog</title><item><guid>p1</guid><link>/1</link>"
	"<title>Kiln &amp;amp; clay</title><author>ann@blog.example (Ann)</author>"
	"<pubDate>26 Nov 2026 10:00 Z</pubDate><description>It broke.</description></item></channel></rss>",

	"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
	" xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Blog</title></channel>"
	"<item rdf:about='p1'><link>https://blog.example/1</link><title>Kiln &amp;amp; clay</title>"
	"<dc:creator>Ann</dc:creator><dc:date>2026-11-26T10:00:00Z</dc:date><description>It broke.</description>"
	"</item></rdf:RDF>",

	"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://blog.example/'><title>Blog</title><entry>"
	"<id>p1</id><link rel='edit' href='/edit'/><link href='1'/><title>Kiln &amp; clay</title>"
	"<author><name>Ann</name></author><published>2026-11-26T10:00:00Z</published>"
	"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It <b>broke</b>.</p></div></content>"
	"</entry></feed>",

	"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Blog</title><entry><id>p1</id>"
	"<link rel='alternate' href='https://blog.example/1'/><title>Kiln &amp;amp; clay</title>"
	"<author><name>Ann</name></author><issued>2026-11-26T10:00:00Z</issued><summary>It broke.</summary>"
	"</entry></feed>",

	"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Blog\",\"items\":[{\"id\":\"p1\","
	"\"url\":\"https://blog.example/1\",\"title\":\"Kiln & clay\",\"authors\":[{\"name\":\"Ann\"}],"
	"\"content_html\":\"<p>It <b>broke</b>.</p>\",\"date_published\":\"2026-11-26T10:00:00Z\"}]}"
};

static void reads_every_format_alike(void **state)
{
	struct arena *arena = arena_create();
	int64_t at;

	(void)state;
	assert_null(time_parse("2026-11-26T10:00:00Z", &at));
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct feed feed;
		err_t err = feed_read(arena, formats[i], strlen(formats[i]), NULL, BASE, &feed);

		if (err != NULL)
			print_error("%zu: %s\n", i, err->text);
		assert_null(err);
		assert_string_equal(feed.title, "Blog");
		assert_int_equal(feed.count, 1);
		assert_string_equal(feed.entries[0].id, "p1");
		assert_string_equal(feed.entries[0].link, "https://blog.example/1");
		assert_string_equal(feed.entries[0].title, "Kiln & clay");
		assert_string_equal(feed.entries[0].author, "Ann");
		assert_string_equal(feed.entries[0].text, "It broke.");
		assert_int_equal(feed.entries[0].at_ms, at);
	}
	arena_destroy(arena);
}

/* Entries that have no id of their own have the same name whatever else is in the feed. */
static const struct { const char *items; size_t count; const char *ids[3]; } twins[] = {
	{ "<item><link>/a</link><title>one</title></item>", 1, { "https://blog.example/a 1a08aa1921ca5caf" } },
	{ "<item><link>/a</link><title>two</title></item>", 1, { "https://blog.example/a 5714d319447c9709" } },
	{ "<item><link>/a</link><title>one</title></item><item><link>/a</link><title>two</title></item>"
		"<item><guid>g</guid><link>/a</link></item>", 3,
		{ "https://blog.example/a 1a08aa1921ca5caf", "https://blog.example/a 5714d319447c9709", "g" } },
	{ "<item><link>/a</link><title>one</title></item><item><guid>g</guid><link>/a</link></item>", 2,
		{ "https://blog.example/a 1a08aa1921ca5caf", "g" } },
	{ "<item><link>/a</link><description>one</description></item>"
		"<item><link>/a</link><description>two</description></item>", 2,
		{ "https://blog.example/a 1a08aa1921ca5caf", "https://blog.example/a 5714d319447c9709" } },
	{ "<item><guid>g</guid><title>first</title></item><item><guid>g</guid><title>again</title></item>", 1, { "g" } }
};

static void tells_entries_of_one_page_apart(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(twins) / sizeof(twins[0]); i++) {
		const char *text = arena_printf(arena, "<rss version='2.0'><channel>%s</channel></rss>", twins[i].items);
		struct feed feed;

		assert_null(feed_read(arena, text, strlen(text), NULL, BASE, &feed));
		assert_int_equal(feed.count, twins[i].count);
		for (size_t k = 0; k < feed.count; k++)
			assert_string_equal(feed.entries[k].id, twins[i].ids[k]);
	}
	arena_destroy(arena);
}

#define ITEM(name, link) "<item><link>" link "</link><title>" name "</title></item>"

/* The cursor after a poll that brings these items, their names in *out. */
static const char *polled(struct arena *arena, const char *cursor, const char *items, struct output *out)
{
	struct account account = { .id = 1, .url = BASE, .settings = "history=all\n", .caps = "" };
	struct task task = { .kind = TASK_POLL, .account = &account, .arena = arena, .cursor = cursor,
		.now_ms = INT64_C(1800000000000), .state = arena_alloc(arena, connector_feed.state_size) };
	struct response response = { .status = 200 };
	struct need need;

	*out = (struct output){ .arena = arena };
	response.body = arena_printf(arena, "<rss version='2.0'><channel>%s</channel></rss>", items);
	response.len = strlen(response.body);
	assert_null(connector_feed.step(&task, NULL, &need, out));
	assert_null(connector_feed.step(&task, &response, &need, out));
	return out->cursor;
}

/* What was stored when an address alone was a name does not come again; all that comes later has the new names. */
static void keeps_the_names_of_before(void **state)
{
	struct arena *arena = arena_create();
	const char *cursor = "of=" BASE "\n";
	struct output out;

	(void)state;
	cursor = polled(arena, cursor, ITEM("one", "/a") ITEM("x", "/s") ITEM("y", "/s"), &out);
	assert_int_equal(out.count, 3);
	assert_string_equal(out.items[2].uid, "https://blog.example/a");
	assert_true(str_starts(out.items[0].uid, "https://blog.example/s "));
	cursor = polled(arena, cursor, ITEM("two", "/a") ITEM("three", "/c"), &out);
	assert_string_equal(out.items[1].uid, "https://blog.example/a 5714d319447c9709");
	assert_true(str_starts(out.items[0].uid, "https://blog.example/c "));
	cursor = polled(arena, cursor, ITEM("two", "/a") ITEM("one", "/a"), &out);
	assert_string_equal(out.items[1].uid, "https://blog.example/a 5714d319447c9709");
	assert_string_equal(out.items[0].uid, "https://blog.example/a");
	cursor = polled(arena, NULL, ITEM("one", "/a"), &out);
	assert_string_equal(out.items[0].uid, "https://blog.example/a 1a08aa1921ca5caf");
	polled(arena, cursor, ITEM("one", "/a"), &out);
	assert_string_equal(out.items[0].uid, "https://blog.example/a 1a08aa1921ca5caf");
	arena_destroy(arena);
}

static err_t parse(struct arena *arena, const char *text, const char *charset)
{
	struct xml *root = NULL;

	return xml_parse(arena, text, strlen(text), charset, &root);
}

static void refuses_what_grows(void **state)
{
	struct arena *arena = arena_create();
	struct str deep = { 0 };

	(void)state;
	assert_true(err_is(parse(arena, "<!DOCTYPE r [<!ENTITY a 'ha'>]><r>&a;</r>", NULL), ERR_PROTOCOL));
	assert_true(err_is(parse(arena, "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><r>&a;</r>", NULL),
		ERR_PROTOCOL));
	assert_true(err_is(parse(arena, "<!DOCTYPE r [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><r/>", NULL),
		ERR_PROTOCOL));
	for (int i = 0; i <= XML_DEPTH; i++)
		str_add(&deep, "<a>");
	assert_true(err_is(parse(arena, deep.text, NULL), ERR_PROTOCOL));
	assert_true(err_is(parse(arena, "", NULL), ERR_PROTOCOL));
	assert_true(err_is(parse(arena, "<r", NULL), ERR_PROTOCOL));
	assert_true(err_is(parse(arena, "<?xml version='1.0' encoding='ISO-2022-CN-EXT'?><r/>", NULL), ERR_PROTOCOL));
	assert_null(parse(arena, "<r>&nosuch;</r>", NULL));
	str_finish(&deep);
	arena_destroy(arena);
}

static void reads_charsets_and_names(void **state)
{
	struct arena *arena = arena_create();
	struct xml *root = NULL;
	const char *latin = "<?xml version='1.0' encoding='windows-1252'?><r>caf\xE9 \x80 &eacute;&nbsp;&hellip;</r>";

	(void)state;
	assert_null(xml_parse(arena, latin, strlen(latin), NULL, &root));
	assert_string_equal(xml_text(arena, root), "caf\xC3\xA9 \xE2\x82\xAC \xC3\xA9\xC2\xA0\xE2\x80\xA6");
	assert_null(xml_parse(arena, "<r>\xE9</r>", 8, "iso-8859-1", &root));
	assert_string_equal(xml_text(arena, root), "\xC3\xA9");
	assert_non_null(xml_parse(arena, "<r>\xE9</r>", 8, NULL, &root));
	arena_destroy(arena);
}

static void finds_a_pages_feed(void **state)
{
	static const struct { const char *html, *feed; } pages[] = {
		{ "<head><link rel='alternate' type='application/rss+xml' href='/rss'></head>", "/rss" },
		{ "<head><link rel='shortcut alternate' type='application/rss+xml' href='a&amp;b'>", "a&b" },
		{ "<link rel=alternate type=application/rss+xml href=r><link rel=alternate type=application/atom+xml href=a>", "a" },
		{ "<link rel=stylesheet type=application/rss+xml href=r>", NULL },
		{ "<!-- <link rel=alternate type=application/rss+xml href=r> -->", NULL }, { "", NULL }
	};
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		const char *got = html_feed(arena, pages[i].html, strlen(pages[i].html));

		assert_true(str_equal(got, pages[i].feed));
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_dates),
		cmocka_unit_test(joins_addresses),
		cmocka_unit_test(reads_every_format_alike),
		cmocka_unit_test(tells_entries_of_one_page_apart),
		cmocka_unit_test(keeps_the_names_of_before),
		cmocka_unit_test(refuses_what_grows),
		cmocka_unit_test(reads_charsets_and_names),
		cmocka_unit_test(finds_a_pages_feed)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
