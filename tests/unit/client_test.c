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

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake_desk.h"
#include "guichet/base/file.h"
#include "guichet/client/client.h"

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
#define DONE "{\"done\":true}"

static void play(struct desk *desk, const struct scene *scene)
{
	struct client_options options = { .desk = desk->path.text };
	struct call_request call = strcmp(scene->call, "claim") == 0 ? fake_desk_request(desk, "claim", 1, claim)
		: fake_desk_request(desk, scene->call, 0, NULL);
	struct client *client;
	struct json *answer;
	struct str text = { 0 };
	int rows = 0;
	err_t err;

	fake_desk_listen(desk, scene->talks);
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
	fake_desk_done(desk);
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

	for (size_t i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++)
		play(*state, &scenes[i]);
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
	struct call_request sync = fake_desk_request(desk, "sync", 0, NULL);
	struct client *client;
	struct json *answer;

	fake_desk_listen(desk, talks);
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

		fake_desk_script(desk, "guichetd", "GUICHETD", cases[i].script);
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

	fake_desk_listen(desk, talks);
	assert_true(err_is(client_open(&options, &client), ERR_DENIED));
	assert_non_null(strstr(desk->heard.text, "\"as\":\"bob\""));
	assert_true(err_is(client_open(&options, &client), ERR_PROTOCOL));
	fake_desk_done(desk);
	fake_desk_listen(desk, leaving);
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
	struct call_request call = fake_desk_request(desk, "claim", 1, claim);
	struct client *client;
	struct json *answer;
	struct str path = { 0 }, words = { 0 };

	fake_desk_script(desk, "ssh", "GUICHET_SSH", FAKE_SSH "read -r line; echo '{\"hello\":{\"protocol\":1}}'\n"
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
	fake_desk_script(desk, "ssh", "GUICHET_SSH", "#!/bin/sh\nexit 255\n");
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

	fake_desk_listen(desk, talks);
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
		cmocka_unit_test_setup_teardown(calls_act_once, fake_desk_setup, fake_desk_teardown),
		cmocka_unit_test_setup_teardown(a_repeated_call_keeps_its_key, fake_desk_setup, fake_desk_teardown),
		cmocka_unit_test_setup_teardown(a_refused_row_ends_the_call, fake_desk_setup, fake_desk_teardown),
		cmocka_unit_test_setup_teardown(a_start_that_fails_says_why, fake_desk_setup, fake_desk_teardown),
		cmocka_unit_test_setup_teardown(only_the_answer_of_a_desk_counts, fake_desk_setup, fake_desk_teardown),
		cmocka_unit_test_setup_teardown(desks_are_named_well, fake_desk_setup, fake_desk_teardown),
		cmocka_unit_test_setup_teardown(ssh_carries_the_wire, fake_desk_setup, fake_desk_teardown),
		cmocka_unit_test_setup_teardown(bytes_pass_through, fake_desk_setup, fake_desk_teardown),
	};

	return cmocka_run_group_tests_name("client", tests, NULL, NULL);
}
