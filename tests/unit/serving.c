/* SPDX-License-Identifier: ISC */
/* The server in a thread, the client in the test. */
#include "serving.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "guichet/base/file.h"
#include "guichet/crypt/crypt.h"
#include "guichet/wire/frame.h"

enum { PATIENCE_MS = 10000 };

static const int64_t start_ms = 1795000000000;

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 64), 0);
	return fd;
}

static void *serve(void *data)
{
	struct serving *s = data;

	err_ignore(loop_run(s->loop), "the test sees that nobody answers");
	return NULL;
}

void serving_begin(struct serving *s, int64_t stall_ms)
{
	struct desk_options desk = { 0 };
	struct server_options options = { 0 };

	memset(s, 0, sizeof(*s));
	snprintf(s->directory, sizeof(s->directory), "/tmp/guichet-test-XXXXXX");
	assert_non_null(mkdtemp(s->directory));
	str_printf(&s->desk_path, "%s/desk.db", s->directory);
	str_printf(&s->socket_path, "%s/socket", s->directory);
	assert_null(crypt_init());
	s->clock = clock_fixed(start_ms);
	s->random = random_seeded(7);
	desk = (struct desk_options){ .path = s->desk_path.text, .clock = &s->clock,
		.random = &s->random, .create = true };
	assert_null(desk_open(&desk, &s->desk));
	assert_null(loop_create(&s->loop));
	options = (struct server_options){ .loop = s->loop, .desk = s->desk,
		.listen_fd = listen_at(s->socket_path.text), .linger_ms = 3600000, .stall_ms = stall_ms };
	assert_null(server_create(&options, &s->server));
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
	s->running = true;
}

static void stop(void *data)
{
	loop_stop(data);
}

void serving_wait(struct serving *s)
{
	if (s->running)
		pthread_join(s->thread, NULL);
	s->running = false;
}

void serving_stop(struct serving *s)
{
	if (s->running)
		loop_post(s->loop, stop, s->loop);
	serving_wait(s);
}

void serving_end(struct serving *s)
{
	struct str command = { 0 };

	serving_stop(s);
	server_destroy(s->server);
	desk_close(s->desk);
	loop_destroy(s->loop);
	str_printf(&command, "rm -rf %s", s->directory);
	assert_int_equal(system(command.text), 0);
	str_finish(&command);
	str_finish(&s->desk_path);
	str_finish(&s->socket_path);
}

void talker_connect(const struct serving *s, struct talker *t)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	memset(t, 0, sizeof(*t));
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", s->socket_path.text);
	t->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(t->fd >= 0);
	assert_int_equal(connect(t->fd, (struct sockaddr *)&address, sizeof(address)), 0);
}

void talker_open(const struct serving *s, struct talker *t, const char *as)
{
	struct wire_hello hello = { WIRE_PROTOCOL, wire_build(), "en", as, NULL, NULL };
	struct str frame = { 0 };
	struct json *answer;

	talker_connect(s, t);
	wire_put_hello(&frame, &hello);
	talker_send(t, frame.text, frame.len);
	str_finish(&frame);
	answer = talker_frame(t);
	assert_non_null(json_get(answer, "hello"));
	json_destroy(answer);
}

void talker_add(struct talker *t, const char *name)
{
	struct str args = { 0 };
	struct json *frame;

	str_printf(&args, "{\"name\":[\"%s\"]}", name);
	frame = talker_ask(t, "agent add", NULL, args.text, NULL);
	assert_non_null(json_get(frame, "ok"));
	json_destroy(frame);
	str_finish(&args);
}

void talker_close(struct talker *t)
{
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	str_finish(&t->in);
}

void talker_send(struct talker *t, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(t->fd, bytes, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;		/* the server has closed: the test reads why */
		bytes += n;
		len -= (size_t)n;
	}
}

struct json *talker_frame(struct talker *t)
{
	for (;;) {
		const char *end = t->in.len > 0 ? memchr(t->in.text, '\n', t->in.len) : NULL;
		struct pollfd wait = { .fd = t->fd, .events = POLLIN };
		struct json *json = NULL;
		char bytes[65536];
		ssize_t n;

		if (end != NULL) {
			size_t len = (size_t)(end - t->in.text);

			assert_null(json_parse(t->in.text, len, &json));
			str_cut_front(&t->in, len + 1);
			return json;
		}
		assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
		n = recv(t->fd, bytes, sizeof(bytes), 0);
		if (n <= 0)
			return NULL;
		str_add_n(&t->in, bytes, (size_t)n);
	}
}

bool talker_is_quiet(struct talker *t, int ms)
{
	struct pollfd wait = { .fd = t->fd, .events = POLLIN };

	return t->in.len == 0 && poll(&wait, 1, ms) == 0;
}

int64_t talker_call(struct talker *t, const char *name, const char *key, const char *args, const char *payload)
{
	struct str frame = { 0 };
	struct json_out o = { .to = &frame };
	size_t len = payload == NULL ? 0 : strlen(payload);

	json_open_object(&o, NULL);
	json_put_int(&o, "id", ++t->id);
	json_put_text(&o, "call", name);
	if (key != NULL)
		json_put_text(&o, "key", key);
	json_put_raw(&o, "args", args == NULL ? "{}" : args);
	if (len > 0)
		json_put_int(&o, "payload", (int64_t)len);
	json_close_object(&o);
	str_add_char(&frame, '\n');
	str_add_n(&frame, payload == NULL ? "" : payload, len);
	talker_send(t, frame.text, frame.len);
	str_finish(&frame);
	return t->id;
}

struct json *talker_ask(struct talker *t, const char *name, const char *key, const char *args, const char *payload)
{
	int64_t id = talker_call(t, name, key, args, payload);

	for (;;) {
		struct json *frame = talker_frame(t);

		assert_non_null(frame);
		if (json_int(frame, "id", -1) == id && json_get(frame, "row") == NULL)
			return frame;
		json_destroy(frame);
	}
}

const char *error_kind(const struct json *frame)
{
	return json_text(json_get(frame, "error"), "kind");
}

void talker_import(struct talker *t, int n, const char *text)
{
	struct str line = { 0 };
	struct json *answer;

	str_printf(&line, "{\"uid\":\"m%d-%zu\",\"op\":\"new\",\"kind\":\"mention\",\"vis\":\"public\","
		"\"thread\":{\"root\":\"t%d\"},\"author\":{\"id\":\"c%d\",\"handle\":\"@bob%d@x.example\"},"
		"\"at\":\"2026-11-18T10:00:00Z\",\"text\":\"%s\"}\n", n, strlen(text), n, n, n, text);
	answer = talker_ask(t, "import items", NULL, "{\"file\":[\"-\"],\"account\":[\"brand\"]}", line.text);
	assert_null(error_kind(answer));
	assert_int_equal(json_int(json_get(answer, "ok"), "added", -1), 1);
	json_destroy(answer);
	str_finish(&line);
}
