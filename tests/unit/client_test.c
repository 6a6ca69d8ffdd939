/* SPDX-License-Identifier: ISC */
/*
 * A call that is cut off is said again with its key, a stream only while no
 * row was delivered; what a server or its start says becomes an error of the
 * same kind; ssh is given nothing that it could misread.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "guichet/base/arena.h"
#include "guichet/base/file.h"
#include "guichet/base/str.h"
#include "guichet/client/client.h"
#include "guichet/wire/address.h"

/* One connection: what is said after each line that came; NULL hangs up. */
struct talk { const char *replies[6]; };

struct desk {
	char base[64];
	struct str path, socket;
	int listener;
	pthread_t thread;
	const struct talk *talks;
	struct str heard;	/* every line */
	struct arena *arena;
};

#define HELLO "{\"hello\":{\"protocol\":1,\"agent\":\"maria\",\"private\":true}}\n"

static void talk(struct desk *desk, int fd, const struct talk *talk)
{
	for (size_t i = 0; talk->replies[i] != NULL; i++) {
		char byte = '\0';

		while (byte != '\n' && read(fd, &byte, 1) == 1)
			str_add_char(&desk->heard, byte);
		if (talk->replies[i][0] != '\0')
			(void)send(fd, talk->replies[i], strlen(talk->replies[i]), MSG_NOSIGNAL);
	}
	close(fd);
}

static void *serve(void *data)
{
	struct desk *desk = data;

	for (const struct talk *next = desk->talks; next->replies[0] != NULL; next++) {
		int fd = accept(desk->listener, NULL, NULL);

		if (fd < 0)
			return NULL;
		talk(desk, fd, next);
	}
	return NULL;
}

static int setup(void **state)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	assert_non_null(desk);
	strcpy(desk->base, "/tmp/guichet-client.XXXXXX");
	assert_non_null(mkdtemp(desk->base));
	setenv("XDG_RUNTIME_DIR", desk->base, 1);
	unsetenv("GUICHET_DESK");
	unsetenv("GUICHETD");
	unsetenv("GUICHET_SSH");
	str_printf(&desk->path, "%s/desk.db", desk->base);
	assert_null(address_of_desk(desk->path.text, &desk->socket));
	desk->arena = arena_create();
	desk->listener = -1;
	*state = desk;
	return 0;
}

static int teardown(void **state)
{
	struct desk *desk = *state;
	struct str command = { 0 };

	if (desk->listener >= 0)
		close(desk->listener);
	str_printf(&command, "rm -rf '%s'", desk->base);
	assert_int_equal(system(command.text), 0);
	str_finish(&command);
	str_finish(&desk->path);
	str_finish(&desk->socket);
	str_finish(&desk->heard);
	arena_destroy(desk->arena);
	free(desk);
	return 0;
}

static void listen_with(struct desk *desk, const struct talk *talks)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	strcpy(address.sun_path, desk->socket.text);
	desk->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(desk->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(desk->listener, 8), 0);
	desk->talks = talks;
	assert_int_equal(pthread_create(&desk->thread, NULL, serve, desk), 0);
}

static void script(struct desk *desk, const char *name, const char *variable, const char *text)
{
	struct str path = { 0 };

	str_printf(&path, "%s/%s", desk->base, name);
	assert_null(file_write(path.text, 0700, text, strlen(text)));
	setenv(variable, path.text, 1);
	str_finish(&path);
}

static struct call_request request(struct desk *desk, const char *name, size_t argc,
	const char *const *argv)
{
	struct call_request out;
	struct call_front front;

	assert_null(call_parse(desk->arena, call_find(name), argc, argv, &out, &front));
	return out;
}

static const char *const claim[] = { "42" };

static err_t count_row(void *data, const struct json *row)
{
	assert_true(json_is_object(row));
	++*(int *)data;
	return NULL;
}

static err_t refuse_row(void *data, const struct json *row)
{
	(void)data;
	(void)row;
	return err_make(ERR_STATE, "enough");
}

struct scene {
	const char *call;		/* claim, or a stream */
	struct talk talks[6];
	int kind;			/* -1: answered */
	int rows;
	const char *answer;
};

#define ROW "{\"id\":1,\"row\":{\"n\":1}}\n"
#define OK "{\"id\":1,\"ok\":{\"done\":true}}\n"
#define END "{\"id\":1,\"end\":{\"done\":true}}\n"
#define GOODBYE "{\"goodbye\":\"another build starts\"}\n"
#define DONE "{\"done\":true}"

static void play(struct desk *desk, const struct scene *scene)
{
	struct client_options options = { .desk = desk->path.text };
	struct call_request call = strcmp(scene->call, "claim") == 0 ? request(desk, "claim", 1, claim)
		: request(desk, scene->call, 0, NULL);
	struct client *client;
	struct json *answer;
	struct str text = { 0 };
	int rows = 0;
	err_t err;

	listen_with(desk, scene->talks);
	assert_null(client_open(&options, &client));
	assert_string_equal(json_text(client_hello(client), "agent"), "maria");
	assert_string_equal(client_desk(client), desk->path.text);
	err = client_call(client, &call, NULL, 0, count_row, &rows, &answer);
	assert_int_equal(err == NULL ? -1 : (int)err->kind, scene->kind);
	assert_int_equal(rows, scene->rows);
	if (answer != NULL)
		json_dump(answer, &text);
	assert_string_equal(str_text(&text), scene->answer != NULL ? scene->answer : "");
	json_destroy(answer);
	client_close(client);
	pthread_join(desk->thread, NULL);
	str_finish(&text);
}

static void calls_act_once(void **state)
{
	static const struct scene scenes[] = {
		{ "claim", { { { HELLO, OK } } }, -1, 0, DONE },
		{ "claim", { { { HELLO, "{\"id\":9,\"ok\":{}}\n{\"page\":1}\n" OK } } }, -1, 0, DONE },
		{ "claim", { { { HELLO, "" } }, { { HELLO, OK } } }, -1, 0, DONE },
		{ "claim", { { { HELLO } }, { { "" } }, { { GOODBYE } }, { { HELLO, OK } } }, -1, 0, DONE },
		{ "claim", { { { "" } }, { { GOODBYE } }, { { HELLO, OK } } }, -1, 0, DONE },
		{ "claim", { { { HELLO, GOODBYE } }, { { HELLO, OK } } }, -1, 0, DONE },
		{ "claim", { { { HELLO, GOODBYE OK } } }, -1, 0, DONE },
		{ "claim", { { { HELLO, "{\"id\":1,\"o" } }, { { HELLO, OK } } }, -1, 0, DONE },
		{ "claim", { { { HELLO, "{\"id\":1,\"error\":{\"kind\":\"conflict\",\"text\":\"taken\"}}\n" } } },
			ERR_CONFLICT, 0, NULL },
		{ "claim", { { { HELLO, "what?\n" } } }, ERR_PROTOCOL, 0, NULL },
		{ "sync", { { { HELLO, ROW ROW END } } }, -1, 2, DONE },
		{ "sync", { { { HELLO, "" } }, { { HELLO, ROW END } } }, -1, 1, DONE },
		{ "sync", { { { HELLO, ROW } } }, ERR_NET, 1, NULL },
	};

	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++) {
		struct desk *desk = *state;

		play(desk, &scenes[i]);
		close(desk->listener);
		unlink(desk->socket.text);
	}
}

/* The key is in every repetition, and it is the same. */
static void a_repeated_call_keeps_its_key(void **state)
{
	static const struct scene scene = { "claim",
		{ { { HELLO, "" } }, { { HELLO, "" } }, { { HELLO, OK } } }, -1, 0, DONE };
	struct desk *desk = *state;
	const char *key, *next;
	int count = 1;

	play(desk, &scene);
	key = strstr(desk->heard.text, "\"key\":\"");
	assert_non_null(key);
	for (next = key; (next = strstr(next + 1, "\"key\":\"")) != NULL; count++)
		assert_memory_equal(key, next, 44);
	assert_int_equal(count, 3);
	assert_null(strstr(desk->heard.text, "\"payload\""));
}

static void a_refused_row_ends_the_call(void **state)
{
	static const struct talk talks[] = { { { HELLO, ROW, "" } }, { { HELLO, "{\"id\":2,\"ok\":{}}\n" } }, { { NULL } } };
	struct desk *desk = *state;
	struct client_options options = { .desk = desk->path.text };
	struct call_request sync = request(desk, "sync", 0, NULL);
	struct client *client;
	struct json *answer;

	listen_with(desk, talks);
	assert_null(client_open(&options, &client));
	assert_true(err_is(client_call(client, &sync, NULL, 0, refuse_row, NULL, &answer), ERR_STATE));
	assert_null(answer);
	assert_null(client_call(client, &sync, NULL, 0, NULL, NULL, NULL));
	pthread_join(desk->thread, NULL);
	assert_non_null(strstr(desk->heard.text, "{\"cancel\":1}"));
	client_close(client);
}

static void a_start_that_fails_says_why(void **state)
{
	static const struct { const char *script; int kind; const char *says; } cases[] = {
		{ "#!/bin/sh\necho 'store the disk is full' >&3\n", ERR_STORE, "the disk is full" },
		{ "#!/bin/sh\necho \"config $*\" >&3\n", ERR_CONFIG, "--ready-fd 3 --now 2026-11-22" },
		{ "#!/bin/sh\necho nonsense >&3\n", ERR_PROTOCOL, "nonsense" },
		{ "#!/bin/sh\n[ -t 0 ] && exit; ls /proc/self/fd | grep -q '^9$' || echo 'denied nothing inherited' >&3\n",
			ERR_DENIED, "nothing inherited" },
	};
	struct desk *desk = *state;
	struct client_options options = { .desk = desk->path.text, .now = "2026-11-22" };
	struct client *client;

	dup2(STDIN_FILENO, 9);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		err_t err;

		script(desk, "guichetd", "GUICHETD", cases[i].script);
		err = client_open(&options, &client);
		assert_non_null(err);
		assert_int_equal(err->kind, cases[i].kind);
		assert_non_null(strstr(err->text, cases[i].says));
	}
	close(9);
	setenv("GUICHETD", "/nonexistent/guichetd", 1);
	assert_true(client_open(&options, &client) != NULL);
}

static void only_the_answer_of_a_desk_counts(void **state)
{
	static const struct talk talks[] = {
		{ { "{\"error\":{\"kind\":\"denied\",\"text\":\"no agent of this desk\"}}\n" } },
		{ { "{\"id\":1}\n" } }, { { NULL } } };
	static const struct talk leaving[] = { { { GOODBYE } }, { { GOODBYE } }, { { GOODBYE } },
		{ { GOODBYE } }, { { GOODBYE } }, { { GOODBYE } }, { { GOODBYE } }, { { GOODBYE } },
		{ { NULL } } };
	struct desk *desk = *state;
	struct client_options options = { .desk = desk->path.text, .as = "bob" };
	struct client *client;

	listen_with(desk, talks);
	assert_true(err_is(client_open(&options, &client), ERR_DENIED));
	assert_non_null(strstr(desk->heard.text, "\"as\":\"bob\""));
	assert_true(err_is(client_open(&options, &client), ERR_PROTOCOL));
	pthread_join(desk->thread, NULL);
	close(desk->listener);
	unlink(desk->socket.text);
	listen_with(desk, leaving);
	assert_true(err_is(client_open(&options, &client), ERR_CONFLICT));
	pthread_join(desk->thread, NULL);
}

static void desks_are_named_well(void **state)
{
	static const struct { const char *desk; int kind; } cases[] = {
		{ "unix:", ERR_USAGE }, { "unix:/nonexistent/socket", ERR_NET },
		{ "ssh://", ERR_USAGE }, { "ssh://-oProxyCommand=x", ERR_USAGE },
		{ "ssh://a b", ERR_USAGE }, { "ssh://host:x", ERR_USAGE }, { "ssh://host:", ERR_USAGE },
		{ "ssh://ho;st", ERR_USAGE }, { "/tmp", ERR_USAGE }, { "/nonexistent/dir/desk.db", ERR_SYSTEM },
	};
	struct client *client;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct client_options options = { .desk = cases[i].desk };
		err_t err = client_open(&options, &client);

		assert_non_null(err);
		assert_int_equal(err->kind, cases[i].kind);
	}
}

#define FAKE_SSH "#!/bin/sh\necho \"$*\" >> \"${0%/*}/words\"\n"

static void ssh_carries_the_wire(void **state)
{
	struct desk *desk = *state;
	struct client_options options = { .desk = "ssh://maria@host.example:2222/srv/it's/desk.db" };
	struct call_request call = request(desk, "claim", 1, claim);
	struct client *client;
	struct json *answer;
	struct str path = { 0 }, words = { 0 };

	script(desk, "ssh", "GUICHET_SSH", FAKE_SSH "read -r line; echo '{\"hello\":{\"protocol\":1}}'\n"
		"[ -e \"${0%/*}/again\" ] || { : > \"${0%/*}/again\"; exit 0; }\n"
		"read -r line; echo '{\"id\":1,\"ok\":{\"via\":\"ssh\"}}'; read -r line\n");
	assert_null(client_open(&options, &client));
	assert_null(client_call(client, &call, NULL, 0, NULL, NULL, &answer));
	assert_string_equal(json_text(answer, "via"), "ssh");
	json_destroy(answer);
	client_close(client);
	str_printf(&path, "%s/words", desk->base);
	assert_null(file_read(path.text, 1000, &words));
	assert_string_equal(words.text,
		"-T -p 2222 -- maria@host.example guichet --desk='/srv/it'\\''s/desk.db' connect\n"
		"-T -o BatchMode=yes -p 2222 -- maria@host.example guichet "
		"--desk='/srv/it'\\''s/desk.db' connect\n");
	script(desk, "ssh", "GUICHET_SSH", "#!/bin/sh\nexit 255\n");
	assert_true(err_is(client_open(&options, &client), ERR_NET));
	setenv("GUICHET_SSH", "/nonexistent/ssh", 1);
	assert_true(err_is(client_open(&options, &client), ERR_SYSTEM));
	str_finish(&path);
	str_finish(&words);
}

static void bytes_pass_through(void **state)
{
	static const struct talk talks[] = { { { HELLO, OK } }, { { NULL } } };
	struct desk *desk = *state;
	struct client_options options = { .desk = desk->path.text };
	struct str text = { 0 };
	int in[2], out[2], saved[2] = { dup(STDIN_FILENO), dup(STDOUT_FILENO) };
	err_t err;

	listen_with(desk, talks);
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	dup2(in[0], STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	assert_null(file_write_all(in[1], "pipe", "one\ntwo\n", 8));
	close(in[1]);
	err = client_connect_stdio(&options);
	dup2(saved[0], STDIN_FILENO);
	dup2(saved[1], STDOUT_FILENO);
	close(out[1]);
	assert_null(err);
	assert_null(file_read_fd(out[0], "pipe", 1000, &text));
	assert_string_equal(text.text, HELLO OK);
	pthread_join(desk->thread, NULL);
	assert_string_equal(desk->heard.text, "one\ntwo\n");
	close(in[0]);
	close(out[0]);
	close(saved[0]);
	close(saved[1]);
	str_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(calls_act_once, setup, teardown),
		cmocka_unit_test_setup_teardown(a_repeated_call_keeps_its_key, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refused_row_ends_the_call, setup, teardown),
		cmocka_unit_test_setup_teardown(a_start_that_fails_says_why, setup, teardown),
		cmocka_unit_test_setup_teardown(only_the_answer_of_a_desk_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(desks_are_named_well, setup, teardown),
		cmocka_unit_test_setup_teardown(ssh_carries_the_wire, setup, teardown),
		cmocka_unit_test_setup_teardown(bytes_pass_through, setup, teardown),
	};

	return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
