/* SPDX-License-Identifier: ISC */
/*
 * The playback network is a network one can rely on: the same seed, start and
 * posts give the same history byte for byte, however often it is asked; what
 * was posted survives the process; a key posts once; customers react; and it
 * fails exactly as told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "guichet/base/file.h"
#include "guichet/net/transport.h"

#define MINUTE ((int64_t)60 * 1000)
#define HOUR (60 * MINUTE)
#define START ((int64_t)1795000000000)

struct bench {
	char directory[32];
	struct str state_path;
	struct loop *loop;
	struct clock clock;
	struct transport *net;
	/* The last answer. */
	bool answered;
	int status;
	enum response_fault fault;
	int64_t retry_after_ms, date_ms;
	struct str body;
};

static void bench_open(struct bench *bench, const char *profile, uint64_t seed)
{
	struct transport_playback_options options = {
		.state_path = bench->state_path.text, .seed = seed, .start_ms = START,
		.profile = profile,
	};
	err_t err = transport_playback_create(bench->loop, &bench->clock, &options, &bench->net);

	if (err != NULL)
		fail_msg("%s", err->text);
}

static void bench_close(struct bench *bench)
{
	bench->net->ops->destroy(bench->net);
	bench->net = NULL;
}

static int setup(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	snprintf(bench->directory, sizeof(bench->directory), "/tmp/playback.XXXXXX");
	assert_non_null(mkdtemp(bench->directory));
	str_printf(&bench->state_path, "%s/state", bench->directory);
	assert_null(loop_create(&bench->loop));
	bench->clock = clock_fixed(START);
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;

	if (bench->net != NULL)
		bench_close(bench);
	loop_destroy(bench->loop);
	unlink(bench->state_path.text);
	rmdir(bench->directory);
	str_finish(&bench->state_path);
	str_finish(&bench->body);
	free(bench);
	return 0;
}

static void answered(void *data, const struct response *response)
{
	struct bench *bench = data;

	assert_false(bench->answered);
	bench->answered = true;
	bench->status = response->status;
	bench->fault = response->fault;
	bench->retry_after_ms = response->retry_after_ms;
	bench->date_ms = response->date_ms;
	str_clear(&bench->body);
	str_add_n(&bench->body, response->body, response->len);
	loop_stop(bench->loop);
}

static void ask(struct bench *bench, const char *method, const char *url, const char *body)
{
	struct request request = {
		.method = method, .url = url, .body = body, .body_len = strlen(body),
	};

	bench->answered = false;
	bench->net->ops->start(bench->net, &request, NULL, answered, bench);
	assert_false(bench->answered);
	assert_null(loop_run(bench->loop));
	assert_true(bench->answered);
}

static const char *get(struct bench *bench, const char *url)
{
	ask(bench, "GET", url, "");
	return str_text(&bench->body);
}

static void post(struct bench *bench, const char *host, const char *key, const char *to,
	const char *text)
{
	struct str url = { 0 }, body = { 0 };

	str_printf(&url, "https://%s.playback.example/posts", host);
	str_printf(&body, "key=%s&to=%s&visibility=public&text=%s", key, to, text);
	ask(bench, "POST", url.text, body.text);
	str_finish(&url);
	str_finish(&body);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

/* Copies the uid of the first record that holds part. */
static void uid_of(const char *text, const char *part, char uid[64])
{
	const char *found = strstr(text, part), *start;

	assert_non_null(found);
	while (found > text && found[-1] != '\n')
		found--;
	start = strstr(found, "uid=") + 4;
	snprintf(uid, 64, "%.*s", (int)strcspn(start, "\t\n"), start);
}

/* Both feeds to their end, page by page. */
static void read_all(struct bench *bench, const char *brand, struct str *out)
{
	static const char *const feeds[] = { "inbox", "own" };

	for (size_t i = 0; i < 2; i++) {
		long after = 0;
		bool more = true;

		while (more) {
			struct str url = { 0 };
			const char *end;

			str_printf(&url, "https://%s.playback.example/%s?after=%ld&limit=7", brand,
				feeds[i], after);
			str_add(out, get(bench, url.text));
			end = strstr(bench->body.text, "cursor=");
			assert_non_null(end);
			after = strtol(end + 7, NULL, 10);
			more = strstr(end, "more=1") != NULL;
			str_finish(&url);
		}
	}
}

#define AURORE "https://aurore.playback.example"
#define KILN "https://kiln.playback.example"
#define JOE "joe.brindle@social.example"

static void begins_with_people_waiting(void **state)
{
	static const char *const inboxes[] = {
		AURORE "/inbox", KILN "/inbox", "https://brightwater.playback.example/inbox",
	};
	struct bench *bench = *state;
	size_t people = 0;

	bench_open(bench, "demo", 1);
	for (size_t i = 0; i < 3; i++) {
		const char *inbox = get(bench, inboxes[i]);

		people += count(inbox, "op=new");
		assert_int_equal(bench->status, 200);
		assert_int_equal(bench->date_ms, START);
	}
	assert_true(people >= 40);
}

static void live_arrivals_never_end(void **state)
{
	struct bench *bench = *state;
	size_t before = 0;

	bench_open(bench, "demo", 1);
	for (int hour = 0; hour < 4; hour++) {
		struct str all = { 0 };
		size_t now;

		read_all(bench, "kiln", &all);
		now = count(all.text, "op=new");
		assert_true(hour == 0 || now >= before + 40);
		before = now;
		clock_advance(&bench->clock, HOUR);
		str_finish(&all);
	}
}

static void flood_is_all_at_once(void **state)
{
	struct bench *bench = *state;
	struct str all = { 0 };
	char at[40];

	bench_open(bench, "flood", 1);
	read_all(bench, "brightwater", &all);
	assert_true(count(all.text, "op=new") >= 52);
	snprintf(at, sizeof(at), "\tat=%lld", (long long)START);
	assert_true(count(all.text, at) >= 52);
	str_finish(&all);
}

static void quiet_stays_quiet(void **state)
{
	struct bench *bench = *state;
	struct str then = { 0 }, now = { 0 };

	bench_open(bench, "quiet", 1);
	clock_advance(&bench->clock, 3 * HOUR);
	read_all(bench, "kiln", &then);
	clock_advance(&bench->clock, 24 * HOUR);
	read_all(bench, "kiln", &now);
	assert_string_equal(then.text, now.text);
	str_finish(&then);
	str_finish(&now);
}

/* Answers two people, looking in between as often as told; what was seen at the end goes to out. */
static void play(struct bench *bench, uint64_t seed, int looks, struct str *out)
{
	char uid[64];

	unlink(bench->state_path.text);
	bench->clock = clock_fixed(START);
	bench_open(bench, "demo", seed);
	for (int answer = 0; answer < 2; answer++) {
		uid_of(get(bench, AURORE "/inbox"), answer == 0 ? "camille.roussel" : "tverdier", uid);
		bench->clock = clock_fixed(START + (answer + 1) * 10 * MINUTE);
		post(bench, "aurore", answer == 0 ? "k0" : "k1", uid, "Bonjour");
		for (int look = 0; look < looks; look++) {
			clock_advance(&bench->clock, 20 * 1000);
			get(bench, AURORE "/inbox?after=3");
		}
	}
	bench->clock = clock_fixed(START + 2 * HOUR);
	read_all(bench, "aurore", out);
	bench_close(bench);
}

static void same_seed_same_history(void **state)
{
	struct bench *bench = *state;
	struct str once = { 0 }, twice = { 0 }, other = { 0 };

	play(bench, 7, 0, &once);
	play(bench, 7, 25, &twice);
	play(bench, 8, 0, &other);
	assert_string_equal(once.text, twice.text);
	assert_string_not_equal(once.text, other.text);
	str_finish(&once);
	str_finish(&twice);
	str_finish(&other);
}

static void a_key_posts_once(void **state)
{
	struct bench *bench = *state;
	char uid[64];
	struct str first = { 0 };

	bench_open(bench, "quiet", 1);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	post(bench, "kiln", "k1", uid, "So+sorry%21");
	assert_int_equal(bench->status, 200);
	str_add(&first, bench->body.text);
	clock_advance(&bench->clock, MINUTE);
	post(bench, "kiln", "k1", uid, "So+sorry%21");
	assert_string_equal(bench->body.text, first.text);
	assert_int_equal(count(get(bench, KILN "/own"), "text=So sorry!"), 1);
	assert_non_null(strstr(bench->body.text, "to_handle=joe.brindle@social.example"));
	assert_string_equal(get(bench, KILN "/post?key=k1"), first.text);
	get(bench, KILN "/post?key=k2");
	assert_int_equal(bench->status, 404);
	str_finish(&first);
}

static void customers_react(void **state)
{
	struct bench *bench = *state;
	char uid[64];

	bench_open(bench, "quiet", 1);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	post(bench, "kiln", "k1", uid, "Oh+no.+A+photo%3F");
	assert_null(strstr(get(bench, KILN "/inbox"), "Eleven pieces"));
	clock_advance(&bench->clock, 8 * MINUTE);
	uid_of(get(bench, KILN "/inbox"), "Eleven pieces", uid);
	assert_non_null(strstr(bench->body.text, "parent=kiln-us.1"));
	post(bench, "kiln", "k2", uid, "A+new+one+is+on+its+way");
	clock_advance(&bench->clock, 8 * MINUTE);
	assert_non_null(strstr(get(bench, KILN "/inbox"), "Keeping the jigsaw"));
}

static void who_waits_too_long_repeats(void **state)
{
	struct bench *bench = *state;
	char uid[64];

	bench_open(bench, "quiet", 1);
	uid_of(get(bench, AURORE "/inbox"), "camille.roussel", uid);
	post(bench, "aurore", "k1", uid, "On+regarde");
	clock_advance(&bench->clock, 3 * HOUR);
	get(bench, AURORE "/inbox");
	assert_null(strstr(bench->body.text, "Toujours rien sur le quai"));
	assert_non_null(strstr(bench->body.text, "Je me permets de relancer"));
}

static void context_comes_before_its_item(void **state)
{
	struct bench *bench = *state;
	const char *root, *item;

	bench_open(bench, "quiet", 1);
	get(bench, AURORE "/inbox");
	root = strstr(bench->body.text, "op=context\tuid=aurore-post.vienne");
	item = strstr(bench->body.text, "marc.delattre");
	assert_non_null(root);
	assert_non_null(item);
	assert_true(root < item);
}

static void what_was_posted_survives(void **state)
{
	struct bench *bench = *state;
	struct str before = { 0 }, after = { 0 };
	char uid[64];
	FILE *file;

	bench_open(bench, "demo", 5);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	post(bench, "kiln", "k1", uid, "Tab%09+and+%25");
	clock_advance(&bench->clock, HOUR);
	read_all(bench, "kiln", &before);
	bench_close(bench);
	/* A line torn by a crash is forgotten; the file's own seed and profile win. */
	file = fopen(bench->state_path.text, "a");
	assert_non_null(file);
	fputs("record=post\tbrand=kiln\tid=kiln-us.2\tkey=k9", file);
	fclose(file);
	bench_open(bench, "quiet", 6);
	read_all(bench, "kiln", &after);
	assert_string_equal(before.text, after.text);
	post(bench, "kiln", "k1", uid, "Tab%09+and+%25");
	assert_non_null(strstr(bench->body.text, "id=kiln-us.1"));
	post(bench, "kiln", "k9", uid, "next");
	assert_non_null(strstr(bench->body.text, "id=kiln-us.2"));
	str_finish(&before);
	str_finish(&after);
}

static void two_accounts_share_one_file(void **state)
{
	struct bench *bench = *state;
	struct bench other = *bench;
	char uid[64];

	bench_open(bench, "quiet", 1);
	memset(&other.body, 0, sizeof(other.body));
	bench_open(&other, "quiet", 1);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	post(bench, "kiln", "k1", uid, "hello");
	assert_int_equal(count(get(&other, KILN "/own"), "uid=kiln-us.1"), 1);
	bench_close(&other);
	str_finish(&other.body);
}

static void refusals(void **state)
{
	struct bench *bench = *state;
	char public[64], private[64];
	char many[602];
	struct { const char *to, *text; int status; } cases[] = {
		{ "nobody-1.1", "hello", 404 },
		{ "kiln-9999.1", "hello", 404 },
		{ public, "", 422 },
		{ public, many, 422 },
		{ private, "in+public", 422 },
		{ "", "to+everybody", 200 },
	};

	memset(many, 'x', sizeof(many));
	many[sizeof(many) - 1] = '\0';
	bench_open(bench, "quiet", 1);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", public);
	uid_of(get(bench, KILN "/inbox"), "alice.tern", private);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char key[8];

		snprintf(key, sizeof(key), "r%zu", i);
		post(bench, "kiln", key, cases[i].to, cases[i].text);
		assert_int_equal(bench->status, cases[i].status);
	}
	get(bench, "https://nobody.playback.example/self");
	assert_int_equal(bench->status, 404);
	assert_non_null(strstr(get(bench, KILN "/self"), "level=1"));
	assert_non_null(strstr(get(bench, "https://kiln.keyless.playback.example/self"), "level=2"));
}

static void who_deleted_cannot_be_answered(void **state)
{
	struct bench *bench = *state;
	char uid[64];

	bench_open(bench, "flood", 1);
	uid_of(get(bench, KILN "/inbox?after=0"), "jill.tranter", uid);
	clock_advance(&bench->clock, HOUR);
	assert_non_null(strstr(get(bench, KILN "/inbox"), "op=gone"));
	post(bench, "kiln", "k1", uid, "hello");
	assert_int_equal(bench->status, 410);
}

/* ---- the stage of a demo */

static const char *const brands[] = { "aurore", "brightwater", "kiln" };

static int instant_compare(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

/* When each conversation began, of all brands, in order: the first record of each is its message 1. */
static size_t beginnings(const char *text, int64_t *out, size_t size)
{
	size_t n = 0;

	for (const char *line = text; line != NULL && *line != '\0'; line = strchr(line, '\n'), line += line != NULL) {
		const char *end = line + strcspn(line, "\n"), *uid = strstr(line, "uid="), *at = strstr(line, "\tat=");

		if (uid == NULL || at == NULL || uid > end || at > end || strstr(line, "op=echo") == line)
			continue;
		uid += strcspn(uid, "\t\n");
		if (uid[-1] == '1' && uid[-2] == '.' && n < size)
			out[n++] = strtoll(at + 4, NULL, 10);
	}
	qsort(out, n, sizeof(*out), instant_compare);
	return n;
}

static void on_stage_somebody_comes_every_moment(void **state)
{
	struct bench *bench = *state;
	struct str all = { 0 };
	int64_t at[400];
	size_t n, waiting = 0;

	bench_open(bench, "stage", 7);
	clock_advance(&bench->clock, 10 * MINUTE);
	for (size_t i = 0; i < 3; i++)
		read_all(bench, brands[i], &all);
	n = beginnings(all.text, at, 400);
	while (waiting < n && at[waiting] <= START)
		waiting++;
	assert_in_range(waiting, 20, 30);
	assert_in_range(n - waiting, 24, 60);
	assert_int_equal(at[waiting] - START, 5000);
	for (size_t i = waiting + 1; i < n; i++)
		assert_in_range(at[i] - at[i - 1], 10000, 25000);
	str_finish(&all);
}

static void on_stage_nobody_is_slow(void **state)
{
	struct bench *bench = *state;
	char uid[64];

	bench_open(bench, "stage", 7);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	post(bench, "kiln", "k1", uid, "Oh+no");
	clock_advance(&bench->clock, 4900);
	assert_null(strstr(get(bench, KILN "/inbox"), "Eleven pieces"));
	clock_advance(&bench->clock, 15100);
	assert_non_null(strstr(get(bench, KILN "/inbox"), "Eleven pieces"));
	/* Nadia would ask again 55 minutes after she wrote, 34 from the start. */
	assert_null(strstr(get(bench, AURORE "/inbox"), "de relancer"));
	clock_advance(&bench->clock, 2 * MINUTE);
	assert_non_null(strstr(get(bench, AURORE "/inbox"), "de relancer"));
}

static void who_blocks_us_cannot_be_answered(void **state)
{
	struct bench *bench = *state;
	char uid[64];

	bench_open(bench, "stage", 7);
	uid_of(get(bench, "https://brightwater.playback.example/inbox"), "ivy.marchetti", uid);
	post(bench, "brightwater", "k1", uid, "hello");
	assert_int_equal(bench->status, 422);
	assert_non_null(strstr(bench->body.text, "takes no messages"));
}

static void fails_as_told(void **state)
{
	struct bench *bench = *state;
	static const struct { int status; enum response_fault fault; size_t done; } flaky[] = {
		{ 200, FAULT_NONE, 1 },
		{ 0, FAULT_BROKEN, 2 },		/* recorded, the answer is lost */
		{ 429, FAULT_NONE, 2 },
		{ 500, FAULT_NONE, 2 },
		{ 0, FAULT_BROKEN, 2 },		/* the request is lost */
		{ 500, FAULT_NONE, 3 },		/* recorded all the same */
		{ 200, FAULT_NONE, 4 },
	};
	char uid[64];

	bench_open(bench, "quiet", 1);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	for (size_t i = 0; i < sizeof(flaky) / sizeof(*flaky); i++) {
		char key[8];

		snprintf(key, sizeof(key), "f%zu", i);
		post(bench, "kiln.flaky", key, uid, "flaky");
		assert_int_equal(bench->fault, flaky[i].fault);
		assert_int_equal(bench->status, flaky[i].status);
		assert_int_equal(bench->retry_after_ms > 0, flaky[i].status == 429);
		assert_int_equal(count(get(bench, KILN "/own"), "text=flaky"), flaky[i].done);
	}
	get(bench, "https://kiln.down.playback.example/self");
	assert_int_equal(bench->fault, FAULT_NOT_SENT);
	get(bench, "https://kiln.denied.playback.example/self");
	assert_int_equal(bench->status, 401);
}

static void without_keys_it_posts_twice(void **state)
{
	struct bench *bench = *state;
	const char *host = "kiln.keyless";
	char uid[64], url[256];

	bench_open(bench, "quiet", 1);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	post(bench, host, "k1", uid, "twice");
	post(bench, host, "k1", uid, "twice");
	assert_int_equal(count(get(bench, KILN "/own"), "text=twice"), 2);
	snprintf(url, sizeof(url), "https://%s.playback.example/post?to=%s&text=twice&since=%lld",
		host, uid, (long long)START);
	get(bench, url);
	assert_int_equal(bench->status, 200);
}

static void act(struct bench *bench, const char *name, const char *key, const char *to)
{
	struct str body = { 0 };

	str_printf(&body, "act=%s&key=%s&to=%s", name, key, to);
	ask(bench, "POST", "https://kiln.playback.example/acts", body.text);
	str_finish(&body);
}

/* joe.brindle reacts to answers; blocked he does not, and after it he does again. */
static void who_is_blocked_writes_no_more(void **state)
{
	struct bench *bench = *state;
	char uid[64];

	bench_open(bench, "quiet", 1);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	act(bench, "block", "b1", JOE);
	assert_int_equal(bench->status, 200);
	post(bench, "kiln", "k1", uid, "Oh+no.+A+photo%3F");
	clock_advance(&bench->clock, 8 * MINUTE);
	assert_null(strstr(get(bench, KILN "/inbox"), "Eleven pieces"));
	act(bench, "unblock", "b2", JOE);
	post(bench, "kiln", "k2", uid, "A+new+one+is+on+its+way");
	clock_advance(&bench->clock, 8 * MINUTE);
	assert_non_null(strstr(get(bench, KILN "/inbox"), "Keeping the jigsaw"));
}

static void what_is_retracted_is_gone(void **state)
{
	struct bench *bench = *state;
	char uid[64];

	bench_open(bench, "quiet", 1);
	uid_of(get(bench, KILN "/inbox"), "joe.brindle", uid);
	post(bench, "kiln", "k1", uid, "Oh+no");
	act(bench, "retract", "r1", "kiln-us.1");
	assert_int_equal(bench->status, 200);
	assert_int_equal(count(get(bench, KILN "/own"), "op=gone\tuid=kiln-us.1\t"), 1);
	act(bench, "retract", "r1", "kiln-us.1");	/* the same key: the same act */
	assert_int_equal(bench->status, 200);
	act(bench, "retract", "r2", "kiln-us.1");
	assert_int_equal(bench->status, 404);
	act(bench, "hide", "h1", "kiln-77.1");
	assert_int_equal(bench->status, 404);
	act(bench, "hide", "h2", uid);
	assert_int_equal(bench->status, 200);
}

static void unknown_profiles_are_refused(void **state)
{
	struct bench *bench = *state;
	struct transport_playback_options options = { .profile = "demo,wibble", .start_ms = START };
	struct transport *net = NULL;
	err_t err = transport_playback_create(bench->loop, &bench->clock, &options, &net);

	assert_true(err_is(err, ERR_USAGE));
	assert_null(net);
}

static void never(void *data, const struct response *response)
{
	(void)data;
	(void)response;
	fail_msg("answered after it was cancelled");
}

static void cancelled_is_silent(void **state)
{
	struct bench *bench = *state;
	struct request request = { .method = "GET", .url = KILN "/self" };
	struct exchange *exchange;

	bench_open(bench, "quiet", 1);
	exchange = bench->net->ops->start(bench->net, &request, NULL, never, NULL);
	bench->net->ops->cancel(bench->net, exchange);
	bench->net->ops->start(bench->net, &request, NULL, never, NULL);
	bench_close(bench);
	bench_open(bench, "quiet", 1);
	get(bench, KILN "/self");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(begins_with_people_waiting),
		TEST(live_arrivals_never_end),
		TEST(flood_is_all_at_once),
		TEST(quiet_stays_quiet),
		TEST(same_seed_same_history),
		TEST(a_key_posts_once),
		TEST(customers_react),
		TEST(who_waits_too_long_repeats),
		TEST(context_comes_before_its_item),
		TEST(what_was_posted_survives),
		TEST(two_accounts_share_one_file),
		TEST(refusals),
		TEST(who_deleted_cannot_be_answered),
		TEST(fails_as_told),
		TEST(without_keys_it_posts_twice),
		TEST(on_stage_somebody_comes_every_moment),
		TEST(on_stage_nobody_is_slow),
		TEST(who_blocks_us_cannot_be_answered),
		TEST(who_is_blocked_writes_no_more),
		TEST(what_is_retracted_is_gone),
		TEST(unknown_profiles_are_refused),
		TEST(cancelled_is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
