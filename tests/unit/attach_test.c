/* SPDX-License-Identifier: ISC */
/*
 * A program with a loop of its own hears everything in the order in which
 * the desk said it, and from the loop only; what a connection that ended left
 * open is said again on the next one; what no server will answer is answered
 * all the same.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake_desk.h"
#include "guichet/base/alloc.h"
#include "guichet/base/file.h"
#include "guichet/client/attach.h"

enum { PATIENCE_MS = 20000, LISTENERS = 4 };

struct rig {
	struct desk *desk;
	struct loop *loop;
	struct attached *attached;
	struct str log;			/* what was heard, in words */
	const char *until;
	bool tell_server, close_on_answer, forget_on_row, insist;
	int64_t last;
	struct ear { struct rig *rig; char name; } ears[LISTENERS];
};

static void heard(struct rig *rig)
{
	if (rig->until != NULL && strstr(rig->log.text, rig->until) != NULL)
		loop_stop(rig->loop);
}

static void on_state(void *data, enum attach_state state, err_t why)
{
	static const char *const names[] = { "seeking", "here", "lost", "failed" };
	struct rig *rig = data;

	assert_int_equal(state, attach_state(rig->attached));
	str_printf(&rig->log, "%s%s%s ", names[state], why != NULL ? ":" : "",
		why != NULL ? err_kind_name(why->kind) : "");
	if (state == ATTACH_LOST && rig->tell_server)
		sem_post(&rig->desk->go);
	heard(rig);
}

static void on_row(void *data, const struct json *row)
{
	struct ear *ear = data;

	if (row == NULL)
		str_printf(&ear->rig->log, "%c.again ", ear->name);
	else
		str_printf(&ear->rig->log, "%c.%d ", ear->name, (int)json_int(row, "n", -1));
	if (ear->rig->forget_on_row)
		attach_forget(ear->rig->attached, ear->rig->last);
	heard(ear->rig);
}

static int64_t call(struct rig *rig, int ear, const char *name, const char *word);

static void on_answer(void *data, const struct json *answer, err_t why)
{
	struct ear *ear = data;

	assert_true((answer == NULL) == (why != NULL));
	str_printf(&ear->rig->log, "%c=%s ", ear->name, why != NULL ? err_kind_name(why->kind) : "ok");
	if (ear->rig->close_on_answer) {
		attach_close(ear->rig->attached);
		ear->rig->attached = NULL;
	}
	if (ear->rig->insist)
		call(ear->rig, 3, "next", NULL);
	heard(ear->rig);
}

static void too_late(void *data)
{
	struct rig *rig = data;

	fail_msg("waited for \"%s\", heard \"%s\"", rig->until, str_text(&rig->log));
}

static void until(struct rig *rig, const char *text)
{
	struct loop_timer *timer = loop_after(rig->loop, PATIENCE_MS, too_late, rig);

	rig->until = text;
	if (strstr(str_text(&rig->log), text) == NULL)
		assert_null(loop_run(rig->loop));
	rig->until = NULL;
	loop_timer_stop(rig->loop, &timer);
}

static void hears(struct rig *rig, const char *text)
{
	until(rig, text);
	assert_string_equal(rig->log.text, text);
}

static void begin_at(struct rig *rig, struct desk *desk, const char *where)
{
	struct client_options options = { .desk = where };
	struct attach_watcher watcher = { .state = on_state, .data = rig };

	*rig = (struct rig){ .desk = desk };
	for (int i = 0; i < LISTENERS; i++)
		rig->ears[i] = (struct ear){ rig, (char)('a' + i) };
	assert_null(loop_create(&rig->loop));
	assert_null(attach(&options, rig->loop, &watcher, &rig->attached));
	assert_int_equal(attach_state(rig->attached), ATTACH_SEEKING);
	assert_null(attach_hello(rig->attached));
	assert_string_equal(attach_desk(rig->attached), where);
}

static void begin(struct rig *rig, struct desk *desk, const struct talk *talks)
{
	fake_desk_listen(desk, talks);
	begin_at(rig, desk, desk->path.text);
}

static void end(struct rig *rig)
{
	attach_close(rig->attached);
	loop_destroy(rig->loop);
	str_finish(&rig->log);
	if (rig->desk->listener >= 0)
		fake_desk_done(rig->desk);
}

static int64_t call(struct rig *rig, int ear, const char *name, const char *word)
{
	struct call_request request = fake_desk_request(rig->desk, name, word != NULL, &word);
	struct attach_listener listener = { .row = on_row, .answer = on_answer, .data = &rig->ears[ear] };
	size_t before = rig->log.len;

	rig->last = attach_call(rig->attached, &request, NULL, 0, &listener);
	assert_true(rig->last > 0);
	assert_int_equal(rig->log.len, before);
	return rig->last;
}

#define ROW(id, n) "{\"id\":" #id ",\"row\":{\"n\":" #n "}}\n"
#define OK(id) "{\"id\":" #id ",\"ok\":{}}\n"
#define END(id) "{\"id\":" #id ",\"end\":{}}\n"
#define DENIED(id) "{\"id\":" #id ",\"error\":{\"kind\":\"denied\",\"text\":\"no %\"}}\n"

static void answers_keep_their_order(void **state)
{
	static const struct talk talks[] = {
		{ { HELLO, "", OK(2) ROW(9, 9) "{\"id\":1,\"what\":1}\n" DENIED(1), OK(3) } }, { { NULL } } };
	struct rig rig;

	begin(&rig, *state, talks);
	call(&rig, 0, "claim", "1");
	call(&rig, 1, "next", NULL);
	assert_int_equal(attach_pending(rig.attached), 2);
	hears(&rig, "here b=ok a=denied ");
	assert_string_equal(json_text(attach_hello(rig.attached), "agent"), "maria");
	assert_int_equal(attach_pending(rig.attached), 0);
	call(&rig, 2, "next", NULL);
	until(&rig, "c=ok ");
	end(&rig);
}

/* What somebody will answer is not kept back until hello is answered. */
static void calls_follow_hello_in_one_go(void **state)
{
	static const struct talk talks[] = { { { "", "", HELLO OK(1) OK(2) } }, { { NULL } } };
	struct rig rig;

	begin(&rig, *state, talks);
	call(&rig, 0, "next", NULL);
	call(&rig, 1, "next", NULL);
	hears(&rig, "here a=ok b=ok ");
	end(&rig);
}

static void a_cut_write_keeps_its_key(void **state)
{
	static const struct talk talks[] = { { { HELLO, "{\"id\":1,\"o" } }, { { "" } }, { { GOODBYE } },
		{ { HELLO, OK(1) } }, { { NULL } } };
	struct desk *desk = *state;
	const char *key, *next;
	struct rig rig;
	int count = 1;

	begin(&rig, desk, talks);
	call(&rig, 0, "claim", "1");
	hears(&rig, "here lost:net here a=ok ");
	end(&rig);
	key = strstr(desk->heard.text, "\"key\":\"");
	assert_non_null(key);
	for (next = key; (next = strstr(next + 1, "\"key\":\"")) != NULL; count++)
		assert_memory_equal(key, next, 44);
	assert_true(count >= 2);
}

static void a_stream_begins_again(void **state)
{
	static const struct talk talks[] = { { { HELLO, ROW(1, 1) ROW(1, 2) } },
		{ { HELLO, "" } }, { { HELLO, ROW(1, 3) } }, { { HELLO, END(1) } }, { { NULL } } };
	struct rig rig;

	begin(&rig, *state, talks);
	call(&rig, 0, "watch", NULL);
	assert_int_equal(attach_pending(rig.attached), 1);
	until(&rig, "a.2 ");
	assert_int_equal(attach_pending(rig.attached), 0);
	hears(&rig, "here a.1 a.2 lost:net here lost:net here a.again a.3 lost:net here a.again a=ok ");
	end(&rig);
}

static void nobody_hears_of_what_is_forgotten(void **state)
{
	static const struct talk talks[] = { { { HELLO, "", ROW(2, 1) ROW(2, 2) OK(1), "", OK(3) } },
		{ { NULL } } };
	struct desk *desk = *state;
	struct rig rig;

	begin(&rig, desk, talks);
	attach_forget(rig.attached, 0);
	attach_forget(rig.attached, call(&rig, 0, "claim", "1"));
	assert_int_equal(attach_pending(rig.attached), 0);
	call(&rig, 1, "watch", NULL);
	rig.forget_on_row = true;
	hears(&rig, "here b.1 ");
	rig.forget_on_row = false;
	call(&rig, 2, "next", NULL);
	hears(&rig, "here b.1 c=ok ");
	end(&rig);
	assert_non_null(strstr(desk->heard.text, "\"claim\""));
	assert_non_null(strstr(desk->heard.text, "{\"cancel\":2}\n"));
	assert_null(strstr(desk->heard.text, "{\"cancel\":1}"));
}

static void a_goodbye_is_no_loss(void **state)
{
	static const struct talk talks[] = { { { HELLO, ROW(1, 1), GOODBYE OK(2) } },
		{ { HELLO, ROW(1, 2) } }, { { NULL } } };
	struct rig rig;

	begin(&rig, *state, talks);
	call(&rig, 0, "watch", NULL);
	until(&rig, "a.1 ");
	call(&rig, 1, "claim", "1");
	until(&rig, "a.2 ");
	assert_string_equal(rig.log.text, "here a.1 b=ok a.again a.2 ");
	end(&rig);
}

static void unless_it_takes_long(void **state)
{
	static const struct talk talks[] = { { { HELLO, GOODBYE } }, { { WHEN_TOLD HELLO, OK(1) } },
		{ { NULL } } };
	struct rig rig;

	begin(&rig, *state, talks);
	rig.tell_server = true;
	call(&rig, 0, "next", NULL);
	hears(&rig, "here lost:net here a=ok ");
	end(&rig);
}

static void a_failure_answers_every_call(void **state)
{
	static const struct talk talks[] = {
		{ { "{\"error\":{\"kind\":\"denied\",\"text\":\"no agent\"}}\n" } },
		{ { HELLO, OK(4), DENIED(0) } }, { { HELLO, OK(6) } }, { { NULL } } };
	struct rig rig;

	begin(&rig, *state, talks);
	call(&rig, 0, "next", NULL);
	call(&rig, 1, "watch", NULL);
	hears(&rig, "failed:denied a=denied b=denied ");
	call(&rig, 2, "claim", "1");
	hears(&rig, "failed:denied a=denied b=denied c=denied ");
	str_clear(&rig.log);
	attach_again(rig.attached);
	assert_int_equal(attach_state(rig.attached), ATTACH_SEEKING);
	call(&rig, 0, "next", NULL);
	hears(&rig, "here a=ok ");
	call(&rig, 1, "next", NULL);		/* its agent is taken away meanwhile */
	hears(&rig, "here a=ok failed:denied b=denied ");
	str_clear(&rig.log);
	call(&rig, 2, "next", NULL);		/* said before the failure was told of it */
	attach_again(rig.attached);
	assert_int_equal(attach_state(rig.attached), ATTACH_LOST);
	hears(&rig, "here c=ok ");
	end(&rig);
}

static void what_cannot_be_reached_fails(void **state)
{
	struct desk *desk = *state;
	struct client_options bad = { .desk = "unix:" };
	struct attached *attached;
	struct rig rig;

	begin_at(&rig, desk, "unix:/nonexistent/socket");
	call(&rig, 0, "next", NULL);
	hears(&rig, "failed:net a=net ");
	assert_true(err_is(attach(&bad, rig.loop, NULL, &attached), ERR_USAGE));
	end(&rig);
	fake_desk_script(desk, "guichetd", "GUICHETD", "#!/bin/sh\necho 'data no desk' >&3\n");
	begin_at(&rig, desk, desk->path.text);
	call(&rig, 0, "next", NULL);
	hears(&rig, "failed:data a=data ");
	end(&rig);
	setenv("GUICHETD", "/nonexistent/guichetd", 1);
	begin_at(&rig, desk, desk->path.text);
	hears(&rig, "failed:system ");
	end(&rig);
}

/* Whoever asks again as soon as there was no answer does not stop the loop. */
static void insisting_does_not_stop_the_loop(void **state)
{
	struct rig rig;

	begin_at(&rig, *state, "unix:/nonexistent/socket");
	rig.insist = true;
	call(&rig, 0, "next", NULL);
	until(&rig, "a=net d=net d=net ");
	end(&rig);
}

static void garbage_ends_it(void **state)
{
	static const struct talk talks[] = { { { HELLO, "what?\n" } }, { { NULL } } };
	struct rig rig;

	begin(&rig, *state, talks);
	call(&rig, 0, "next", NULL);
	hears(&rig, "here failed:protocol a=protocol ");
	end(&rig);
}

static void a_call_is_not_said_for_ever(void **state)
{
	static const char noise[] = "{\"nothing\":1}\n";
	struct talk *talks = mem_array(27, sizeof(*talks));
	struct desk *desk = *state;
	struct rig rig;

	for (int i = 0; i < 25; i++)
		talks[i] = (struct talk){ { HELLO, noise } };
	talks[25] = (struct talk){ { HELLO, OK(2) } };
	begin(&rig, desk, talks);
	call(&rig, 0, "next", NULL);
	until(&rig, "a=net ");
	call(&rig, 1, "next", NULL);
	until(&rig, "b=ok ");
	end(&rig);
	free(talks);
}

static void what_fits_no_frame_is_refused(void **state)
{
	static const struct talk talks[] = { { { HELLO, "", OK(3) } }, { { NULL } } };
	struct desk *desk = *state;
	struct attach_listener listener;
	struct call_request import, note;
	struct rig rig;
	char *big = mem_alloc((8 << 20) + 1);

	memset(big, 'x', 8 << 20);
	begin(&rig, desk, talks);
	listener = (struct attach_listener){ .answer = on_answer, .data = &rig.ears[0] };
	import = fake_desk_request(desk, "import items", 1, (const char *const[]){ "items" });
	assert_int_equal(attach_call(rig.attached, &import, big, (8 << 20) + 1, &listener), 1);
	big[2 << 20] = '\0';
	note = fake_desk_request(desk, "note", 2, (const char *const[]){ "1", "x" });
	note.values[1] = (struct call_value){ 1, (const char *[]){ big } };
	listener.data = &rig.ears[1];
	assert_int_equal(attach_call(rig.attached, &note, NULL, 0, &listener), 2);
	until(&rig, "a=usage b=usage ");
	big[300 << 10] = '\n';		/* more than a socket holds, less than a frame does */
	listener.data = &rig.ears[2];
	assert_int_equal(attach_call(rig.attached, &import, big, (300 << 10) + 1, &listener), 3);
	until(&rig, "c=ok ");
	end(&rig);
	assert_true(desk->heard.len > 300 << 10);
	free(big);
}

static void it_may_be_closed_anywhere(void **state)
{
	static const struct talk talks[] = { { { HELLO, "", OK(1) OK(2) } }, { { HELLO } }, { { NULL } } };
	struct rig rig;

	begin(&rig, *state, talks);
	rig.close_on_answer = true;
	call(&rig, 0, "next", NULL);
	call(&rig, 1, "next", NULL);
	hears(&rig, "here a=ok ");
	attach_close(NULL);
	loop_destroy(rig.loop);
	str_finish(&rig.log);
	begin_at(&rig, *state, rig.desk->path.text);
	end(&rig);	/* hello is not answered yet */
}

static void ssh_asks_only_once(void **state)
{
	struct desk *desk = *state;
	struct str path = { 0 }, words = { 0 };
	int saved = dup(STDERR_FILENO), pair[2];
	struct rig rig;
	char said[64] = "";

	fake_desk_script(desk, "ssh", "GUICHET_SSH", "#!/bin/sh\necho \"$*\" >> \"${0%/*}/words\"\n"
		"echo loud >&2; [ \"$(wc -l <\"${0%/*}/words\")\" = 2 ] && exit 255\n"
		"read -r line; echo '{\"hello\":{\"protocol\":1}}'\nread -r line\n"
		"[ \"$(wc -l <\"${0%/*}/words\")\" = 1 ] && exit 0\necho '{\"id\":1,\"ok\":{}}'; read -r line\n");
	assert_int_equal(pipe2(pair, O_CLOEXEC | O_NONBLOCK), 0);
	dup2(pair[1], STDERR_FILENO);
	begin_at(&rig, desk, "ssh://host.example");
	call(&rig, 0, "next", NULL);
	until(&rig, "a=ok ");
	dup2(saved, STDERR_FILENO);
	assert_string_equal(rig.log.text, "here lost:net lost:net here a=ok ");
	end(&rig);
	assert_int_equal(read(pair[0], said, sizeof(said)), 5);
	str_printf(&path, "%s/words", desk->base);
	assert_null(file_read(path.text, 1000, &words));
	assert_string_equal(words.text, "-T -o ServerAliveInterval=15 -- host.example guichet connect\n"
		"-T -o BatchMode=yes -o ServerAliveInterval=15 -- host.example guichet connect\n"
		"-T -o BatchMode=yes -o ServerAliveInterval=15 -- host.example guichet connect\n");
	for (int i = 0; i < 2; i++)
		close(pair[i]);
	close(saved);
	str_finish(&path);
	str_finish(&words);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_desk_setup, fake_desk_teardown)
	const struct CMUnitTest tests[] = {
		TEST(answers_keep_their_order),
		TEST(calls_follow_hello_in_one_go),
		TEST(a_cut_write_keeps_its_key),
		TEST(a_stream_begins_again),
		TEST(nobody_hears_of_what_is_forgotten),
		TEST(a_goodbye_is_no_loss),
		TEST(unless_it_takes_long),
		TEST(a_failure_answers_every_call),
		TEST(what_cannot_be_reached_fails),
		TEST(insisting_does_not_stop_the_loop),
		TEST(garbage_ends_it),
		TEST(a_call_is_not_said_for_ever),
		TEST(what_fits_no_frame_is_refused),
		TEST(it_may_be_closed_anywhere),
		TEST(ssh_asks_only_once),
	};

	return cmocka_run_group_tests_name("attach", tests, NULL, NULL);
}
