/* SPDX-License-Identifier: ISC */
/*
 * Does a program keep the rules of guichet-connector(7)?  It is run as a desk
 * would run it, confined, and asked; each rule is a line of the Test Anything
 * Protocol with what was seen.  A network that does not answer is no fault of
 * the program: then its errors are judged.  It is killed and given up in the
 * middle of a poll, because that is where messages are lost.  Nothing is sent
 * unless --send says so.  "guichet connector check" runs it.
 */
#include "judge.h"

#include <signal.h>
#include <stdarg.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "guichet/base/clock.h"
#include "guichet/base/file.h"
#include "guichet/model/act.h"

enum { SECRET_MOST = 8192, END_MS = 5000 };

struct uids { size_t count; const char *of[EVENTS_MOST]; };

/* ---- the rules */

void rule(struct check *check, bool kept, const char *name, const char *fmt, ...)
{
	va_list args;
	char seen[512];

	va_start(args, fmt);
	vsnprintf(seen, sizeof(seen), fmt, args);
	va_end(args);
	for (char *p = seen; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || (unsigned char)*p > 0x7E)
			*p = '?';
	check->count++;
	check->failed += !kept;
	printf("%sok %d - %s%s%s\n", kept ? "" : "not ", check->count, name, *seen != '\0' ? ": " : "", seen);
	fflush(stdout);
}

static void hello(struct check *check, struct heard *heard)
{
	call(check, arena_printf(check->arena, "\"call\":\"hello\",\"protocol\":1,"
		"\"account\":\"check\",\"settings\":%s,\"directory\":\"%s\",\"unheard-of\":{\"a\":[1]}}",
		str_text(&check->settings), check->directory), heard);
}

static void hello_rules(struct check *check)
{
	struct heard heard;
	const struct json *ok, *settings, *acts;
	bool named = true, known = true;

	hello(check, &heard);
	ok = json_get(heard.answer, "ok");
	settings = json_get(ok, "settings");
	acts = json_get(ok, "acts");
	rule(check, ok != NULL, "hello is answered with ok, also with a member unheard of", "%s%s", fault_of(&heard),
		note_of(check, &heard));
	rule(check, json_int(ok, "protocol", 0) == 1 && json_text(ok, "name") != NULL,
		"it speaks protocol 1 and has a name", "%s", "");
	for (size_t i = 0; i < json_count(settings); i++)
		named = named && json_text(json_at(settings, i), "name") != NULL;
	for (size_t i = 0; i < json_count(acts); i++) {
		enum act_kind kind;
		const char *name = json_value_text(json_at(acts, i));

		known = known && name != NULL && act_find(name, &kind);
	}
	rule(check, named && known, "settings have names, and acts are those of a desk", "%s", "");
	json_destroy(heard.answer);
}

/*
 * Only to be asked something else.  One that answers nothing is not asked anything else: most often it speaks, and
 * what it says stays in a buffer.
 */
static bool greet(struct check *check)
{
	int64_t begin = clock_steady_ms();
	struct heard heard;
	bool mute;

	hello(check, &heard);
	mute = heard.answer == NULL && clock_steady_ms() - begin >= ANSWER_MS;
	json_destroy(heard.answer);
	if (mute)
		rule(check, false, "hello is answered with ok, also with a member unheard of",
			"no answer in %d s; is each line written at once, and not when a buffer is full?", ANSWER_MS / 1000);
	return !mute;
}

/* ---- polls */

static const char *poll_body(struct check *check)
{
	return arena_printf(check->arena, "\"call\":\"poll\",\"cursor\":%s,\"since\":\"1970-01-02T00:00:00Z\"}",
		check->cursor != NULL ? check->cursor : "null");
}

static void uids_add(struct uids *uids, const struct heard *heard)
{
	for (size_t i = 0; i < heard->items && i < EVENTS_MOST && uids->count < EVENTS_MOST; i++)
		if (heard->uids[i] != NULL)
			uids->of[uids->count++] = heard->uids[i];
}

/* The first of them that is not among the others. */
static const char *uid_missing(const struct uids *uids, const struct uids *among)
{
	for (size_t i = 0; i < uids->count; i++) {
		bool found = false;

		for (size_t k = 0; k < among->count && !found; k++)
			found = strcmp(uids->of[i], among->of[k]) == 0;
		if (!found)
			return uids->of[i];
	}
	return NULL;
}

/* Killed when the first message is told and no checkpoint is behind it: nobody kept it. */
static void killed_in_a_poll(struct check *check, struct uids *told)
{
	struct heard heard = { 0 };

	hear(check, ask(check, poll_body(check)), TO_AN_ITEM, ANSWER_MS, &heard);
	uids_add(told, &heard);
	json_destroy(heard.answer);
	program_stop(check);
}

/* Given up in the middle, as when a desk cannot write; a program that goes on is heard, and nothing of it kept. */
static err_t cancelled_in_a_poll(struct check *check, struct uids *told)
{
	struct heard heard = { 0 };
	int64_t id = ask(check, poll_body(check));
	err_t err;

	hear(check, id, TO_AN_ITEM, ANSWER_MS, &heard);
	program_tell(check, arena_printf(check->arena, "{\"cancel\":%lld}", (long long)id));
	hear(check, id, TO_THE_ANSWER, GRACE_MS, &heard);
	uids_add(told, &heard);
	if (heard.answer != NULL && !program_is_silent(check))
		heard.wrong = "more than the answer";
	rule(check, heard.wrong == NULL, "a poll that is cancelled is answered as any, or not at all", "%s",
		heard.wrong != NULL ? heard.wrong : heard.answer != NULL ? "" : "not within 5 seconds, so a desk ends it");
	if (heard.answer != NULL) {
		json_destroy(heard.answer);
		return NULL;
	}
	program_stop(check);
	err = program_begin(check);
	if (err == NULL)
		(void)greet(check);
	return err;
}

static void poll_rules(struct check *check, struct uids *told)
{
	struct heard heard;

	call(check, poll_body(check), &heard);
	uids_add(told, &heard);
	rule(check, *fault_of(&heard) == '\0', "poll is answered", "%s%s", fault_of(&heard), note_of(check, &heard));
	if (heard.counts_up)
		rule(check, true, "events count upwards", "%zu events", heard.events);
	else
		rule(check, false, "events count upwards", "seq %" PRId64 " came behind %" PRId64 "; it counts on as long as "
			"the program runs", heard.seq, heard.seq_before);
	rule(check, heard.bad == 0, "items can be stored", "%zu items%s%s", heard.items, heard.bad > 0 ? ", " : "",
		heard.bad > 0 ? heard.bad_why : "");
	rule(check, heard.covered, "a checkpoint is behind the last item", "%s", "");
	json_destroy(heard.answer);
}

/* What nobody kept is told once more, from the cursor before it; until then the network has not heard that we have it. */
static void told_again_rule(struct check *check, const char *name, const struct uids *told, const struct uids *now)
{
	const char *missing = uid_missing(told, now);

	if (missing != NULL)
		rule(check, false, name, "%s is missing", missing);
	else
		rule(check, true, name, "%zu messages", told->count);
}

/* ---- a run */

static void probe_rules(struct check *check)
{
	struct heard heard;

	call(check, "\"call\":\"probe\"}", &heard);
	rule(check, *fault_of(&heard) == '\0', "probe is answered", "%s%s", fault_of(&heard), note_of(check, &heard));
	rule(check, json_get(heard.answer, "ok") == NULL || json_text(json_path(heard.answer, "ok.self"), "id") != NULL,
		"it knows who we are", "%s", "");
	json_destroy(heard.answer);
}

static void lines_rules(struct check *check)
{
	struct heard heard;

	rule(check, program_is_silent(check), "an ack is no call", "%s", "");
	call(check, "\"call\":\"unheard-of\"}", &heard);
	rule(check, strcmp(json_text_or(json_get(heard.answer, "error"), "class", ""), "unsupported") == 0,
		"a call unheard of is unsupported", "%s", fault_of(&heard));
	json_destroy(heard.answer);
	program_tell(check, "{\"cancel\":999999}");
	rule(check, program_is_silent(check), "a cancel of nothing is ignored", "%s", "");
}

static void ends(struct check *check)
{
	int64_t until = clock_steady_ms() + END_MS;
	struct timespec pause = { .tv_nsec = 10 * 1000000L };
	struct str line = { 0 };
	int status = -1;

	shutdown(check->child.in, SHUT_WR);
	while (clock_steady_ms() < until && program_line(check, 100, &line))
		;
	while (!child_ended(&check->child, &status) && clock_steady_ms() < until)
		nanosleep(&pause, NULL);
	rule(check, check->child.pid == 0 && status == 0, "it ends well when its input ends", "status %d", status);
	str_finish(&line);
	program_stop(check);
}

/* Whatever becomes of a poll, nothing of it is lost. */
static err_t poll_round(struct check *check)
{
	struct uids *killed = arena_alloc(check->arena, sizeof(*killed)), *given_up = arena_alloc(check->arena,
		sizeof(*given_up)), *now = arena_alloc(check->arena, sizeof(*now));
	err_t err;

	if (!greet(check)) {
		check->mute = true;
		program_stop(check);
		return NULL;
	}
	killed_in_a_poll(check, killed);
	err = program_begin(check);
	if (err != NULL)
		return err;
	rule(check, program_is_silent(check), "it says nothing before it is asked", "%s", "");
	hello_rules(check);
	probe_rules(check);
	err = cancelled_in_a_poll(check, given_up);
	if (err != NULL)
		return err;
	poll_rules(check, now);
	told_again_rule(check, "killed before its checkpoint it tells the same again", killed, now);
	told_again_rule(check, "what was cancelled is told again", given_up, now);
	return NULL;
}

/* Once more, from the checkpoint that was kept. */
static err_t later_round(struct check *check)
{
	struct uids *now = arena_alloc(check->arena, sizeof(*now));
	struct heard greeting;
	err_t err = program_begin(check);

	if (err != NULL)
		return err;
	hello(check, &greeting);
	poll_rules(check, now);
	if (check->sends)
		send_rules(check, json_get(greeting.answer, "ok"));
	json_destroy(greeting.answer);
	program_stop(check);
	return NULL;
}

static err_t run(struct check *check)
{
	err_t err = program_begin(check);

	if (err == NULL)
		err = poll_round(check);
	if (err == NULL && !check->mute) {
		lines_rules(check);
		ends(check);
		err = later_round(check);
	}
	if (err != NULL)
		return err;
	rule(check, !check->leaked, "the secret is in nothing that it writes", "%s", check->secret.len > 0 ? "" : "it has none");
	printf("1..%d\n", check->count);
	return NULL;
}

/* ---- command line */

static err_t words_take(struct check *check, int argc, char **argv)
{
	struct json_out o = { .to = &check->settings };
	err_t err = NULL;

	json_open_object(&o, NULL);
	for (int i = 1; i < argc && err == NULL; i++) {
		char *equals = strchr(argv[i], '=');

		if (strcmp(argv[i], "--secret-stdin") == 0) {
			err = file_read_fd(STDIN_FILENO, "the secret", SECRET_MOST, &check->secret);
			while (check->secret.len > 0 && check->secret.text[check->secret.len - 1] == '\n')
				check->secret.text[--check->secret.len] = '\0';
		} else if (strcmp(argv[i], "--send") == 0) {
			check->sends = true;
		} else if (equals != NULL && argv[i][0] != '/' && argv[i][0] != '.') {
			json_put_text(&o, arena_copy_n(check->arena, argv[i], (size_t)(equals - argv[i])), equals + 1);
		} else if (check->program == NULL) {
			check->program = argv[i];
		} else {
			err = err_make(ERR_USAGE, "unexpected word %s", argv[i]);
		}
	}
	json_close_object(&o);
	if (err == NULL && (check->program == NULL || strchr(check->program, '/') == NULL))
		err = err_make(ERR_USAGE, "which program?  guichet-connector-check ./PROGRAM [--send] "
			"[--secret-stdin] [KEY=VALUE...]");
	return err;
}

static err_t directory_make(struct check *check)
{
	const char *base = getenv("TMPDIR");
	char *name = arena_printf(check->arena, "%s/guichet-check.XXXXXX", base != NULL ? base : "/tmp");
	struct str path = { 0 };
	err_t err;

	if (mkdtemp(name) == NULL)
		return err_sys("%s", name);
	check->directory = name;
	err = file_resolve(check->program, &path);
	check->program = arena_copy(check->arena, str_text(&path));
	str_finish(&path);
	return err;
}

int main(int argc, char **argv)
{
	struct check check = { .arena = arena_create(), .child = { .in = -1, .out = -1 }, .errors = -1 };
	err_t err = words_take(&check, argc, argv);
	int status;

	signal(SIGPIPE, SIG_IGN);
	if (err == NULL)
		err = directory_make(&check);
	if (err == NULL)
		err = run(&check);
	if (err != NULL)
		fprintf(stderr, "guichet-connector-check: %s\n", err->text);
	status = err != NULL ? err_exit_code(err) : check.failed > 0 ? 76 : 0;
	if (check.directory != NULL)
		(void)rmdir(check.directory);
	str_finish(&check.settings);
	str_wipe(&check.secret);
	str_finish(&check.in);
	str_finish(&check.said);
	arena_destroy(check.arena);
	return status;
}
