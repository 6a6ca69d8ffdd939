/* SPDX-License-Identifier: ISC */
/*
 * Does a program keep the rules of guichet-connector(7)?  It is run as a desk
 * would run it, confined, and asked; each rule is a line of the Test Anything
 * Protocol with what was seen.  A network that does not answer is no fault of
 * the program: then its errors are judged.  "guichet connector check" runs it.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "guichet/base/clock.h"
#include "guichet/base/file.h"
#include "guichet/loop/child.h"
#include "guichet/model/act.h"
#include "guichet/wire/item.h"

enum {
	LINE_MOST = 4 << 20, EVENTS_MOST = 1000, SECRET_MOST = 8192,
	ANSWER_MS = 30 * 1000, SILENCE_MS = 300, END_MS = 5000
};

struct check {
	struct arena *arena;
	const char *program, *directory;
	struct str settings, secret;
	struct child child;
	int errors;
	struct str in, said;		/* not yet looked at; its standard error */
	int64_t last_id;
	int count, failed;
	const char *cursor;		/* of the last checkpoint, JSON; NULL: none */
	bool leaked;
};

__attribute__((format(printf, 4, 5)))
static void rule(struct check *check, bool kept, const char *name, const char *fmt, ...)
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

/* ---- the program */

static err_t start(struct check *check)
{
	const char *const argv[] = { check->program, NULL };
	const char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC",
		arena_printf(check->arena, "HOME=%s", check->directory),
		arena_printf(check->arena, "TMPDIR=%s", check->directory), NULL };
	struct str handed = { 0 };
	struct json_out o = { .to = &handed };
	struct confinement c = { .argv = argv, .environment = environment, .directory = check->directory,
		.memory_bytes = UINT64_C(2) << 30, .file_bytes = UINT64_C(256) << 20, .cpu_s = 3600 };
	err_t err;

	json_open_object(&o, NULL);
	if (check->secret.len > 0)
		json_put_text(&o, "secret", check->secret.text);
	json_close_object(&o);
	c.handed = handed.text;
	c.handed_len = handed.len;
	str_clear(&check->in);
	check->last_id = 0;
	err = child_start_confined(&c, &check->child, &check->errors);
	str_wipe(&handed);
	return err;
}

static void stop(struct check *check)
{
	child_signal(&check->child, SIGKILL);
	child_kill(&check->child);
	if (check->errors >= 0)
		close(check->errors);
	check->errors = -1;
}

static void tell(struct check *check, const char *line)
{
	(void)!send(check->child.in, line, strlen(line), MSG_NOSIGNAL);
	(void)!send(check->child.in, "\n", 1, MSG_NOSIGNAL);
}

/* Whatever it writes may not hold the secret. */
static void look_for_secret(struct check *check, const char *text, size_t len)
{
	if (check->secret.len > 0 && memmem(text, len, check->secret.text, check->secret.len) != NULL)
		check->leaked = true;
}

/* Takes what its standard error says, for the one thing that it may not. */
static void errors_take(struct check *check)
{
	char chunk[4096];
	ssize_t got = recv(check->errors, chunk, sizeof(chunk), MSG_DONTWAIT);

	if (got > 0) {
		str_add_n(&check->said, chunk, (size_t)got);
		look_for_secret(check, check->said.text, check->said.len);
		return;
	}
	close(check->errors);
	check->errors = -1;
}

/* Something to read on standard output, within that time. */
static bool await(struct check *check, int64_t ms)
{
	struct timeval patience = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	int out = check->child.out, errors = check->errors;
	fd_set set;

	FD_ZERO(&set);
	FD_SET(out, &set);
	if (errors >= 0)
		FD_SET(errors, &set);
	if (select((out > errors ? out : errors) + 1, &set, NULL, NULL, &patience) <= 0)
		return false;
	if (errors >= 0 && FD_ISSET(errors, &set))
		errors_take(check);
	return FD_ISSET(out, &set);
}

/* The next line in *out; false: none within that time, or it ended. */
static bool line_next(struct check *check, int64_t ms, struct str *out)
{
	int64_t until = clock_steady_ms() + ms;

	for (;;) {
		char *end = check->in.len > 0 ? memchr(check->in.text, '\n', check->in.len) : NULL;
		char chunk[16384];
		ssize_t got;

		if (end != NULL) {
			size_t len = (size_t)(end - check->in.text);

			str_clear(out);
			str_add_n(out, check->in.text, len);
			str_cut_front(&check->in, len + 1);
			look_for_secret(check, str_text(out), out->len);
			return true;
		}
		if (clock_steady_ms() >= until || check->in.len > LINE_MOST)
			return false;
		if (!await(check, until - clock_steady_ms()))
			continue;
		got = recv(check->child.out, chunk, sizeof(chunk), MSG_DONTWAIT);
		if (got <= 0)
			return false;
		str_add_n(&check->in, chunk, (size_t)got);
	}
}

/* ---- what it says */

struct heard {
	struct json *answer;		/* NULL: none came */
	size_t items, bad, events;
	bool counts_up, covered;	/* a checkpoint is behind every item */
	const char *wrong;		/* a line that may not be, or why an item is bad */
};

static void event_hear(struct check *check, const struct json *line, int64_t *seq, struct heard *heard)
{
	int64_t now = json_int(line, "seq", 0);
	struct item item;
	err_t err;

	heard->events++;
	heard->counts_up = heard->counts_up && now > *seq;
	*seq = now;
	if (json_get(line, "checkpoint") != NULL) {
		struct str text = { 0 };

		json_dump(json_get(line, "checkpoint"), &text);
		check->cursor = arena_copy(check->arena, text.text);
		heard->covered = true;
		str_finish(&text);
	}
	if (json_get(line, "item") == NULL)
		return;
	heard->items++;
	heard->covered = false;
	err = wire_get_item(check->arena, json_get(line, "item"), &item);
	if (err != NULL) {
		heard->bad++;
		heard->wrong = arena_copy(check->arena, err->text);
	}
}

/* Asks, and hears until the answer. */
static struct heard call(struct check *check, const char *body)
{
	struct heard heard = { .counts_up = true, .covered = true };
	struct str line = { 0 };
	int64_t id = ++check->last_id, seq = 0;

	tell(check, arena_printf(check->arena, "{\"id\":%lld,%s", (long long)id, body));
	while (heard.answer == NULL && heard.wrong == NULL && line_next(check, ANSWER_MS, &line)) {
		struct json *json = NULL;
		err_t err = json_parse(line.text, line.len, &json);

		if (err != NULL || !json_is_object(json))
			heard.wrong = arena_printf(check->arena, "a line that is no object: %.80s", str_text(&line));
		else if (json_int(json, "id", 0) == id)
			heard.answer = json_share(json);
		else if (json_int(json, "seq", 0) > 0)
			event_hear(check, json, &seq, &heard);
		else if (json_text(json, "log") == NULL)
			heard.wrong = arena_printf(check->arena, "a line that answers nothing: %.80s", str_text(&line));
		json_destroy(json);
		if (heard.events % EVENTS_MOST == EVENTS_MOST - 1)
			tell(check, arena_printf(check->arena, "{\"ack\":%lld}", (long long)seq));
	}
	if (seq > 0)
		tell(check, arena_printf(check->arena, "{\"ack\":%lld}", (long long)seq));
	str_finish(&line);
	return heard;
}

/* "" when it is an answer at all: ok, or an error with a class that a desk knows and a text. */
static const char *fault_of(const struct heard *heard)
{
	static const char *const classes[] = { "auth", "config", "limit", "net", "refused", "later", "unknown",
		"unsupported" };
	const struct json *error = json_get(heard->answer, "error");
	const char *class = json_text_or(error, "class", "");

	if (heard->wrong != NULL)
		return heard->wrong;
	if (heard->answer == NULL)
		return "no answer";
	if (json_get(heard->answer, "ok") != NULL)
		return "";
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i], class) == 0)
			return json_text_or(error, "text", "")[0] != '\0' ? "" : "an error without a text";
	return error != NULL ? "an error of no known class" : "neither ok nor error";
}

static const char *note_of(struct check *check, const struct heard *heard)
{
	const struct json *error = json_get(heard->answer, "error");

	return error == NULL ? "" : arena_printf(check->arena, "it says %s, %s", json_text_or(error, "class", "?"),
		json_text_or(error, "text", "?"));
}

/* ---- the rules */

static bool silent(struct check *check)
{
	struct str line = { 0 };
	bool is = !line_next(check, SILENCE_MS, &line);

	str_finish(&line);
	return is;
}

static void hello(struct check *check, bool judged)
{
	struct heard heard = call(check, arena_printf(check->arena, "\"call\":\"hello\",\"protocol\":1,"
		"\"account\":\"check\",\"settings\":%s,\"directory\":\"%s\",\"unheard-of\":{\"a\":[1]}}",
		str_text(&check->settings), check->directory));
	const struct json *ok = json_get(heard.answer, "ok");
	const struct json *settings = json_get(ok, "settings"), *acts = json_get(ok, "acts");
	const char *fault = fault_of(&heard);
	bool named = true, known = true;

	if (judged) {
		rule(check, *fault == '\0' && ok != NULL, "hello is answered with ok, also with a member unheard of",
			"%s%s", fault, note_of(check, &heard));
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
	}
	json_destroy(heard.answer);
}

static void poll_rules(struct check *check)
{
	struct heard heard = call(check, arena_printf(check->arena, "\"call\":\"poll\",\"cursor\":%s,"
		"\"since\":\"1970-01-02T00:00:00Z\"}", check->cursor != NULL ? check->cursor : "null"));
	const char *fault = fault_of(&heard);

	rule(check, heard.bad > 0 || *fault == '\0', "poll is answered", "%s%s", heard.bad > 0 ? "" : fault,
		note_of(check, &heard));
	rule(check, heard.counts_up, "events count upwards", "%zu events", heard.events);
	rule(check, heard.bad == 0, "items can be stored", "%zu items%s%s", heard.items, heard.bad > 0 ? ", " : "",
		heard.bad > 0 ? heard.wrong : "");
	rule(check, heard.covered, "a checkpoint is behind the last item", "%s", "");
	json_destroy(heard.answer);
}

static void rules(struct check *check)
{
	struct heard heard;
	const char *fault;

	rule(check, silent(check), "it says nothing before it is asked", "%s", "");
	hello(check, true);
	heard = call(check, "\"call\":\"probe\"}");
	fault = fault_of(&heard);
	rule(check, *fault == '\0', "probe is answered", "%s%s", fault, note_of(check, &heard));
	rule(check, json_get(heard.answer, "ok") == NULL || json_text(json_path(heard.answer, "ok.self"), "id") != NULL,
		"it knows who we are", "%s", "");
	json_destroy(heard.answer);
	poll_rules(check);
	rule(check, silent(check), "an ack is no call", "%s", "");
	heard = call(check, "\"call\":\"unheard-of\"}");
	rule(check, strcmp(json_text_or(json_get(heard.answer, "error"), "class", ""), "unsupported") == 0,
		"a call unheard of is unsupported", "%s", fault_of(&heard));
	json_destroy(heard.answer);
	tell(check, "{\"cancel\":999999}");
	rule(check, silent(check), "a cancel of nothing is ignored", "%s", "");
}

static void ends(struct check *check)
{
	int64_t until = clock_steady_ms() + END_MS;
	struct timespec pause = { .tv_nsec = 10 * 1000000L };
	struct str line = { 0 };
	int status = -1;

	shutdown(check->child.in, SHUT_WR);
	while (line_next(check, 100, &line))
		;
	while (!child_ended(&check->child, &status) && clock_steady_ms() < until)
		nanosleep(&pause, NULL);
	rule(check, check->child.pid == 0 && status == 0, "it ends well when its input ends", "status %d", status);
	str_finish(&line);
	stop(check);
}

static err_t run(struct check *check)
{
	err_t err = start(check);

	if (err != NULL)
		return err;
	rules(check);
	ends(check);
	err = start(check);
	if (err != NULL)
		return err;
	hello(check, false);
	poll_rules(check);
	stop(check);
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
		err = err_make(ERR_USAGE, "which program?  guichet-connector-check ./PROGRAM [--secret-stdin] "
			"[KEY=VALUE...]");
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
