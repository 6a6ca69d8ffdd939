/* SPDX-License-Identifier: ISC */
/*
 * What was found is kept with its cursor, what was sent is sent once, and what
 * may have been sent is resolved by the account's level and never by chance.
 */
#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/connector/task.h"
#include "guichet/courier/courier.h"
#include "guichet/crypt/crypt.h"
#include "guichet/desk/account.h"
#include "guichet/desk/act.h"
#include "guichet/desk/ingest.h"
#include "guichet/desk/read.h"
#include "guichet/desk/reply.h"
#include "guichet/desk/session.h"
#include "guichet/model/settings.h"

#define NOW INT64_C(1795341600000)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
enum { LOG = 64, MINUTE_MS = 60000 };

/* ---- a network of the smallest kind: lines of text over HTTP */

static err_t test_probe(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	if (response == NULL) {
		need->kind = NEED_HTTP;
		need->request = (struct request){ .method = "GET", .flags = REQUEST_AUTH,
			.url = arena_printf(task->arena, "%s/me", task->account->url) };
		return NULL;
	}
	if (response->status != 200)
		return response_error(task, response);
	out->probe.done = true;
	out->probe.self_id = out->probe.self_handle = strchr(response->body, ' ') == NULL ? "brand" :
		arena_copy(task->arena, strchr(response->body, ' ') + 1);
	out->probe.caps = "";
	out->probe.level = (int)strtol(response->body, NULL, 10);
	return NULL;
}

static void test_item(struct task *task, struct output *out, const char *uid)
{
	struct item item = { .op = ITEM_NEW, .uid = uid, .native = uid, .kind = "mention",
		.visibility = VIS_PUBLIC, .author = { .id = "bob", .handle = "bob@social.example", .name = "Bob" },
		.at_ms = task->now_ms - 1000, .text = "where is my parcel", .reply_ctx = "" };

	output_item(out, &item);
}

/* A page: "uid uid uid > cursor" goes on, "uid uid" is the end, "@URL" asks there next. */
static err_t test_page(struct task *task, const char *body, struct need *need, struct output *out)
{
	char *save = NULL, *copy = arena_copy(task->arena, body);

	for (char *word = strtok_r(copy, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
		if (strcmp(word, ">") == 0) {
			out->cursor = strtok_r(NULL, " ", &save);
			need->kind = NEED_COMMIT;
		} else if (word[0] == '@') {
			need->kind = NEED_HTTP;
			need->request = (struct request){ .method = "GET", .flags = REQUEST_AUTH, .url = word + 1 };
		} else {
			test_item(task, out, word);
		}
	}
	return NULL;
}

static err_t test_poll(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	if (response == NULL) {
		need->kind = NEED_HTTP;
		need->request = (struct request){ .method = "GET", .flags = REQUEST_AUTH,
			.url = arena_printf(task->arena, "%s/page?%s", task->account->url,
				task->cursor != NULL ? task->cursor : "") };
		return NULL;
	}
	if (response->status != 200)
		return response_error(task, response);
	return test_page(task, response->body, need, out);
}

static err_t test_send(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	const struct plan_part *part = &task->plan->parts[task->part];

	if (response == NULL) {
		need->kind = NEED_HTTP;
		need->request = (struct request){ .method = task->kind == TASK_SEND ? "POST" : "GET",
			.flags = REQUEST_AUTH | (task->kind == TASK_SEND ? REQUEST_SEND : 0),
			.url = arena_printf(task->arena, "%s/%s", task->account->url,
				task->kind == TASK_SEND ? "send" : "find"),
			.body = part->text, .body_len = strlen(part->text) };
		request_header(task->arena, &need->request, "Idempotency-Key", part->key);
		return NULL;
	}
	out->sent.outcome = send_outcome_of(response);
	if (task->kind == TASK_RECONCILE)
		out->sent.outcome = response->status == 200 ? SEND_SENT : response->status == 404 ?
			SEND_ABSENT : SEND_UNKNOWN;
	if (out->sent.outcome == SEND_SENT)
		out->sent.remote_id = out->sent.native = arena_copy(task->arena, response->body);
	out->sent.wait_ms = response->retry_after_ms;
	out->sent.reason = task->kind == TASK_RECONCILE ? "it cannot be read back" : "because";
	return NULL;
}

static err_t test_act(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	if (response == NULL) {
		need->kind = NEED_HTTP;
		need->request = (struct request){ .method = "POST", .flags = REQUEST_AUTH | REQUEST_SEND,
			.url = arena_printf(task->arena, "%s/%s", task->account->url, act_name(task->act->kind)) };
		return NULL;
	}
	out->sent.outcome = send_outcome_of(response);
	out->sent.wait_ms = response->retry_after_ms;
	if (out->sent.outcome != SEND_SENT)
		out->sent.reason = "because";
	return NULL;
}

static err_t test_media(struct task *task, const struct response *response, struct need *need)
{
	if (response != NULL)
		return response->status == 200 ? NULL : response_error(task, response);
	need->kind = NEED_HTTP;
	need->request = (struct request){ .method = "GET", .url = task->media->url };
	return NULL;
}

static err_t test_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	switch (task->kind) {
	case TASK_PROBE:
		return test_probe(task, response, need, out);
	case TASK_POLL:
		return test_poll(task, response, need, out);
	case TASK_SEND:
	case TASK_RECONCILE:
	case TASK_LOGIN:
		break;
	case TASK_MEDIA:
		return test_media(task, response, need);
	case TASK_LIVE:
	case TASK_REFRESH:
	case TASK_AUTHORIZE:
		return err_make(ERR_UNSUPPORTED, "no streams here");
	case TASK_ACT:
		return test_act(task, response, need, out);
	}
	return test_send(task, response, need, out);
}

static err_t test_prepare(struct arena *arena, const struct plan_wish *wish, struct plan *plan)
{
	plan->conversation = wish->conversation->id;
	plan->account = wish->account->id;
	plan->reply_to = wish->answered->remote_id;
	plan->reply_ctx = "";
	plan->visibility = VIS_PUBLIC;
	plan->part_count = 2;
	for (size_t i = 0; i < 2; i++) {
		plan->parts[i].text = arena_printf(arena, "%s (%zu)", wish->text, i + 1);
		plan->parts[i].key = arena_printf(arena, "%s-%zu", wish->key, i);
	}
	if (strchr(wish->text, '+') == NULL)
		plan->part_count = 1;
	plan->recipient_count = 1;
	plan->recipients[0] = "bob@social.example";
	return NULL;
}

static const char *test_refuses(const struct account *account, enum act_kind kind)
{
	(void)account;
	return kind == ACT_HIDE ? "nobody hides anything here" : NULL;
}

static const char *const test_streams[] = { "inbox", NULL };
static const char *const test_settings[] = { "url", NULL };
static const struct connector test_connector = { .name = "test", .title = "Test", .settings = test_settings,
	.needs_url = true, .sends = true, .fetches = true, .streams = test_streams, .step = test_step,
	.prepare = test_prepare, .refuses = test_refuses };

/* ---- the same network where a session is wanted: it ends whenever the server says so */

static void login_ask(struct task *task, struct need *need, const char *path, bool renew)
{
	need->kind = NEED_HTTP;
	need->request = (struct request){ .method = "POST", .flags = REQUEST_AUTH, .body = "{}", .body_len = 2,
		.secret = renew ? SECRET_REFRESH : SECRET_OWN, .place = renew ? PLACE_BEARER : PLACE_JSON,
		.secret_name = "password", .url = arena_printf(task->arena, "%s/%s", task->account->url, path) };
	task->stage = renew ? 1 : 2;
}

/* "access refresh SECONDS" */
static err_t test_login(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	char *save = NULL, *copy;

	if (response == NULL || (task->stage == 1 && response->status == 400)) {
		login_ask(task, need, task->session != NULL && response == NULL ? "renew" : "login",
			task->session != NULL && response == NULL);
		return NULL;
	}
	if (response->status != 200)
		return response_error(task, response);
	copy = arena_copy(task->arena, response->body);
	out->session.done = true;
	out->session.access = strtok_r(copy, " ", &save);
	out->session.refresh = strtok_r(NULL, " ", &save);
	out->session.until_ms = task->now_ms + 1000 * strtol(strtok_r(NULL, " ", &save), NULL, 10);
	out->session.origin = strtok_r(NULL, " ", &save);
	if (out->session.origin == NULL)
		out->session.origin = task->account->url;
	return NULL;
}

static err_t session_step(struct task *task, const struct response *response, struct need *need, struct output *out)
{
	err_t err;

	if (task->kind == TASK_LOGIN)
		return test_login(task, response, need, out);
	if (session_is_over(task) || (response != NULL && response->status == 400)) {
		need->kind = NEED_SESSION;
		return NULL;
	}
	err = test_step(task, response, need, out);
	need->request.secret = SECRET_ACCESS;
	return err;
}

static const struct connector session_connector = { .name = "session", .title = "Session", .settings = test_settings,
	.needs_url = true, .sends = true, .sessions = true, .streams = test_streams, .step = session_step,
	.prepare = test_prepare, .refuses = test_refuses };

static const struct connector *find_connector(const char *name)
{
	return strcmp(name, "test") == 0 ? &test_connector : strcmp(name, "session") == 0 ? &session_connector : NULL;
}

/* ---- the fake server: answers to "METHOD path" in order, the last one for ever */

struct answer { const char *method, *path; int status; const char *body, *header; enum response_fault fault; };

struct fixture {
	char directory[64], path[96];
	struct clock clock;
	struct random random;
	struct loop *loop;
	struct desk *desk;
	struct courier *courier;
	int64_t account;
	const struct answer *answers;
	size_t answer_count;
	bool used[LOG];
	char seen[LOG][160];
	char kept[LOG][32];		/* the session that the desk had when it was asked, or "" */
	size_t seen_count;
	bool full;			/* the disk, from the next POST on */
	bool nowhere;			/* no transport */
	const char *other, *other_at;	/* the secret that somebody gives while that path is answered next */
	bool fetch;			/* somebody asks for a file at the next request */
	bool hold;			/* or the outbox is held then */
	char told[LOG][32];
	size_t told_count;
	struct courier_summary summary;
	char first_error[200];
	enum err_kind kind;
	bool failed;
};

static const char *header_of(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strncmp(request->headers[i], name, strlen(name)) == 0)
			return request->headers[i] + strlen(name) + 2;
	return "-";
}

/* Writes to files fail as on a full disk. */
static void disk_limit(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void kept_look(struct fixture *fixture, struct arena *arena)
{
	struct account account = { .id = fixture->account, .network = "session", .url = "http://127.0.0.1:9" };
	struct session_tokens tokens = { 0 };
	struct session session;
	bool found = false;

	assert_null(desk_session(fixture->desk, arena, &account, &session, &tokens, &found));
	(void)snprintf(fixture->kept[fixture->seen_count], sizeof(fixture->kept[0]), "%s",
		found ? tokens.access.bytes : "");
	session_tokens_finish(&tokens);
}

static void secret_give(struct fixture *, const char *network, const char *text);
static void outbox_hold(struct fixture *);
static void fetch_now(struct fixture *);

static void on_request(void *data, const struct request *request, struct arena *arena, struct response *out)
{
	struct fixture *fixture = data;
	const char *path = strchr(strstr(request->url, "://") + 3, '/');
	const struct answer *answer = NULL;
	size_t chosen = 0;

	assert_true(fixture->seen_count < LOG);
	kept_look(fixture, arena);
	(void)snprintf(fixture->seen[fixture->seen_count++], sizeof(fixture->seen[0]), "%s %s %s",
		request->method, path, header_of(request, "Authorization"));
	for (size_t i = 0; i < fixture->answer_count; i++) {
		const struct answer *one = &fixture->answers[i];

		if (strcmp(one->method, request->method) != 0 || strcmp(one->path, path) != 0)
			continue;
		answer = one;
		chosen = i;
		if (!fixture->used[i])
			break;
	}
	if (answer == NULL)
		fail_msg("unexpected request %s %s", request->method, request->url);
	assert(answer != NULL);
	fixture->used[chosen] = true;
	if (fixture->full && strcmp(request->method, "POST") == 0)
		disk_limit(0);
	if (fixture->other != NULL && strcmp(path, fixture->other_at) == 0) {
		secret_give(fixture, "test", fixture->other);
		fixture->other = NULL;
	}
	if (fixture->hold && strcmp(request->method, "POST") == 0)
		outbox_hold(fixture);
	if (fixture->fetch)
		fetch_now(fixture);
	out->status = answer->status;
	out->fault = answer->fault;
	out->fault_text = "social.example: broken";
	out->body = answer->body != NULL ? answer->body : "";
	out->len = strlen(out->body);
	if (answer->header != NULL)
		out->headers[out->header_count++] = arena_copy(arena, answer->header);
}

static struct transport *make_transport(void *data, const struct account *account)
{
	struct fixture *fixture = data;

	(void)account;
	if (fixture->nowhere)
		return NULL;
	return transport_fake_create(fixture->loop, on_request, fixture);
}

static void script(struct fixture *fixture, const struct answer *answers, size_t count)
{
	fixture->answers = answers;
	fixture->answer_count = count;
	fixture->seen_count = 0;
	memset(fixture->used, 0, sizeof(fixture->used));
}
#define SCRIPT(...) \
	static const struct answer answers[] = { __VA_ARGS__ }; \
	script(fixture, answers, COUNT(answers))
#define ME(level) { .method = "GET", .path = "/me", .status = 200, .body = level }
#define PAGE(at, text) { .method = "GET", .path = "/page?" at, .status = 200, .body = text }
#define SEND(code, text) { .method = "POST", .path = "/send", .status = code, .body = text }
#define FIND(code, text) { .method = "GET", .path = "/find", .status = code, .body = text }
#define CUT { .method = "POST", .path = "/send", .fault = FAULT_BROKEN }

static size_t times(const struct fixture *fixture, const char *start)
{
	size_t count = 0;

	for (size_t i = 0; i < fixture->seen_count; i++)
		count += strncmp(fixture->seen[i], start, strlen(start)) == 0;
	return count;
}

/* ---- the desk */

static void must(err_t err)
{
	if (err != NULL)
		fail_msg("%s", err->text);
}

static void begin(struct fixture *fixture, struct arena *arena)
{
	struct actor actor = { .name = "maria", .role = ROLE_ADMIN, .origin = ORIGIN_HUMAN };
	const char *answer;

	must(desk_begin(fixture->desk, &actor, NULL, "reply", arena, &answer));
}

static void secret_give(struct fixture *fixture, const char *network, const char *text)
{
	struct arena *arena = arena_create();
	struct secret secret = secret_make(text, strlen(text));
	int64_t id;
	bool added;

	begin(fixture, arena);
	must(desk_account_add(fixture->desk, network, "brand", "", &secret, &id, &added));
	must(desk_commit(fixture->desk, NULL));
	secret_finish(&secret);
	arena_destroy(arena);
}

static void outbox_hold(struct fixture *fixture)
{
	struct arena *arena = arena_create();

	begin(fixture, arena);
	must(desk_outbox_hold(fixture->desk, true));
	must(desk_commit(fixture->desk, NULL));
	arena_destroy(arena);
}

static int setup_network(void **state, const char *network)
{
	struct fixture *fixture = mem_alloc(sizeof(*fixture));
	struct arena *arena = arena_create();
	struct secret secret;
	struct courier_options options;
	struct planner planner;
	bool added;

	*state = fixture;
	must(crypt_init());
	(void)snprintf(fixture->directory, sizeof(fixture->directory), "/tmp/guichet-courier-XXXXXX");
	assert_non_null(mkdtemp(fixture->directory));
	(void)snprintf(fixture->path, sizeof(fixture->path), "%s/desk.db", fixture->directory);
	fixture->clock = clock_fixed(NOW);
	fixture->random = random_seeded(7);
	must(loop_create(&fixture->loop));
	must(desk_open(&(struct desk_options){ .path = fixture->path, .clock = &fixture->clock,
		.random = &fixture->random, .create = true }, &fixture->desk));
	begin(fixture, arena);
	secret = secret_make("s3cret", 6);
	must(desk_account_add(fixture->desk, network, "brand", "url=http://127.0.0.1:9\n", &secret,
		&fixture->account, &added));
	must(desk_commit(fixture->desk, NULL));
	secret_finish(&secret);
	options = (struct courier_options){ .loop = fixture->loop, .desk = fixture->desk,
		.clock = &fixture->clock, .random = &fixture->random, .transport = make_transport,
		.transport_data = fixture, .connector = find_connector };
	must(courier_create(&options, &fixture->courier));
	planner = courier_planner(fixture->courier);
	desk_set_planner(fixture->desk, &planner);
	arena_destroy(arena);
	return 0;
}

static int setup(void **state) { return setup_network(state, "test"); }
static int setup_session(void **state) { return setup_network(state, "session"); }

static int teardown(void **state)
{
	struct fixture *fixture = *state;
	struct str command = { 0 };
	static const char *const names[] = { "", "-wal", "-shm", ".key", ".lock", "-journal" };

	courier_destroy(fixture->courier);
	desk_close(fixture->desk);
	loop_destroy(fixture->loop);
	for (size_t i = 0; i < COUNT(names); i++) {
		str_clear(&command);
		str_printf(&command, "%s%s", fixture->path, names[i]);
		(void)unlink(command.text);
	}
	(void)rmdir(fixture->directory);
	str_finish(&command);
	free(fixture);
	return 0;
}

static void on_progress(void *data, const struct courier_progress *progress)
{
	struct fixture *fixture = data;

	if (fixture->told_count < LOG)
		(void)snprintf(fixture->told[fixture->told_count++], sizeof(fixture->told[0]), "%s", progress->what);
}

static void on_done(void *data, err_t err, const struct courier_summary *summary)
{
	struct fixture *fixture = data;

	fixture->failed = err != NULL;
	fixture->kind = err != NULL ? err->kind : ERR_USAGE;
	fixture->summary = *summary;
	(void)snprintf(fixture->first_error, sizeof(fixture->first_error), "%s",
		summary->first_error != NULL ? summary->first_error : "");
	loop_stop(fixture->loop);
}

static bool told(const struct fixture *fixture, const char *what)
{
	for (size_t i = 0; i < fixture->told_count; i++)
		if (strcmp(fixture->told[i], what) == 0)
			return true;
	return false;
}

static void fetch_now(struct fixture *fixture)
{
	struct courier_job job = { on_progress, on_done, fixture };
	const struct media media = { .kind = "image", .url = "http://127.0.0.1:9/file" };
	int64_t id;

	fixture->fetch = false;
	must(courier_fetch(fixture->courier, fixture->account, &media, &job, &id));
}

static void sync_now(struct fixture *fixture, bool until_idle)
{
	struct courier_job job = { on_progress, on_done, fixture };
	int64_t id;

	fixture->told_count = 0;
	must(courier_sync(fixture->courier, 0, NULL, until_idle, &job, &id));
	must(loop_run(fixture->loop));
}

static void reply(struct fixture *fixture, const char *text)
{
	struct arena *arena = arena_create();
	struct reply_wish wish = { .conversation = 1, .text = text, .visibility = -1 };
	int64_t outbox;
	bool already;

	begin(fixture, arena);
	must(desk_reply(fixture->desk, arena, &wish, &outbox, &already));
	must(desk_commit(fixture->desk, NULL));
	arena_destroy(arena);
}

static void act(struct fixture *fixture, enum act_kind kind)
{
	struct arena *arena = arena_create();
	const struct act_wish wish = { .kind = kind, .conversation = 1, .reason = "insults" };
	int64_t outbox;
	bool already;

	begin(fixture, arena);
	must(desk_act(fixture->desk, &wish, &outbox, &already));
	must(desk_commit(fixture->desk, NULL));
	arena_destroy(arena);
}

static bool is_blocked(struct fixture *fixture)
{
	struct arena *arena = arena_create();
	struct list_row row;

	must(read_row(desk_reader(fixture->desk), arena, 1, &row));
	arena_destroy(arena);
	return row.blocked;
}

/* State of the only reply that is not sent, or OUT_SENT. */
static enum outbox_state outbox_state(struct fixture *fixture)
{
	struct arena *arena = arena_create();
	struct outbox *rows;
	enum outbox_state state;
	size_t count;

	must(read_outbox(desk_reader(fixture->desk), arena, -1, &rows, &count));
	state = count > 0 ? rows[0].state : OUT_SENT;
	arena_destroy(arena);
	return state;
}

static void cursor_is(struct fixture *fixture, const char *expected)
{
	struct arena *arena = arena_create();
	const char *cursor;

	must(desk_cursor(fixture->desk, arena, fixture->account, "inbox", &cursor));
	assert_true(str_equal(cursor, expected));
	arena_destroy(arena);
}

static enum account_state account_state(struct fixture *fixture)
{
	struct arena *arena = arena_create();
	struct account account;
	enum account_state state;

	must(read_account(desk_reader(fixture->desk), arena, fixture->account, &account));
	state = account.state;
	arena_destroy(arena);
	return state;
}

static void reason_has(struct fixture *fixture, const char *part)
{
	struct arena *arena = arena_create();
	struct account account;

	must(read_account(desk_reader(fixture->desk), arena, fixture->account, &account));
	if (part == NULL)
		assert_string_equal(account.reason, "");
	else
		assert_non_null(strstr(account.reason, part));
	arena_destroy(arena);
}

/* ---- reading */

static void test_poll_commits(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(ME("1"), PAGE("", "a b > c1"), PAGE("c1", "c > c2"), PAGE("c2", ""));

	sync_now(fixture, false);
	assert_int_equal(fixture->summary.added, 3);
	assert_int_equal(fixture->summary.accounts, 1);
	assert_int_equal(fixture->summary.errors, 0);
	assert_int_equal(account_state(fixture), ACCOUNT_OK);
	cursor_is(fixture, "c2");
	assert_int_equal(times(fixture, "GET /me Bearer s3cret"), 1);
	assert_true(told(fixture, "polled"));
	sync_now(fixture, false);
	assert_int_equal(fixture->summary.added, 0);
	assert_int_equal(times(fixture, "GET /me"), 1);
}

static void test_failure_keeps_pages(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(ME("1"), PAGE("", "a b > c1"), { .method = "GET", .path = "/page?c1", .status = 500 },
		PAGE("c1", "c > c2"), PAGE("c2", ""));

	sync_now(fixture, false);
	assert_int_equal(fixture->summary.added, 2);
	assert_int_equal(fixture->summary.errors, 1);
	assert_non_null(strstr(fixture->first_error, "brand: "));
	assert_int_equal(fixture->summary.failure_count, 1);
	assert_int_equal(account_state(fixture), ACCOUNT_OK);
	reason_has(fixture, "500");
	cursor_is(fixture, "c1");
	sync_now(fixture, false);
	assert_int_equal(fixture->summary.added, 1);
	assert_int_equal(fixture->summary.failure_count, 0);
	reason_has(fixture, NULL);
	cursor_is(fixture, "c2");
}

static void test_circle_ends(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(ME("1"), PAGE("", "a > c1"), PAGE("c1", "b > c2"), PAGE("c2", "c > c1"));

	sync_now(fixture, false);
	assert_int_equal(fixture->summary.errors, 1);
	assert_non_null(strstr(fixture->first_error, "circles"));
	assert_int_equal(times(fixture, "GET /page"), 3);
	cursor_is(fixture, "c2");
}

static void test_foreign_origin(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(ME("1"), PAGE("", "a @https://evil.example/page?next"), PAGE("next", "b"));

	sync_now(fixture, false);
	assert_int_equal(times(fixture, "GET /page?next"), 0);
	assert_int_equal(fixture->summary.errors, 1);
}

static void test_auth_pauses(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT({ .method = "GET", .path = "/me", .status = 401 });

	sync_now(fixture, true);
	assert_int_equal(account_state(fixture), ACCOUNT_PAUSED);
	assert_true(told(fixture, "paused"));
	sync_now(fixture, true);
	assert_int_equal(fixture->seen_count, 1);
	assert_int_equal(fixture->summary.errors, 1);
}

static void test_until_idle_waits(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(ME("1"), { .method = "GET", .path = "/page?", .status = 429, .header = "retry-after: 1" },
		PAGE("", "a > c1"), { .method = "GET", .path = "/page?c1", .status = 500 }, PAGE("c1", ""));
	fixture->clock = clock_started_at(NOW);

	sync_now(fixture, true);
	assert_true(told(fixture, "waiting"));
	assert_int_equal(times(fixture, "GET /me"), 1);
	assert_int_equal(fixture->summary.added, 1);
	assert_int_equal(fixture->summary.errors, 0);
}

static void test_check(void **state)
{
	struct fixture *fixture = *state;
	struct courier_job job = { on_progress, on_done, fixture };
	int64_t id;
	SCRIPT({ .method = "GET", .path = "/me", .status = 401 }, ME("2"));

	must(courier_check(fixture->courier, fixture->account, &job, &id));
	must(loop_run(fixture->loop));
	assert_true(fixture->failed);
	assert_int_equal(fixture->kind, ERR_AUTH);
	must(courier_check(fixture->courier, fixture->account, &job, &id));
	must(loop_run(fixture->loop));
	assert_false(fixture->failed);
	assert_int_equal(account_state(fixture), ACCOUNT_OK);
	assert_int_equal(times(fixture, "GET /page"), 0);
}

/* ---- sending */

static void with_customer(struct fixture *fixture, const char *level)
{
	struct answer answers[] = { { "GET", "/me", 200, level, NULL, FAULT_NONE }, PAGE("", "a > c1"), PAGE("c1", "") };

	script(fixture, answers, COUNT(answers));
	sync_now(fixture, false);
	script(fixture, NULL, 0);
}

static void test_send_once(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "on its way");
	SCRIPT(PAGE("c1", ""), SEND(200, "r1"));
	sync_now(fixture, true);
	assert_int_equal(fixture->summary.sent, 1);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST /send Bearer s3cret"), 1);
}

static void test_parts_in_order(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "one + two");
	SCRIPT(PAGE("c1", ""), SEND(200, "r1"), SEND(200, "r2"));
	sync_now(fixture, true);
	assert_int_equal(fixture->summary.sent, 1);
	assert_int_equal(times(fixture, "POST"), 2);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
}

/* Given between two parts, a secret is tried first, and nothing leaves in another's name. */
static void test_secret_between_parts(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "one + two");
	fixture->other = "stolen";
	fixture->other_at = "/send";
	SCRIPT(PAGE("c1", ""), SEND(200, "r1"), SEND(200, "r2"), ME("1 stranger"));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 1);
	clock_advance(&fixture->clock, MINUTE_MS);
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 1);
	assert_int_equal(account_state(fixture), ACCOUNT_PAUSED);
	reason_has(fixture, "the secret is that of stranger");
	secret_give(fixture, "test", "renewed");
	script(fixture, (const struct answer []){ PAGE("c1", ""), SEND(200, "r2"), ME("1") }, 3);
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST /send Bearer renewed"), 1);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
}

static void check_now(struct fixture *fixture)
{
	struct courier_job job = { on_progress, on_done, fixture };
	int64_t id;

	must(courier_check(fixture->courier, fixture->account, &job, &id));
	must(loop_run(fixture->loop));
}

/* A check that began with the secret before says nothing of the one that is given meanwhile. */
static void test_secret_during_check(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "on its way");
	fixture->other = "stolen";
	fixture->other_at = "/me";
	SCRIPT(ME("1"), ME("1 stranger"), PAGE("c1", ""), SEND(200, "r1"));
	check_now(fixture);
	assert_int_equal(account_state(fixture), ACCOUNT_NEW);
	clock_advance(&fixture->clock, MINUTE_MS);
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 0);
	reason_has(fixture, "the secret is that of stranger");
}

/* Nor does a refusal of the one before pause the account. */
static void test_secret_renewed_in_time(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	fixture->other = "renewed";
	fixture->other_at = "/page?c1";
	SCRIPT({ .method = "GET", .path = "/page?c1", .status = 401 }, PAGE("c1", ""), ME("1"));
	sync_now(fixture, false);
	assert_int_equal(account_state(fixture), ACCOUNT_NEW);
	clock_advance(&fixture->clock, MINUTE_MS);
	sync_now(fixture, false);
	assert_int_equal(account_state(fixture), ACCOUNT_OK);
	reply(fixture, "on its way");
	fixture->other = "again";
	fixture->other_at = "/send";
	script(fixture, (const struct answer []){ SEND(401, ""), SEND(200, "r1"), PAGE("c1", ""), ME("1") }, 4);
	sync_now(fixture, false);
	clock_advance(&fixture->clock, MINUTE_MS);
	sync_now(fixture, true);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
	assert_int_equal(times(fixture, "POST /send Bearer again"), 1);
}

/* Nor does the rest leave once a person holds the outbox. */
static void test_held_between_parts(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "one + two");
	fixture->hold = true;
	SCRIPT(PAGE("c1", ""), SEND(200, "r1"), SEND(200, "r2"));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 1);
	assert_int_equal(outbox_state(fixture), OUT_QUEUED);
}

/* Broken after the request left: unknown, untouched in its quarantine. */
static void cut_once(struct fixture *fixture, const char *level)
{
	with_customer(fixture, level);
	reply(fixture, "on its way");
	SCRIPT(PAGE("c1", ""), CUT);
	sync_now(fixture, true);
	assert_int_equal(fixture->summary.unknown, 1);
	assert_int_equal(fixture->summary.sent, 0);
	assert_true(told(fixture, "unknown"));
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 1);
	clock_advance(&fixture->clock, 3 * MINUTE_MS);
}

static void test_level_1_sends_again(void **state)
{
	struct fixture *fixture = *state;

	cut_once(fixture, "1");
	SCRIPT(PAGE("c1", ""), SEND(200, "r1"));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 1);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
}

/* A key that failed once, or is old, is not trusted: read back. */
static void test_level_1_falls_back(void **state)
{
	struct fixture *fixture = *state;

	cut_once(fixture, "1");
	SCRIPT(PAGE("c1", ""), SEND(500, "oops"), FIND(200, "r1"));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 1);
	assert_int_equal(times(fixture, "GET /find"), 1);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
}

static void test_old_key_is_read_back(void **state)
{
	struct fixture *fixture = *state;

	cut_once(fixture, "1");
	clock_advance(&fixture->clock, 50 * MINUTE_MS);
	SCRIPT(PAGE("c1", ""), FIND(200, "r1"));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 0);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
}

static void test_level_2_reads_back(void **state)
{
	struct fixture *fixture = *state;

	cut_once(fixture, "2");
	SCRIPT(PAGE("c1", ""), FIND(404, "no"), SEND(200, "r1"));
	sync_now(fixture, true);
	assert_string_equal(fixture->seen[0], "GET /find Bearer s3cret");
	assert_int_equal(times(fixture, "GET /find"), 1);
	assert_int_equal(times(fixture, "POST"), 1);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
}

/* The newest reason stands there, and when it is asked next. */
static void why_is(struct fixture *fixture, const char *reason, int64_t from_ms, int64_t to_ms)
{
	struct arena *arena = arena_create();
	struct outbox *rows;
	size_t count;

	must(read_outbox(desk_reader(fixture->desk), arena, -1, &rows, &count));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].reason, reason);
	assert_in_range(rows[0].quarantine_until_ms, from_ms, to_ms);
	arena_destroy(arena);
}

static void one_is_sent(struct fixture *fixture)
{
	with_customer(fixture, "2");
	reply(fixture, "the first one");
	SCRIPT(PAGE("c1", ""), SEND(200, "r1"));
	sync_now(fixture, true);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
}

static void another_is_cut(struct fixture *fixture)
{
	reply(fixture, "the second one");
	SCRIPT(PAGE("c1", ""), CUT);
	sync_now(fixture, true);
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
	clock_advance(&fixture->clock, 3 * MINUTE_MS);
}

/* What is read back is the answer before this one: nothing is recorded, and nothing is sent again. */
static void test_anothers_is_no_proof(void **state)
{
	struct fixture *fixture = *state;
	int64_t now;

	one_is_sent(fixture);
	another_is_cut(fixture);
	now = clock_now(&fixture->clock);
	SCRIPT(PAGE("c1", ""), FIND(200, "r1"));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "GET /find"), 1);
	assert_int_equal(times(fixture, "POST"), 0);
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
	why_is(fixture, "what was found there is another reply", now + 5000, now + MINUTE_MS);
}

static void test_unclear_stays_unknown(void **state)
{
	struct fixture *fixture = *state;
	int64_t now;

	cut_once(fixture, "2");
	now = clock_now(&fixture->clock);
	why_is(fixture, "because", now - 3 * MINUTE_MS, now);
	SCRIPT(PAGE("c1", ""), FIND(500, "oops"));
	sync_now(fixture, true);
	why_is(fixture, "it cannot be read back", now + 5000, now + MINUTE_MS);
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 0);
	assert_int_equal(times(fixture, "GET /find"), 1);
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
	clock_advance(&fixture->clock, MINUTE_MS);
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "GET /find"), 2);
}

static void test_level_3_waits(void **state)
{
	struct fixture *fixture = *state;

	cut_once(fixture, "3");
	clock_advance(&fixture->clock, 600 * MINUTE_MS);
	SCRIPT(PAGE("c1", ""));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST"), 0);
	assert_int_equal(fixture->summary.unknown, 1);
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
}

static void test_refused(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "too rude");
	SCRIPT(PAGE("c1", ""), SEND(422, "no"));
	sync_now(fixture, true);
	assert_int_equal(fixture->summary.failed, 1);
	assert_int_equal(outbox_state(fixture), OUT_FAILED);
}

static void test_limited(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "on its way");
	SCRIPT(PAGE("c1", ""), { .method = "POST", .path = "/send", .status = 429, .body = "slow",
		.header = "retry-after: 90" }, SEND(200, "r1"));
	sync_now(fixture, false);
	assert_int_equal(fixture->summary.later, 1);
	assert_int_equal(outbox_state(fixture), OUT_QUEUED);
	clock_advance(&fixture->clock, 50 * 1000);
	sync_now(fixture, false);
	assert_int_equal(times(fixture, "POST"), 1);
	clock_advance(&fixture->clock, 40 * 1000);
	sync_now(fixture, false);
	assert_int_equal(times(fixture, "POST"), 2);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
}

static void test_send_unauthorised(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "on its way");
	SCRIPT(PAGE("c1", ""), SEND(401, "who are you"));
	sync_now(fixture, true);
	assert_int_equal(account_state(fixture), ACCOUNT_PAUSED);
	assert_int_equal(outbox_state(fixture), OUT_QUEUED);
	assert_int_equal(times(fixture, "POST"), 1);
}

/* It arrived and could not be recorded: with space it is unknown, not stuck, and its key settles it. */
static void test_full_disk(void **state)
{
	struct fixture *fixture = *state;
	void (*before)(int) = signal(SIGXFSZ, SIG_IGN);

	with_customer(fixture, "1");
	reply(fixture, "on its way");
	SCRIPT(PAGE("c1", ""), SEND(200, "r1"));
	fixture->full = true;
	sync_now(fixture, false);
	fixture->full = false;
	disk_limit(RLIM_INFINITY);
	assert_int_equal(fixture->summary.sent, 0);
	assert_int_equal(outbox_state(fixture), OUT_SENDING);
	clock_advance(&fixture->clock, MINUTE_MS);
	sync_now(fixture, false);
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
	clock_advance(&fixture->clock, 2 * MINUTE_MS);
	sync_now(fixture, true);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
	assert_int_equal(times(fixture, "POST"), 2);
	(void)signal(SIGXFSZ, before);
}

static void test_no_transport(void **state)
{
	struct fixture *fixture = *state;

	fixture->nowhere = true;
	SCRIPT(ME("1"));
	sync_now(fixture, false);
	assert_int_equal(fixture->summary.errors, 1);
	assert_int_equal(fixture->seen_count, 0);
}

static void test_held(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	reply(fixture, "on its way");
	outbox_hold(fixture);
	SCRIPT(PAGE("c1", ""));
	sync_now(fixture, true);
	assert_true(told(fixture, "held"));
	assert_int_equal(fixture->summary.held, 1);
	assert_int_equal(times(fixture, "POST"), 0);
}

/* ---- attended */

static void when_sent(void *data, const struct change *changes, size_t count)
{
	struct fixture *fixture = data;

	for (size_t i = 0; i < count; i++)
		if (changes[i].kind == CHANGE_OUTBOX && fixture->seen_count > 0 && outbox_state(fixture) == OUT_SENT)
			loop_stop(fixture->loop);
}

static void test_attended(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	SCRIPT(PAGE("c1", ""), SEND(200, "r1"));
	courier_attend(fixture->courier, true);
	desk_observe(fixture->desk, when_sent, fixture);
	reply(fixture, "on its way");
	must(loop_run(fixture->loop));
	assert_int_equal(outbox_state(fixture), OUT_SENT);
	desk_observe(fixture->desk, NULL, fixture);
	courier_attend(fixture->courier, false);
}

/* A crash between the attempt and its record: the row waits as unknown. */
static void on_poll_told(void *data, const struct courier_progress *progress)
{
	(void)progress;
	loop_stop(((struct fixture *)data)->loop);
}

static void test_destroyed_while_sending(void **state)
{
	struct fixture *fixture = *state;
	struct courier_options options = { .loop = fixture->loop, .desk = fixture->desk, .clock = &fixture->clock,
		.random = &fixture->random, .transport = make_transport, .transport_data = fixture,
		.connector = find_connector };
	struct courier_job job = { on_poll_told, NULL, fixture };
	int64_t id;

	with_customer(fixture, "1");
	reply(fixture, "on its way");
	/* neither status nor fault: the answer never comes */
	SCRIPT(PAGE("c1", ""), { .method = "POST", .path = "/send" });
	must(courier_sync(fixture->courier, 0, NULL, true, &job, &id));
	must(loop_run(fixture->loop));
	assert_true(courier_is_busy(fixture->courier));
	assert_int_equal(outbox_state(fixture), OUT_SENDING);
	courier_destroy(fixture->courier);
	must(courier_create(&options, &fixture->courier));
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
}

/* ---- files */

/* A file that never ends is given up, and the account's place for one is free again. */
static void test_fetch_ends(void **state)
{
	struct fixture *fixture = *state;
	struct courier_options options = { .loop = fixture->loop, .desk = fixture->desk, .clock = &fixture->clock,
		.random = &fixture->random, .transport = make_transport, .transport_data = fixture,
		.connector = find_connector, .fetch_ms = 20 };
	/* neither status nor fault: the answer never comes */
	SCRIPT({ .method = "GET", .path = "/file" });

	courier_destroy(fixture->courier);
	must(courier_create(&options, &fixture->courier));
	for (size_t i = 1; i <= 2; i++) {
		fixture->failed = false;
		fetch_now(fixture);
		must(loop_run(fixture->loop));
		assert_true(fixture->failed);
		assert_int_equal(fixture->kind, ERR_NET);
		assert_int_equal(fixture->seen_count, i);
	}
}

static void ignore_done(void *data, err_t err, const struct courier_summary *summary)
{
	(void)data, (void)err, (void)summary;
}

static void too_late(void *data)
{
	(void)data;
	fail_msg("nobody woke it");
}

/* Four accounts ask one host when somebody wants a file of it: it comes after them. */
static void test_fetch_waits_its_turn(void **state)
{
	struct fixture *fixture = *state;
	struct courier_job job = { on_progress, ignore_done, fixture };
	struct arena *arena = arena_create();
	struct loop_timer *late = loop_after(fixture->loop, 5000, too_late, NULL);
	static const char *const names[] = { "a", "b", "c" };
	struct secret secret = secret_make("s3cret", 6);
	int64_t id;
	bool added;
	SCRIPT(ME("1"), PAGE("", ""), { .method = "GET", .path = "/file", .status = 200, .body = "bytes" });

	begin(fixture, arena);
	for (size_t i = 0; i < COUNT(names); i++)
		must(desk_account_add(fixture->desk, "test", names[i], "url=http://127.0.0.1:9\n", &secret, &id,
			&added));
	must(desk_commit(fixture->desk, NULL));
	secret_finish(&secret);
	fixture->fetch = true;
	must(courier_sync(fixture->courier, 0, NULL, false, &job, &id));
	must(loop_run(fixture->loop));
	assert_false(fixture->failed);
	assert_int_equal(times(fixture, "GET /file"), 1);
	assert_true(times(fixture, "GET /me") >= 4);
	loop_timer_stop(fixture->loop, &late);
	arena_destroy(arena);
}

/* ---- acts */

#define ACT(name, code) { .method = "POST", .path = name, .status = code, .body = "{}" }
#define ACT_CUT(name) { .method = "POST", .path = name, .fault = FAULT_BROKEN }

static void test_act_done(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	act(fixture, ACT_BLOCK);
	assert_false(is_blocked(fixture));
	SCRIPT(PAGE("c1", ""), ACT("/block", 200));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST /block"), 1);
	assert_int_equal(fixture->summary.acted, 1);
	assert_int_equal(fixture->summary.sent, 0);
	assert_true(told(fixture, "done"));
	assert_true(is_blocked(fixture));
}

/* Twice is once: what may have been done is done again, at every level. */
static void test_act_repeats(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "3");
	act(fixture, ACT_BLOCK);
	SCRIPT(PAGE("c1", ""), ACT_CUT("/block"), ACT("/block", 200));
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST /block"), 2);
	assert_int_equal(outbox_state(fixture), OUT_SENT);
	assert_true(is_blocked(fixture));
}

/* A report is read by people: a second one is a second one. */
static void test_report_waits(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	act(fixture, ACT_REPORT);
	SCRIPT(PAGE("c1", ""), ACT_CUT("/report"), ACT("/report", 200));
	sync_now(fixture, false);
	clock_advance(&fixture->clock, 60 * MINUTE_MS);
	sync_now(fixture, true);
	assert_int_equal(times(fixture, "POST /report"), 1);
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
}

static void test_act_refused(void **state)
{
	struct fixture *fixture = *state;

	with_customer(fixture, "1");
	act(fixture, ACT_BLOCK);
	SCRIPT(PAGE("c1", ""), ACT_CUT("/block"), ACT("/block", 422));
	sync_now(fixture, true);
	assert_int_equal(outbox_state(fixture), OUT_FAILED);
	assert_false(is_blocked(fixture));
}

/* A doubtful reply holds its own kind back, not the act that keeps an insulting customer away. */
static void test_act_passes_reply(void **state)
{
	struct fixture *fixture = *state;

	cut_once(fixture, "3");
	act(fixture, ACT_BLOCK);
	SCRIPT(PAGE("c1", ""), ACT("/block", 200));
	sync_now(fixture, true);
	assert_true(is_blocked(fixture));
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
}

static void test_act_not_offered(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = arena_create();
	const struct act_wish wish = { .kind = ACT_HIDE, .conversation = 1 };
	int64_t outbox;
	bool already;
	err_t err;

	with_customer(fixture, "1");
	begin(fixture, arena);
	err = desk_act(fixture->desk, &wish, &outbox, &already);
	assert_true(err_is(err, ERR_STATE));
	assert_string_equal(err->text, "hide #1: nobody hides anything here");
	desk_rollback(fixture->desk);
	arena_destroy(arena);
}

/* The server ends between the attempt and its record: the next one does it again, a report it leaves. */
static void test_act_ends_between(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = arena_create();
	struct outbox out;
	bool found;

	with_customer(fixture, "2");
	act(fixture, ACT_BLOCK);
	must(desk_outbox_take(fixture->desk, arena, 0, NULL, &out, &found));
	assert_true(found);
	must(desk_outbox_recover(fixture->desk));
	assert_int_equal(outbox_state(fixture), OUT_UNKNOWN);
	SCRIPT(PAGE("c1", ""), ACT("/block", 200));
	sync_now(fixture, true);
	assert_true(is_blocked(fixture));
	arena_destroy(arena);
}

/* ---- sessions */

static void begin_start(struct fixture *fixture)
{
	struct arena *arena = arena_create();

	begin(fixture, arena);
	must(desk_courier_start(fixture->desk));
	must(desk_commit(fixture->desk, NULL));
	arena_destroy(arena);
}

#define LOGIN(text) { .method = "POST", .path = "/login", .status = 200, .body = text }
#define RENEW(text) { .method = "POST", .path = "/renew", .status = 200, .body = text }
#define OVER(path_) { .method = "GET", .path = path_, .status = 400, .body = "expired" }

static void test_session_first(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(LOGIN("a1 r1 3600"), ME("1"), PAGE("", "a > c1"), PAGE("c1", ""));

	sync_now(fixture, true);
	assert_int_equal(fixture->summary.added, 1);
	assert_string_equal(fixture->seen[0], "POST /login -");
	assert_string_equal(fixture->kept[0], "");
	/* Whoever uses it finds it kept. */
	assert_string_equal(fixture->seen[1], "GET /me Bearer a1");
	assert_string_equal(fixture->kept[1], "a1");
	assert_int_equal(times(fixture, "POST"), 1);
}

/* It ends in the middle of the pages: renewed, and no page is lost or read twice. */
static void test_session_ends(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(LOGIN("a1 r1 3600"), ME("1"), PAGE("", "a > c1"), OVER("/page?c1"), RENEW("a2 r2 3600"),
		PAGE("c1", "b > c2"), PAGE("c2", ""));

	sync_now(fixture, false);
	assert_int_equal(fixture->summary.added, 2);
	assert_int_equal(fixture->summary.errors, 0);
	assert_int_equal(times(fixture, "POST /renew Bearer r1"), 1);
	assert_int_equal(times(fixture, "GET /page?c2 Bearer a2"), 1);
	assert_int_equal(times(fixture, "POST /login"), 1);
	/* By the clock too, without a word of the server. */
	clock_advance(&fixture->clock, 60 * MINUTE_MS);
	script(fixture, (const struct answer[]){ RENEW("a3 r3 3600"), PAGE("c2", "") }, 2);
	sync_now(fixture, false);
	assert_string_equal(fixture->seen[0], "POST /renew Bearer r2");
	assert_string_equal(fixture->seen[1], "GET /page?c2 Bearer a3");
}

/* A send and a poll find it over at the same time: one renewal serves both. */
static void test_session_single_flight(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(LOGIN("a1 r1 3600"), ME("1"), PAGE("", "a > c1"), PAGE("c1", ""));

	sync_now(fixture, false);
	reply(fixture, "on its way");
	clock_advance(&fixture->clock, 60 * MINUTE_MS);
	script(fixture, (const struct answer[]){ RENEW("a2 r2 3600"), PAGE("c1", ""), SEND(200, "r1") }, 3);
	sync_now(fixture, true);
	assert_int_equal(fixture->summary.sent, 1);
	assert_int_equal(times(fixture, "POST /renew"), 1);
	assert_int_equal(times(fixture, "POST /send Bearer a2"), 1);
}

/* What the renewal refuses is had for the secret; what that refuses pauses the account. */
static void test_session_refused(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(LOGIN("a1 r1 10"), RENEW("a1 r1 10"), ME("1"), PAGE("", ""));

	sync_now(fixture, false);
	assert_int_equal(fixture->summary.errors, 1);	/* what ends at once is no session */
	assert_string_equal(fixture->first_error, "brand: the network does not take the session that it gave");
	script(fixture, (const struct answer[]){ { "POST", "/renew", 400, "no", NULL, FAULT_NONE },
		LOGIN("a2 r2 3600"), ME("1"), PAGE("", "") }, 4);
	clock_advance(&fixture->clock, 600 * MINUTE_MS);
	secret_give(fixture, "session", "s3cret");
	sync_now(fixture, false);
	assert_int_equal(fixture->summary.errors, 0);
	secret_give(fixture, "session", "other");
	script(fixture, (const struct answer[]){ { "POST", "/login", 401, "no", NULL, FAULT_NONE } }, 1);
	sync_now(fixture, false);
	assert_int_equal(times(fixture, "POST /renew"), 0);	/* it went with the secret it came from */
	assert_int_equal(account_state(fixture), ACCOUNT_PAUSED);
}

/* A server may name a public address and its own, nothing inside. */
static void test_session_origin(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(LOGIN("a1 r1 3600 http://127.0.0.1:22"), ME("1"), PAGE("", ""));

	sync_now(fixture, false);
	assert_int_equal(fixture->summary.errors, 1);
	assert_int_equal(fixture->seen_count, 1);
	assert_string_equal(fixture->first_error, "brand: the server names an address that no session may go to");
}

/* A desk that was copied begins without the tokens of the other. */
static void test_session_restored(void **state)
{
	struct fixture *fixture = *state;
	SCRIPT(LOGIN("a1 r1 3600"), ME("1"), PAGE("", ""));
	char copy[128], command[512];

	sync_now(fixture, false);
	courier_destroy(fixture->courier);
	desk_close(fixture->desk);
	(void)snprintf(copy, sizeof(copy), "%s.copy", fixture->path);
	(void)snprintf(command, sizeof(command), "cp %s %s && mv %s %s", fixture->path, copy, copy, fixture->path);
	assert_int_equal(system(command), 0);
	must(desk_open(&(struct desk_options){ .path = fixture->path, .clock = &fixture->clock,
		.random = &fixture->random }, &fixture->desk));
	must(courier_create(&(struct courier_options){ .loop = fixture->loop, .desk = fixture->desk,
		.clock = &fixture->clock, .random = &fixture->random, .transport = make_transport,
		.transport_data = fixture, .connector = find_connector }, &fixture->courier));
	script(fixture, (const struct answer[]){ LOGIN("a2 r2 3600"), PAGE("", "") }, 2);
	sync_now(fixture, false);
	assert_int_equal(fixture->seen_count, 0);
	begin_start(fixture);
	sync_now(fixture, false);
	assert_string_equal(fixture->seen[0], "POST /login -");
	assert_string_equal(fixture->kept[0], "");
}

#define SESSION(name) cmocka_unit_test_setup_teardown(name, setup_session, teardown)
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_poll_commits), TEST(test_failure_keeps_pages), TEST(test_circle_ends),
		TEST(test_foreign_origin), TEST(test_auth_pauses), TEST(test_until_idle_waits), TEST(test_check),
		TEST(test_send_once), TEST(test_parts_in_order),
		TEST(test_secret_between_parts), TEST(test_secret_during_check), TEST(test_secret_renewed_in_time),
		TEST(test_held_between_parts), TEST(test_level_1_sends_again),
		TEST(test_level_1_falls_back), TEST(test_old_key_is_read_back), TEST(test_level_2_reads_back),
		TEST(test_anothers_is_no_proof),
		TEST(test_unclear_stays_unknown), TEST(test_level_3_waits), TEST(test_refused), TEST(test_limited),
		TEST(test_send_unauthorised), TEST(test_full_disk), TEST(test_no_transport), TEST(test_held), TEST(test_attended),
		TEST(test_destroyed_while_sending), TEST(test_fetch_ends), TEST(test_fetch_waits_its_turn),
		TEST(test_act_done), TEST(test_act_repeats), TEST(test_report_waits),
		TEST(test_act_refused), TEST(test_act_passes_reply), TEST(test_act_not_offered), TEST(test_act_ends_between),
		SESSION(test_session_first), SESSION(test_session_ends), SESSION(test_session_single_flight),
		SESSION(test_session_refused), SESSION(test_session_origin), SESSION(test_session_restored),
	};

	return cmocka_run_group_tests_name("courier", tests, NULL, NULL);
}
