/* SPDX-License-Identifier: ISC */
/*
 * The connector reads every record of the playback network as a storable
 * item, page by page and without losing its place, sends once, and tells sent
 * from refused, later, unknown and absent at each level of idempotency.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guichet/connector/task.h"
#include "guichet/net/transport.h"

#define START ((int64_t)1795000000000)

extern const struct connector connector_playback;

struct bench {
	struct loop *loop;
	struct clock clock;
	struct transport *net;
	struct arena *arena;
	struct account account;
	struct task task;
	struct output out;
	struct need need;
	struct { int64_t cursor; bool loaded; } state;
	err_t err;
	size_t requests, commits;
	struct item *items;		/* of all commits */
	size_t count;
};

static int setup(void **state)
{
	struct transport_playback_options options = {
		.seed = 3, .start_ms = START, .profile = "flood",
	};
	struct bench *bench = test_calloc(1, sizeof(*bench));

	assert_null(loop_create(&bench->loop));
	bench->clock = clock_fixed(START);
	assert_null(transport_playback_create(bench->loop, &bench->clock, &options, &bench->net));
	bench->arena = arena_create();
	bench->account = (struct account){
		.id = 1, .network = "playback", .name = "pots", .url = "",
		.settings = "brand=kiln\n", .caps = "", .level = 1,
		.self_handle = "kiln@craft.example",
	};
	assert_true(connector_playback.state_size <= sizeof(bench->state));
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;

	bench->net->ops->destroy(bench->net);
	loop_destroy(bench->loop);
	arena_destroy(bench->arena);
	test_free(bench);
	return 0;
}

static void step(struct bench *bench, const struct response *response)
{
	bench->task.now_ms = clock_now(&bench->clock);
	memset(&bench->need, 0, sizeof(bench->need));
	bench->err = connector_playback.step(&bench->task, response, &bench->need, &bench->out);
}

static void answered(void *data, const struct response *response)
{
	struct bench *bench = data;

	step(bench, response);
	loop_stop(bench->loop);
}

/* What the courier does at a commit: take what was found. */
static void commit(struct bench *bench)
{
	struct item *all = arena_array(bench->arena, bench->count + bench->out.count + 1, sizeof(*all));

	if (bench->count > 0)
		memcpy(all, bench->items, bench->count * sizeof(*all));
	if (bench->out.count > 0)
		memcpy(all + bench->count, bench->out.items, bench->out.count * sizeof(*all));
	bench->items = all;
	bench->count += bench->out.count;
	bench->out.count = 0;
	bench->commits++;
}

static void run(struct bench *bench, enum task_kind kind)
{
	const struct task task = bench->task;

	memset(&bench->out, 0, sizeof(bench->out));
	memset(&bench->state, 0, sizeof(bench->state));
	bench->out.arena = bench->arena;
	bench->task = (struct task){
		.kind = kind, .account = &bench->account, .arena = bench->arena,
		.stream = task.stream, .cursor = task.cursor, .plan = task.plan,
		.attempted_ms = task.attempted_ms, .state = &bench->state,
	};
	bench->requests = bench->commits = bench->count = 0;
	step(bench, NULL);
	while (bench->err == NULL && bench->need.kind != NEED_NOTHING) {
		if (bench->need.kind == NEED_COMMIT) {
			commit(bench);
			step(bench, NULL);
			continue;
		}
		assert_int_equal(bench->need.kind, NEED_HTTP);
		bench->requests++;
		bench->net->ops->start(bench->net, &bench->need.request, NULL, answered, bench);
		assert_null(loop_run(bench->loop));
	}
	commit(bench);
}

static void probes(void **state)
{
	struct bench *bench = *state;

	run(bench, TASK_PROBE);
	assert_null(bench->err);
	assert_true(bench->out.probe.done);
	assert_int_equal(bench->out.probe.level, 1);
	assert_string_equal(bench->out.probe.self_handle, "kiln@craft.example");
	assert_non_null(strstr(bench->out.probe.caps, "max_chars=500"));
	bench->account.settings = "brand=nobody\n";
	run(bench, TASK_PROBE);
	assert_true(err_is(bench->err, ERR_CONFIG));
	bench->account.settings = "brand=kiln\nfault=denied\n";
	run(bench, TASK_PROBE);
	assert_true(err_is(bench->err, ERR_AUTH));
}

static void reads_all_pages(void **state)
{
	static const char *const brands[] = { "kiln", "aurore", "brightwater" };
	struct bench *bench = *state;

	for (size_t i = 0; i < 6; i++) {
		size_t fresh = 0;

		bench->account.settings = arena_printf(bench->arena, "brand=%s\n", brands[i / 2]);
		bench->task.cursor = NULL;
		bench->task.stream = connector_playback.streams[i % 2];
		run(bench, TASK_POLL);
		assert_null(bench->err);
		assert_int_equal(bench->out.bad_count, 0);
		assert_int_equal(bench->requests, bench->commits);
		for (size_t k = 0; k < bench->count; k++) {
			assert_null(item_check(&bench->items[k]));
			fresh += bench->items[k].op == ITEM_NEW;
		}
		assert_true(i % 2 == 0 ? fresh >= 40 : fresh == 0 && bench->count >= 3);
		bench->task.cursor = bench->out.cursor;
		run(bench, TASK_POLL);
		assert_int_equal(bench->count, 0);
	}
}

static const struct item *item_of(const struct bench *bench, const char *handle)
{
	for (size_t i = 0; i < bench->count; i++)
		if (bench->items[i].op == ITEM_NEW
		    && strstr(bench->items[i].author.handle, handle) != NULL)
			return &bench->items[i];
	fail_msg("nothing from %s", handle);
	abort();
}

static const struct item *reaction_to(const struct bench *bench, const char *id)
{
	for (size_t i = 0; i < bench->count; i++)
		if (bench->items[i].parent != NULL && strcmp(bench->items[i].parent, id) == 0)
			return &bench->items[i];
	fail_msg("nobody reacts to %s", id);
	abort();
}

/* A frozen plan that answers somebody; lives in the bench's arena. */
static struct plan *plan_for(struct bench *bench, const char *handle, const char *text,
	int visibility)
{
	const struct item *item;
	struct plan *plan = arena_alloc(bench->arena, sizeof(*plan));
	struct conversation *conversation = arena_alloc(bench->arena, sizeof(*conversation));
	struct message *message = arena_alloc(bench->arena, sizeof(*message));
	struct contact *contact = arena_alloc(bench->arena, sizeof(*contact));
	struct plan_wish wish = {
		.account = &bench->account, .conversation = conversation, .answered = message,
		.contact = contact, .text = text, .visibility = visibility, .key = handle,
	};

	bench->task.cursor = NULL;
	bench->task.stream = "inbox";
	run(bench, TASK_POLL);
	item = item_of(bench, handle);
	message->remote_id = item->uid;
	message->reply_ctx = item->reply_ctx;
	message->visibility = item->visibility;
	contact->handle = item->author.handle;
	assert_null(connector_playback.prepare(bench->arena, &wish, plan));
	return plan;
}

static void plans_keep_the_ceiling(void **state)
{
	struct bench *bench = *state;
	char many[502];
	struct plan *plan = plan_for(bench, "alice.tern", "Hello", VIS_PUBLIC);

	assert_int_equal(plan->visibility, VIS_PRIVATE);
	assert_string_equal(plan->recipients[0], "@alice.tern@social.example");
	assert_null(plan->blocked);
	plan = plan_for(bench, "joe.brindle", "Déjà là", VIS_PRIVATE);
	assert_int_equal(plan->visibility, VIS_PRIVATE);
	assert_int_equal(plan->parts[0].length, 7);
	memset(many, 'x', 501);
	many[501] = '\0';
	plan = plan_for(bench, "joe.brindle", many, -1);
	assert_int_equal(plan->visibility, VIS_PUBLIC);
	assert_string_equal(plan->blocked, "1 characters too long");
}

static void sends_once(void **state)
{
	struct bench *bench = *state;
	const char *id;

	bench->task.plan = plan_for(bench, "joe.brindle", "50 % off & \"sorry\" = yes\n\xE2\x9C\x93", -1);
	run(bench, TASK_SEND);
	assert_int_equal(bench->out.sent.outcome, SEND_SENT);
	assert_int_equal(bench->out.sent.at_ms, START);
	id = bench->out.sent.remote_id;
	run(bench, TASK_SEND);
	assert_string_equal(bench->out.sent.remote_id, id);
	bench->task.stream = "own";
	bench->task.cursor = NULL;
	run(bench, TASK_POLL);
	assert_string_equal(bench->items[bench->count - 1].uid, id);
	assert_string_equal(bench->items[bench->count - 1].text, bench->task.plan->parts[0].text);
	assert_string_equal(bench->items[bench->count - 1].to.handle, "joe.brindle@social.example");
	/* The customer reacts. */
	clock_advance(&bench->clock, 10 * 60 * 1000);
	bench->task.stream = "inbox";
	run(bench, TASK_POLL);
	assert_string_equal(reaction_to(bench, id)->author.handle, "joe.brindle@social.example");
	assert_string_equal(reaction_to(bench, id)->thread, item_of(bench, "joe.brindle")->uid);
}

static void outcomes_are_told_apart(void **state)
{
	static const struct {
		const char *fault;
		int level;
		enum send_outcome sent, reconciled;
	} cases[] = {
		{ "lossy", 1, SEND_UNKNOWN, SEND_SENT },
		{ "lost", 1, SEND_UNKNOWN, SEND_ABSENT },
		{ "broken", 1, SEND_UNKNOWN, SEND_NONE },
		{ "busy", 1, SEND_LATER, SEND_NONE },
		{ "down", 1, SEND_LATER, SEND_NONE },
		{ "refusing", 1, SEND_REFUSED, SEND_ABSENT },
		{ "keyless", 2, SEND_SENT, SEND_SENT },
		{ "mute", 3, SEND_SENT, SEND_UNKNOWN },
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct plan *plan = plan_for(bench, "joe.brindle", cases[i].fault, -1);

		plan->parts[0].key = cases[i].fault;
		bench->account.settings = arena_printf(bench->arena, "brand=brightwater\nfault=%s\n",
			cases[i].fault);
		plan->reply_ctx = "";
		plan->reply_to = "brightwater-0.1";
		bench->account.level = cases[i].level;
		bench->task.plan = plan;
		bench->task.attempted_ms = START;
		run(bench, TASK_SEND);
		assert_int_equal(bench->out.sent.outcome, cases[i].sent);
		if (cases[i].sent != SEND_SENT)
			assert_non_null(bench->out.sent.reason);
		run(bench, TASK_RECONCILE);
		assert_int_equal(bench->out.sent.outcome, cases[i].reconciled);
		assert_int_equal(bench->err != NULL, cases[i].reconciled == SEND_NONE);
		bench->account.settings = "brand=kiln\n";
		bench->account.level = 1;
	}
}

static void rubbish_is_named(void **state)
{
	static const struct { const char *body; size_t items, bad; bool ends; } cases[] = {
		{ "", 0, 0, false },
		{ "cursor=3\tmore=0\n", 0, 0, true },
		{ "cursor=3\tmore=0", 0, 0, false },
		{ "op=new\n\ncursor=3\tmore=0\n", 0, 2, true },
		{ "op=wibble\tvisibility=public\tuid=x\ncursor=1\n", 0, 1, true },
		{ "op=new\tvisibility=public\tuid=x\tkind=dm\ttext=a\tat=5\ncursor=1\n", 0, 1, true },
		{ "op=new\tvisibility=public\tuid=x\tkind=dm\ttext=\xFF\tat=5\thandle=a\ncursor=1\n",
			0, 1, true },
		{ "op=new\tvisibility=public\tuid=x\tkind=dm\ttext=a\tat=5\thandle=a\ncursor=1\n",
			1, 0, true },
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct response response = {
			.status = 200, .body = cases[i].body, .len = strlen(cases[i].body),
		};

		memset(&bench->out, 0, sizeof(bench->out));
		memset(&bench->state, 0, sizeof(bench->state));
		bench->out.arena = bench->arena;
		bench->task = (struct task){
			.kind = TASK_POLL, .account = &bench->account, .arena = bench->arena,
			.stream = "inbox", .state = &bench->state,
		};
		step(bench, NULL);
		step(bench, &response);
		assert_int_equal(bench->out.count, cases[i].items);
		assert_int_equal(bench->out.bad_count, cases[i].bad);
		assert_int_equal(err_is(bench->err, ERR_PROTOCOL), !cases[i].ends);
		if (!cases[i].ends)
			assert_null(bench->out.cursor);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(probes),
		TEST(reads_all_pages),
		TEST(plans_keep_the_ceiling),
		TEST(sends_once),
		TEST(outcomes_are_told_apart),
		TEST(rubbish_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
