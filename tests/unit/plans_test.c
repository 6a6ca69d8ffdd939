/* SPDX-License-Identifier: ISC */
/*
 * Whatever network it is, whatever was written there and whatever is asked
 * for: a reply is never more public than the message or than it was asked to
 * be, says who reads it, has every word of the text, fits, and has keys of its
 * own; what only listens sends nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "guichet/connector/task.h"
#include "guichet/model/settings.h"
#include "guichet/text/count.h"

enum { ROUNDS = 400, WORDS = 120 };
#define SEEN(v) (1u << (v))
#define ALL (SEEN(VIS_PUBLIC) | SEEN(VIS_UNLISTED) | SEEN(VIS_FOLLOWERS) | SEEN(VIS_GROUP) | SEEN(VIS_PRIVATE))

/* Where a message stood, and who may have read it there. */
static const struct place {
	const char *network, *reply_ctx, *caps;
	unsigned seen;
	enum text_counter counter;	/* of a part's length */
	bool split;			/* a long text is several parts */
} places[] = {
	{ "mastodon", "answers=3\nauthor=bob@b.example\nauthor_id=4\nvisibility=public\n", "max_chars=500\n", SEEN(VIS_PUBLIC),
		COUNT_MASTODON, true },
	{ "mastodon", "answers=3\nauthor=bob@b.example\nauthor_id=4\nvisibility=followers\n", "", SEEN(VIS_FOLLOWERS),
		COUNT_MASTODON, true },
	{ "mastodon", "answers=3\nauthor=bob@b.example\nauthor_id=4\nvisibility=private\n", "", SEEN(VIS_PRIVATE),
		COUNT_MASTODON, true },
	{ "bluesky", "uri=at://did:plc:b/app.bsky.feed.post/a\ncid=c\ndid=did:plc:b\nhandle=@b.example\n", "", SEEN(VIS_PUBLIC),
		COUNT_GRAPHEMES, true },
	{ "bluesky", "convo=c\ndid=did:plc:b\nhandle=@b.example\n", "dm=yes\n", SEEN(VIS_GROUP) | SEEN(VIS_PRIVATE),
		COUNT_GRAPHEMES, true },
	{ "telegram", "chat=1\nmessage=2\nhandle=Bob\n", "", SEEN(VIS_GROUP) | SEEN(VIS_PRIVATE), COUNT_UTF16, true },
	{ "wordpress", "post=5\ncomment=1\nstatus=approved\n", "", SEEN(VIS_PUBLIC), COUNT_CODEPOINTS, false },
	{ "playback", "", "max_chars=5000\n", ALL, COUNT_CODEPOINTS, false },
	{ "forum", "7", "sends=yes\nmax_chars=5000\ncounter=utf16\n", ALL, COUNT_UTF16, false },
};

static const struct connector *connector_of(const struct place *place)
{
	const struct connector *found = connector_find(place->network);

	return found != NULL ? found : &connector_external;
}

struct scene {
	struct account account;
	struct conversation conversation;
	struct message answered;
	struct contact contact;
	struct plan_wish wish;
};

static void scene_set(struct scene *s, const struct place *place, enum visibility seen, int asked, const char *text)
{
	memset(s, 0, sizeof(*s));
	s->account = (struct account){ .id = 1, .network = place->network, .name = "brand", .url = "https://social.example",
		.settings = "", .caps = place->caps, .self_id = "9", .self_handle = "@brand", .polled_ms = 1 };
	s->conversation = (struct conversation){ .id = 42, .account = 1, .visibility = seen, .thread = "t" };
	s->answered = (struct message){ .remote_id = "chat:1/2", .visibility = seen, .at_ms = 1, .reply_ctx = place->reply_ctx,
		.handle = "@bob" };
	s->contact = (struct contact){ .handle = "@bob" };
	s->wish = (struct plan_wish){ .account = &s->account, .conversation = &s->conversation, .answered = &s->answered,
		.contact = &s->contact, .text = text, .visibility = asked, .key = "k" };
}

static void prepare(const struct place *place, enum visibility seen, int asked, const char *text, struct arena *arena,
	struct plan *plan)
{
	struct scene s;

	scene_set(&s, place, seen, asked, text);
	*plan = (struct plan){ 0 };
	assert_null(connector_of(place)->prepare(arena, &s.wish, plan));
	assert_int_equal(plan->conversation, 42);
}

static void test_never_more_public(void **state)
{
	struct arena *arena = arena_create();
	struct plan plan;

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		for (int seen = VIS_PUBLIC; seen <= VIS_PRIVATE; seen++)
			for (int asked = -1; (places[i].seen & SEEN(seen)) != 0 && asked <= VIS_PRIVATE; asked++) {
				prepare(&places[i], (enum visibility)seen, asked, "Hello Bob", arena, &plan);
				if (asked <= seen && plan.blocked != NULL)
					fail_msg("%s: %s", places[i].network, plan.blocked);
				if (plan.blocked == NULL && ((int)plan.visibility < seen || (int)plan.visibility < asked))
					fail_msg("%s: %d was seen, %d asked for, %d it would be", places[i].network, seen, asked,
						plan.visibility);
				if (plan.blocked == NULL)
					assert_true(plan.recipient_count > 0);
			}
	arena_destroy(arena);
}

/* ---- texts that nobody would write */

static uint64_t dice(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *seed >> 33;
}

static const char *text_random(struct arena *arena, uint64_t *seed, size_t words)
{
	static const char *const pieces[] = { "a", "Z", "9", "&", "<", "\u00e9", "e\u0301", "\u65e5\u672c", "\U0001f44b",
		"\U0001f44d\U0001f3fd", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea", "\U0001f1eb",
		"1\ufe0f\u20e3", "\u0928\u092e\u0938\u094d\u0924\u0947", "\u202e", "\u1100\u1161\u11a8", "z\u0351\u0363\u0357",
		"\u05e9\u05dc", "\U0010ffff" };
	struct str text = { 0 };
	const char *result;

	for (size_t i = 0; i < words; i++) {
		size_t len = 1 + dice(seed) % 12;

		if (i > 0)
			str_add_char(&text, ' ');
		for (size_t k = 0; k < len; k++)
			str_add(&text, pieces[dice(seed) % (sizeof(pieces) / sizeof(pieces[0]))]);
	}
	result = arena_copy(arena, str_text(&text));
	str_finish(&text);
	return result;
}

/* Every word of it, in its order, in one part or another. */
static void words_there(const struct plan *plan, const char *text)
{
	const char *at = plan->parts[0].text;
	size_t part = 0;

	for (const char *word = text; *word != '\0';) {
		size_t len = strcspn(word, " ");
		const char *found;

		while ((found = memmem(at, strlen(at), word, len)) == NULL && ++part < plan->part_count)
			at = plan->parts[part].text;
		assert_non_null(found);
		at = found + len;
		word += len + strspn(word + len, " ");
	}
}

static void parts_look(const struct place *place, const struct plan *plan)
{
	for (size_t i = 0; i < plan->part_count; i++) {
		const struct plan_part *part = &plan->parts[i];

		assert_true(part->length > 0);
		assert_true(part->max == 0 || part->length <= part->max);
		assert_int_equal(part->length, text_count(place->counter, part->text, 23));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(part->key, plan->parts[k].key);
	}
}

static void test_counts(void **state)
{
	uint64_t seed = 20261126;
	size_t blocked = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct arena *arena = arena_create();
		const struct place *place = &places[(size_t)round % (sizeof(places) / sizeof(places[0]))];
		const char *text = text_random(arena, &seed, 1 + dice(&seed) % WORDS);
		enum visibility seen = VIS_PUBLIC;
		struct plan plan;

		while ((place->seen & SEEN(seen)) == 0)
			seen++;
		prepare(place, seen, -1, text, arena, &plan);
		blocked += plan.blocked != NULL;
		if (plan.blocked == NULL) {
			parts_look(place, &plan);
			words_there(&plan, text);
			assert_true(place->split || plan.part_count == 1);
		}
		arena_destroy(arena);
	}
	assert_true(blocked < ROUNDS / 4);
}

/* A network that is missing above is one that only listens. */
static void test_who_listens(void **state)
{
	struct arena *arena = arena_create();

	(void)state;
	for (size_t i = 0; connectors[i] != NULL; i++) {
		struct place here = { .network = connectors[i]->name, .reply_ctx = "", .caps = "" };
		bool there = false;
		struct plan plan;

		for (size_t k = 0; k < sizeof(places) / sizeof(places[0]); k++)
			there = there || connector_of(&places[k]) == connectors[i];
		if (there)
			continue;
		assert_false(connectors[i]->sends);
		if (connectors[i]->prepare == NULL)
			continue;
		prepare(&here, VIS_PUBLIC, -1, "Hello", arena, &plan);
		assert_non_null(plan.blocked);
	}
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never_more_public), cmocka_unit_test(test_counts), cmocka_unit_test(test_who_listens),
	};

	return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}
