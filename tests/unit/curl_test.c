/* SPDX-License-Identifier: ISC */
/*
 * Against a hostile server the curl transport stays within its limits of
 * time, size and headers, sends at most once, and shows its credential to no
 * other origin.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guichet/base/alloc.h"
#include "guichet/net/transport.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
enum { BOUND_MS = 6000 };

struct fixture {
	struct loop *loop;
	struct transport *transport;
	pid_t server;
	FILE *ports;
	int keep;			/* closing it ends the server */
	int own, other;
	char origin[64];
	struct credential credential;
	/* of the last answer */
	struct response response;
	char body[256], fault[256];
	int64_t took_ms;
	size_t heard;			/* of the last stream */
};

static void on_done(void *data, const struct response *response)
{
	struct fixture *fixture = data;

	fixture->response = *response;
	(void)snprintf(fixture->body, sizeof(fixture->body), "%s", response->body);
	(void)snprintf(fixture->fault, sizeof(fixture->fault), "%s",
		response->fault_text != NULL ? response->fault_text : "");
	loop_stop(fixture->loop);
}

static void ask(struct fixture *fixture, const char *method, int port, const char *path, unsigned flags)
{
	char url[512];
	struct request request = { .method = method, .url = url, .flags = flags };
	int64_t start = clock_steady_ms();

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", port, path);
	if (strcmp(method, "POST") == 0) {
		request.body = "status=hello";
		request.body_len = strlen(request.body);
	}
	assert_non_null(fixture->transport->ops->start(fixture->transport, &request, &fixture->credential,
		on_done, fixture));
	memset(url, 'x', sizeof(url));
	assert_null(loop_run(fixture->loop));
	fixture->took_ms = clock_steady_ms() - start;
}

static const char *stats(struct fixture *fixture, const char *path)
{
	char where[128];

	(void)snprintf(where, sizeof(where), "/stats?%s", path);
	ask(fixture, "GET", fixture->own, where, 0);
	return fixture->body;
}

static int setup(void **state)
{
	struct fixture *fixture = mem_alloc(sizeof(*fixture));
	const char *top = getenv("top_srcdir");
	struct transport_curl_options options = { .connect_ms = 1000, .total_ms = 3000, .low_speed_s = 1 };
	int in[2], out[2];
	char script[512], line[32];

	*state = fixture;
	(void)snprintf(script, sizeof(script), "%s/tests/lib/hostile_server.py", top != NULL ? top : ".");
	if (pipe(in) != 0 || pipe(out) != 0)
		return -1;
	fixture->server = fork();
	if (fixture->server == 0) {
		(void)dup2(in[0], 0);
		(void)dup2(out[1], 1);
		(void)close(in[1]);
		(void)close(out[0]);
		(void)execlp("python3", "python3", script, (char *)NULL);
		_exit(127);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	fixture->keep = in[1];
	fixture->ports = fdopen(out[0], "r");
	if (fgets(line, sizeof(line), fixture->ports) == NULL)
		return -1;
	fixture->own = (int)strtol(line, NULL, 10);
	if (fgets(line, sizeof(line), fixture->ports) == NULL)
		return -1;
	fixture->other = (int)strtol(line, NULL, 10);
	(void)snprintf(fixture->origin, sizeof(fixture->origin), "http://127.0.0.1:%d/", fixture->own);
	fixture->credential = (struct credential){ .origin = fixture->origin, .token = "s3cret" };
	if (loop_create(&fixture->loop) != NULL)
		return -1;
	return transport_curl_create(fixture->loop, &options, &fixture->transport) != NULL ? -1 : 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	transport_destroy(fixture->transport);
	loop_destroy(fixture->loop);
	(void)close(fixture->keep);
	(void)fclose(fixture->ports);
	(void)waitpid(fixture->server, NULL, 0);
	free(fixture);
	return 0;
}

static void test_answers(void **state)
{
	struct fixture *fixture = *state;

	ask(fixture, "GET", fixture->own, "/ok", REQUEST_AUTH);
	assert_int_equal(fixture->response.fault, FAULT_NONE);
	assert_int_equal(fixture->response.status, 200);
	assert_string_equal(fixture->body, "fine");
	ask(fixture, "GET", fixture->own, "/auth", REQUEST_AUTH);
	assert_string_equal(fixture->body, "Bearer s3cret");
	ask(fixture, "GET", fixture->own, "/auth", 0);
	assert_string_equal(fixture->body, "none");
}

/* Each misbehaviour: which fault, and in bounded time. */
static void test_hostile(void **state)
{
	static const struct { const char *method, *path, *says; } cases[] = {
		{ "POST", "/cut", "" }, { "GET", "/bomb", "unpacks to too much" },
		{ "GET", "/endless", "too large" }, { "GET", "/many-headers", "too many headers" },
		{ "GET", "/huge-header", "" }, { "GET", "/slow-headers", "" }, { "GET", "/slow-body", "" },
		{ "GET", "/silent", "" }, { "GET", "/short", "" }, { "GET", "/garbage", "" },
		{ "GET", "/bad-gzip", "" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		print_message("# %s\n", cases[i].path);
		ask(fixture, cases[i].method, fixture->own, cases[i].path, REQUEST_AUTH);
		assert_int_equal(fixture->response.fault, FAULT_BROKEN);
		assert_int_equal(fixture->response.status, 0);
		assert_non_null(strstr(fixture->fault, "127.0.0.1: "));
		assert_non_null(strstr(fixture->fault, cases[i].says));
		assert_null(strstr(fixture->fault, "s3cret"));
		assert_in_range(fixture->took_ms, 0, BOUND_MS);
	}
}

/* A connection that dies under a reused handle makes libcurl repeat a POST; a send must not be repeated. */
static void test_sends_once(void **state)
{
	struct fixture *fixture = *state;

	ask(fixture, "POST", fixture->own, "/cut", REQUEST_AUTH | REQUEST_SEND);
	assert_int_equal(fixture->response.fault, FAULT_BROKEN);
	ask(fixture, "GET", fixture->own, "/ok", 0);
	ask(fixture, "POST", fixture->own, "/cut?warm", REQUEST_AUTH | REQUEST_SEND);
	assert_int_equal(fixture->response.fault, FAULT_BROKEN);
	/* one from the table of misbehaviours, two from here */
	assert_string_equal(stats(fixture, "/cut"), "3 3");
}

static void test_credential_stays_home(void **state)
{
	struct fixture *fixture = *state;

	ask(fixture, "GET", fixture->own, "/away", REQUEST_AUTH);
	assert_int_equal(fixture->response.status, 302);
	assert_string_equal(fixture->fault, "127.0.0.1: redirects to 127.0.0.1");
	assert_string_equal(stats(fixture, "/stolen"), "0 0");
	ask(fixture, "GET", fixture->other, "/foreign", REQUEST_AUTH);
	assert_int_equal(fixture->response.fault, FAULT_NOT_SENT);
	ask(fixture, "GET", fixture->other, "/foreign", 0);
	assert_int_equal(fixture->response.fault, FAULT_NOT_SENT);
	assert_string_equal(stats(fixture, "/foreign"), "0 0");
}

static void on_echo(void *data, const struct response *response)
{
	struct fixture *fixture = data;

	assert_string_equal(response_header(response, "x-said"), response->body);
	on_done(data, response);
	assert_int_equal(fixture->response.status, 200);
}

/* A secret that is part of the address arrives, and what the server repeats of it comes back as asterisks. */
static void test_secret_in_path(void **state)
{
	struct fixture *fixture = *state;
	char url[128];
	struct request request = { .method = "GET", .url = url, .flags = REQUEST_AUTH, .place = PLACE_PATH };
	struct credential credential = { .origin = fixture->origin, .token = "123456:AAHdqTcvCH1vGWJxfSeof" };

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/bot" REQUEST_SECRET_MARK "/getMe", fixture->own);
	assert_non_null(fixture->transport->ops->start(fixture->transport, &request, &credential, on_echo, fixture));
	assert_null(loop_run(fixture->loop));
	assert_string_equal(fixture->body, "/bot****************************/getMe");
	credential.token = "1/../secret?";
	assert_non_null(fixture->transport->ops->start(fixture->transport, &request, &credential, on_done, fixture));
	assert_null(loop_run(fixture->loop));
	assert_int_equal(fixture->response.fault, FAULT_NOT_SENT);
	credential = (struct credential){ .origin = "http://127.0.0.1:1/", .token = "123456:AAHdqTcvCH1vGWJxfSeof" };
	assert_non_null(fixture->transport->ops->start(fixture->transport, &request, &credential, on_done, fixture));
	assert_null(loop_run(fixture->loop));
	assert_string_equal(fixture->fault, "127.0.0.1: the credential belongs to another server");
}

/* An origin that a server named is a public one, whatever it names. */
static void test_learned_origin(void **state)
{
	struct fixture *fixture = *state;
	char url[64];
	struct request request = { .method = "GET", .url = url, .flags = REQUEST_AUTH };
	struct credential credential = { .origin = fixture->origin, .token = "s3cret", .learned = true };

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/auth", fixture->own);
	assert_non_null(fixture->transport->ops->start(fixture->transport, &request, &credential, on_done, fixture));
	assert_null(loop_run(fixture->loop));
	assert_int_equal(fixture->response.fault, FAULT_NOT_SENT);
}

/* Longer than the slowest transfer that is allowed, because the request says so. */
static void test_waits(void **state)
{
	struct fixture *fixture = *state;

	ask(fixture, "GET", fixture->own, "/patient", 0);
	assert_int_equal(fixture->response.fault, FAULT_BROKEN);
	ask(fixture, "GET", fixture->own, "/patient", REQUEST_WAITS);
	assert_string_equal(fixture->body, "at last");
}

static void test_not_sent(void **state)
{
	static const char *const urls[] = {
		"http://127.0.0.1:1/", "https://127.0.0.1:1/", "ftp://127.0.0.1/", "file:///etc/passwd",
		"http://social.example/", "https://maria:pw@127.0.0.1/", "https://name.invalid/", "nonsense", "",
		"https://169.254.169.254/latest", "https://[::ffff:127.0.0.1]/", "https://0x7f.1/",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(urls); i++) {
		struct request request = { .method = "GET", .url = urls[i], .flags = 0 };

		print_message("# %s\n", urls[i]);
		(void)fixture->transport->ops->start(fixture->transport, &request, &fixture->credential,
			on_done, fixture);
		assert_null(loop_run(fixture->loop));
		assert_int_equal(fixture->response.fault, FAULT_NOT_SENT);
	}
}

static void test_retry_after(void **state)
{
	static const struct { const char *path; int64_t wait_ms; } cases[] = {
		{ "/retry?30", 30000 }, { "/retry?0", 1000 }, { "/retry?9999999", 21600000 },
		{ "/retry?Sun,%2022%20Nov%202020%2010:00:00%20GMT", 1000 }, { "/retry?soon", 0 },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		ask(fixture, "GET", fixture->own, cases[i].path, REQUEST_AUTH);
		assert_int_equal(fixture->response.status, 429);
		assert_int_equal(fixture->response.retry_after_ms, cases[i].wait_ms);
	}
}

/* Proxies and credentials of the environment are not ours. */
static void test_environment(void **state)
{
	struct fixture *fixture = *state;

	(void)setenv("http_proxy", "http://127.0.0.1:1", 1);
	(void)setenv("all_proxy", "http://127.0.0.1:1", 1);
	ask(fixture, "GET", fixture->own, "/ok", REQUEST_AUTH);
	assert_int_equal(fixture->response.status, 200);
	(void)unsetenv("http_proxy");
	(void)unsetenv("all_proxy");
}

static void never(void *data, const struct response *response)
{
	(void)data, (void)response;
	fail_msg("a cancelled exchange answered");
}

static void on_piece(void *data, const char *bytes, size_t len)
{
	struct fixture *fixture = data;

	assert_memory_equal(bytes, ":)\n", len < 3 ? len : 3);
	fixture->heard += len;
}

static void listen_to(struct fixture *fixture, const char *path, int64_t silence_ms)
{
	char url[128];
	struct request request = { .method = "GET", .url = url, .flags = REQUEST_STREAM, .timeout_ms = silence_ms };

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", fixture->own, path);
	fixture->heard = 0;
	fixture->transport->ops->listen(fixture->transport->ops->start(fixture->transport, &request,
		&fixture->credential, on_done, fixture), on_piece);
	assert_null(loop_run(fixture->loop));
}

/* A heartbeat slower than any speed limit keeps a stream, silence ends it, and a refusal is an answer. */
static void test_streams(void **state)
{
	struct fixture *fixture = *state;

	listen_to(fixture, "/murmur", 700);
	assert_int_equal(fixture->response.fault, FAULT_BROKEN);
	assert_non_null(strstr(fixture->fault, "fell silent"));
	assert_int_equal(fixture->heard, 15);
	listen_to(fixture, "/silent", 300);
	assert_non_null(strstr(fixture->fault, "fell silent"));
	assert_int_equal(fixture->heard, 0);
	listen_to(fixture, "/retry?7", 700);
	assert_int_equal(fixture->response.status, 429);
	assert_string_equal(fixture->body, "slow down");
	assert_int_equal(fixture->response.retry_after_ms, 7000);
	assert_int_equal(fixture->heard, 0);
}

static void test_cancel(void **state)
{
	struct fixture *fixture = *state;
	char url[128];
	struct request request = { .method = "GET", .url = url };
	struct exchange *exchange;

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/silent", fixture->own);
	exchange = fixture->transport->ops->start(fixture->transport, &request, &fixture->credential, never, NULL);
	ask(fixture, "GET", fixture->own, "/ok", 0);
	fixture->transport->ops->cancel(fixture->transport, exchange);
	/* one more is left for transport_destroy */
	(void)fixture->transport->ops->start(fixture->transport, &request, &fixture->credential, never, NULL);
	ask(fixture, "GET", fixture->own, "/ok", 0);
}

static void test_origins(void **state)
{
	static const struct { const char *a, *b; bool same; } cases[] = {
		{ "https://social.example", "https://SOCIAL.example:443/x?y#z", true },
		{ "https://social.example", "http://social.example", false },
		{ "https://social.example", "https://social.example:8443/", false },
		{ "https://social.example", "https://social.example.evil.example/", false },
		{ "https://social.example", "https://social.example@evil.example/", false },
		{ "https://social.example", "https://maria@social.example/", false },
		{ "https://social.example", "https://evil.example\\@social.example/", false },
		{ "https://social.example", "//social.example/", false },
		{ "https://social.example", "", false },
		{ "http://[::1]:80/", "http://[::1]/", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(url_same_origin(cases[i].a, cases[i].b), cases[i].same);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_origins), cmocka_unit_test(test_answers), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_sends_once), cmocka_unit_test(test_credential_stays_home),
		cmocka_unit_test(test_secret_in_path), cmocka_unit_test(test_learned_origin),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_not_sent), cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_environment), cmocka_unit_test(test_streams),
		cmocka_unit_test(test_cancel),
	};

	return cmocka_run_group_tests_name("curl", tests, setup, teardown);
}
