/* SPDX-License-Identifier: ISC */
/*
 * The program that is judged: run as a desk would run it, confined, its lines
 * read with patience and what they say taken apart.  Whether a rule is kept
 * is said elsewhere.
 */
#include "judge.h"

#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "guichet/base/clock.h"

enum { LINE_MOST = 4 << 20, LINES_MOST = 100000, TELL_MS = 5000 };

/* ---- the program */

err_t program_begin(struct check *check)
{
	const char *const argv[] = { check->program, NULL };
	const char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC",
		arena_printf(check->arena, "HOME=%s", check->directory),
		arena_printf(check->arena, "TMPDIR=%s", check->directory), NULL };
	struct str handed = { 0 };
	struct json_out o = { .to = &handed };
	struct confinement c = { .argv = argv, .environment = environment, .directory = check->directory,
		.memory_bytes = UINT64_C(2) << 30, .file_bytes = UINT64_C(256) << 20, .cpu_s = 3600 };
	const struct timeval patience = { .tv_sec = TELL_MS / 1000 };
	err_t err;

	json_open_object(&o, NULL);
	if (check->secret.len > 0)
		json_put_text(&o, "secret", check->secret.text);
	json_close_object(&o);
	c.handed = handed.text;
	c.handed_len = handed.len;
	str_clear(&check->in);
	check->last_id = check->seq = check->acked = 0;
	err = child_start_confined(&c, &check->child, &check->errors);
	str_wipe(&handed);
	/* One that does not read may not hold up whoever judges it: then there is no answer. */
	if (err == NULL && setsockopt(check->child.in, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) != 0)
		err = err_sys("the program's input");
	return err;
}

void program_stop(struct check *check)
{
	child_kill(&check->child);
	if (check->errors >= 0)
		close(check->errors);
	check->errors = -1;
}

void program_tell(struct check *check, const char *line)
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
	size_t keep;

	if (got > 0) {
		str_add_n(&check->said, chunk, (size_t)got);
		look_for_secret(check, check->said.text, check->said.len);
		/* Only as much is kept as a secret may have begun with. */
		keep = check->secret.len > 0 ? check->secret.len - 1 : 0;
		if (check->said.len > keep)
			str_cut_front(&check->said, check->said.len - keep);
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

bool program_line(struct check *check, int64_t ms, struct str *out)
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

bool program_is_silent(struct check *check)
{
	int64_t until = clock_steady_ms() + TALK_MS;
	struct str line = { 0 };
	bool is = true;

	/* All of it, so that the next answer is one; but some never stop. */
	while (clock_steady_ms() < until && program_line(check, SILENCE_MS, &line))
		is = false;
	str_finish(&line);
	return is;
}

/* ---- what it says */

static void item_hear(struct check *check, const struct json *json, struct heard *heard)
{
	const char *uid = json_text(json, "uid");
	struct item item;
	err_t err = wire_get_item(check->arena, json, &item);

	if (uid != NULL && heard->items < EVENTS_MOST)
		heard->uids[heard->items] = arena_copy(check->arena, uid);
	heard->items++;
	heard->covered = false;
	if (err != NULL) {
		heard->bad++;
		heard->bad_why = arena_copy(check->arena, err->text);
	} else if (item.op == ITEM_NEW && !item.feed) {
		check->answered = item;
	}
}

static void event_hear(struct check *check, const struct json *line, struct heard *heard)
{
	int64_t now = json_int(line, "seq", 0);

	heard->events++;
	if (now <= check->seq && heard->counts_up) {
		heard->counts_up = false;
		heard->seq = now;
		heard->seq_before = check->seq;
	}
	check->seq = now;
	if (json_get(line, "checkpoint") != NULL) {
		struct str text = { 0 };

		json_dump(json_get(line, "checkpoint"), &text);
		heard->cursor = arena_copy(check->arena, text.text);
		heard->covered = true;
		str_finish(&text);
	}
	if (json_get(line, "item") != NULL)
		item_hear(check, json_get(line, "item"), heard);
}

static void line_hear(struct check *check, int64_t id, const struct str *line, struct heard *heard)
{
	struct json *json = NULL;
	err_t err = json_parse(line->text, line->len, &json);

	if (err != NULL || !json_is_object(json))
		heard->wrong = arena_printf(check->arena, "a line that is no object: %.80s", str_text(line));
	else if (json_int(json, "id", 0) == id)
		heard->answer = json_share(json);
	else if (json_int(json, "seq", 0) > 0)
		event_hear(check, json, heard);
	else if (json_text(json, "log") == NULL)
		heard->wrong = arena_printf(check->arena, "a line that answers nothing: %.80s", str_text(line));
	if (err != NULL)
		err_ignore(err, "what is wrong in a line that is none helps nobody");
	json_destroy(json);
}

int64_t ask(struct check *check, const char *body)
{
	program_tell(check, arena_printf(check->arena, "{\"id\":%lld,%s", (long long)++check->last_id, body));
	return check->last_id;
}

/* A program that is busy writing need not read now: the next one says the same and more. */
static void ack(struct check *check)
{
	char line[48];
	int len = snprintf(line, sizeof(line), "{\"ack\":%lld}\n", (long long)check->seq);

	if (check->acked != check->seq && send(check->child.in, line, (size_t)len, MSG_NOSIGNAL | MSG_DONTWAIT) == len)
		check->acked = check->seq;
}

/* One that writes for ever is not heard for ever, and after that with less patience. */
static void end_hear(struct check *check, int64_t begun_ms, size_t lines, struct heard *heard)
{
	if (heard->answer != NULL || heard->wrong != NULL)
		return;
	if (lines >= LINES_MOST)
		heard->wrong = arena_printf(check->arena, "%d lines and no answer", LINES_MOST);
	else if (clock_steady_ms() - begun_ms >= (check->endless ? GRACE_MS : CALL_MS))
		heard->wrong = arena_printf(check->arena, "it goes on without an answer for %lld seconds",
			(long long)(clock_steady_ms() - begun_ms) / 1000);
	if (heard->wrong != NULL)
		check->endless = true;
}

void hear(struct check *check, int64_t id, int until, int64_t ms, struct heard *heard)
{
	int64_t begun = clock_steady_ms(), last = begun;
	size_t lines = 0, events = heard->events;
	struct str line = { 0 };

	heard->counts_up = heard->covered = true;
	while (heard->answer == NULL && heard->wrong == NULL && (until != TO_AN_ITEM || heard->items == 0) &&
	       program_line(check, last + ms - clock_steady_ms(), &line)) {
		line_hear(check, id, &line, heard);
		/* What it logs is no sign that the call goes on. */
		if (heard->events > events)
			last = clock_steady_ms();
		events = heard->events;
		if (until == KEEPING && (heard->covered || check->seq - check->acked >= EVENTS_MOST))
			keep(check, heard);
		end_hear(check, begun, ++lines, heard);
	}
	str_finish(&line);
}

void keep(struct check *check, const struct heard *heard)
{
	if (heard->cursor != NULL)
		check->cursor = heard->cursor;
	ack(check);
}

void call(struct check *check, const char *body, struct heard *heard)
{
	*heard = (struct heard){ 0 };
	hear(check, ask(check, body), KEEPING, ANSWER_MS, heard);
	keep(check, heard);
}

const char *fault_of(const struct heard *heard)
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

const char *note_of(struct check *check, const struct heard *heard)
{
	const struct json *error = json_get(heard->answer, "error");

	return error == NULL ? "" : arena_printf(check->arena, "it says %s, %s", json_text_or(error, "class", "?"),
		json_text_or(error, "text", "?"));
}
