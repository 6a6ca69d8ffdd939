/* SPDX-License-Identifier: ISC */
/*
 * The dialogue with an external connector.  One call at a time: whoever asks
 * while another's call is open waits.  A call's events are handed on in
 * batches, at a checkpoint at the latest, and only when they were kept is the
 * next batch asked for; what nobody takes stays in the pipe, so a connector
 * that writes too fast is held back by its own writing.
 */
#include "dialogue.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/json/json.h"

/* ---- answers */

void outside_free(struct exchange *exchange)
{
	free(exchange->body);
	free(exchange);
}

static void exchange_answer(struct exchange *exchange, const struct response *response)
{
	exchange->done(exchange->data, response);
	outside_free(exchange);
}

static void current_answer(struct outside *outside, const struct response *response)
{
	struct exchange *exchange = outside->current;

	outside->current = NULL;
	/* In the other phases it is not this exchange that somebody waits for, but an end. */
	if (outside->phase == PHASE_READY)
		loop_timer_stop(outside->loop, &outside->clock);
	if (exchange != NULL)
		exchange_answer(exchange, response);
	str_clear(&outside->lines);
	outside->line_count = 0;
	dialogue_turn_later(outside);
}

static void fail(struct outside *outside, enum response_fault fault, const char *why)
{
	struct response response = { .fault = fault, .fault_text = why, .body = "", .rate_remaining = -1 };

	current_answer(outside, &response);
}

/* The kinds of failure, as the statuses that everybody reads. */
static int status_of(const struct json *line)
{
	static const struct { const char *name; int status; } classes[] = {
		{ "auth", 401 }, { "config", 400 }, { "limit", 429 }, { "refused", 422 }, { "unsupported", 405 },
		{ "later", 503 }, { "net", 502 }, { "unknown", 500 }
	};
	const char *name = json_text(json_get(line, "error"), "class");

	if (json_get(line, "ok") != NULL)
		return 200;
	for (size_t i = 0; name != NULL && i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i].name, name) == 0)
			return classes[i].status;
	return 500;
}

static void hand_on(struct outside *outside, int status, int64_t wait_s)
{
	struct response response = { .status = status, .body = str_text(&outside->lines), .len = outside->lines.len,
		.rate_remaining = -1, .retry_after_ms = wait_s > 0 && wait_s < 86400 ? wait_s * 1000 : 0 };

	outside->handed = outside->seq;
	current_answer(outside, &response);
}

/* ---- who may ask now */

static void greet(struct outside *outside)
{
	struct str line = { 0 };
	struct json_out o = { .to = &line };

	json_open_object(&o, NULL);
	json_put_int(&o, "id", ++outside->last_id);
	json_put_text(&o, "call", "hello");
	json_put_int(&o, "protocol", 1);
	json_put_text(&o, "account", outside->account);
	json_put_raw(&o, "settings", outside->settings);
	json_put_text(&o, "directory", outside->directory);
	json_close_object(&o);
	outside->open_id = outside->last_id;
	program_write(outside, line.text);
	str_finish(&line);
}

/* First the call is given up, then the program. */
static void on_patience(void *data)
{
	static const char late[] = "the connector did not answer in time";
	struct outside *outside = data;

	outside->clock = NULL;
	if (outside->phase != PHASE_READY) {
		dialogue_broken(outside, late);
		return;
	}
	fail(outside, FAULT_BROKEN, late);
	dialogue_cancel(outside);
}

static void patience_begin(struct outside *outside, int64_t ms)
{
	loop_timer_stop(outside->loop, &outside->clock);
	outside->clock = loop_after(outside->loop, ms > 0 ? ms : outside->patience_ms, on_patience, outside);
}

static void call_write(struct outside *outside, const struct exchange *exchange)
{
	struct str line = { 0 };

	outside->open_id = ++outside->last_id;
	outside->owner = exchange->data;
	str_printf(&line, "{\"id\":%lld,%s", (long long)outside->open_id, exchange->body + 1);
	program_write(outside, line.text);
	str_finish(&line);
}

/* What was handed on is kept. */
static void ack_write(struct outside *outside)
{
	struct str line = { 0 };

	if (outside->handed == outside->acknowledged || outside->phase != PHASE_READY)
		return;
	outside->acknowledged = outside->handed;
	str_printf(&line, "{\"ack\":%lld}", (long long)outside->handed);
	program_write(outside, line.text);
	str_finish(&line);
}

static void ask(struct outside *outside, struct exchange *exchange)
{
	outside->current = exchange;
	switch (exchange->asking) {
	case ASK_HELLO:
		str_add(&outside->lines, outside->hello);
		hand_on(outside, 200, 0);
		return;
	case ASK_TELL:
		ack_write(outside);
		hand_on(outside, 200, 0);
		return;
	case ASK_MORE:
		ack_write(outside);
		break;
	case ASK_CALL:
		call_write(outside, exchange);
		break;
	}
	patience_begin(outside, exchange->patience_ms);
	if (exchange->asking == ASK_MORE)
		program_resume(outside);
}

/* Whoever goes on with the open call, or else the first who begins one. */
static struct exchange *next_take(struct outside *outside)
{
	for (struct exchange **link = &outside->queue; *link != NULL; link = &(*link)->next) {
		struct exchange *exchange = *link;
		bool begins = exchange->asking == ASK_HELLO || exchange->asking == ASK_CALL;

		if (begins ? outside->open_id != 0 : exchange->asking == ASK_MORE && exchange->data != outside->owner)
			continue;
		*link = exchange->next;
		return exchange;
	}
	return NULL;
}

static void start(struct outside *outside)
{
	err_t err = program_start(outside);

	if (err == NULL) {
		greet(outside);
		patience_begin(outside, 0);
		return;
	}
	outside->current = next_take(outside);
	fail(outside, FAULT_NOT_SENT, err->text);
}

/* Who would go on with a call that is not open any more, or tells a program that is not there. */
static struct exchange *stale_take(struct outside *outside)
{
	for (struct exchange **link = &outside->queue; *link != NULL; link = &(*link)->next) {
		struct exchange *exchange = *link;

		if ((exchange->asking == ASK_MORE && exchange->data != outside->owner) ||
		    (exchange->asking == ASK_TELL && outside->phase != PHASE_READY)) {
			*link = exchange->next;
			return exchange;
		}
	}
	return NULL;
}

static void on_turn(void *data)
{
	struct outside *outside = data;
	struct exchange *next;

	outside->turn = NULL;
	if (outside->current != NULL || outside->queue == NULL)
		return;
	outside->current = stale_take(outside);
	if (outside->current != NULL) {
		if (outside->current->asking == ASK_TELL)
			hand_on(outside, 200, 0);
		else
			fail(outside, FAULT_BROKEN, "the connector ended in the middle of an answer");
		return;
	}
	if (outside->told_other && outside->phase == PHASE_READY && outside->open_id == 0) {
		program_end(outside);
		return;
	}
	if (outside->phase == PHASE_DOWN) {
		start(outside);
		return;
	}
	next = outside->phase == PHASE_READY ? next_take(outside) : NULL;
	if (next != NULL)
		ask(outside, next);
}

void dialogue_turn_later(struct outside *outside)
{
	if (outside->turn == NULL)
		outside->turn = loop_after(outside->loop, 0, on_turn, outside);
}

/* ---- what it says */

/* It cannot work as it is set up: a check is told in full, everybody else that nothing was done. */
static void hello_refused(struct outside *outside, const struct json *json, const char *line, size_t len)
{
	const char *why = json_text_or(json_get(json, "error"), "text", "the connector does not start");

	outside->open_id = 0;
	outside->greeted = true;
	outside->current = next_take(outside);
	str_add_n(&outside->lines, line, len);	/* the end takes with it what was received */
	program_end(outside);
	if (outside->current != NULL && outside->current->asking == ASK_HELLO) {
		hand_on(outside, status_of(json), 0);
	} else if (outside->current != NULL) {
		fail(outside, FAULT_NOT_SENT, why);
	} else {
		str_clear(&outside->lines);
	}
}

static void hello_heard(struct outside *outside, const struct json *json, const char *line, size_t len)
{
	const struct json *ok = json_get(json, "ok");

	if (ok == NULL) {
		hello_refused(outside, json, line, len);
		return;
	}
	if (json_int(ok, "protocol", 0) != 1) {
		dialogue_broken(outside, "the connector does not speak protocol 1");
		return;
	}
	loop_timer_stop(outside->loop, &outside->clock);
	outside->open_id = 0;
	outside->greeted = true;
	free(outside->hello);
	outside->hello = mem_copy_n(line, len);
	outside->phase = PHASE_READY;
	dialogue_turn_later(outside);
}

static void answer_heard(struct outside *outside, const struct json *json)
{
	outside->open_id = 0;
	outside->owner = NULL;
	if (outside->phase == PHASE_CANCELLING) {
		loop_timer_stop(outside->loop, &outside->clock);
		outside->phase = PHASE_READY;
		outside->handed = outside->acknowledged = outside->seq;
		dialogue_turn_later(outside);
		return;
	}
	hand_on(outside, status_of(json), json_int(json_get(json, "error"), "wait", 0));
}

static void event_heard(struct outside *outside, const struct json *json, int64_t seq)
{
	if (seq <= outside->seq) {
		dialogue_broken(outside, "the connector's events do not count upwards: each seq is larger than the one before, "
			"also than those of earlier polls");
		return;
	}
	outside->seq = seq;
	if (outside->phase == PHASE_CANCELLING)
		return;
	if (seq - outside->acknowledged > UNACKNOWLEDGED_MOST) {
		dialogue_broken(outside, "the connector wrote more than 1000 events without waiting for an ack");
		return;
	}
	outside->line_count++;
	if (json_get(json, "checkpoint") != NULL || outside->line_count >= BATCH_LINES ||
	    outside->lines.len >= BATCH_BYTES)
		hand_on(outside, 200, 0);
	else
		patience_begin(outside, outside->current->patience_ms);
}

/* What must hold of every line, and what it is. */
static void line_judge(struct outside *outside, const struct json *json, const char *line, size_t len)
{
	int64_t id = json_int(json, "id", 0), seq = json_int(json, "seq", 0);

	if (json_text(json, "log") != NULL) {
		log_line("connector", "account=%s log=%s", outside->account, json_text(json, "log"));
		return;
	}
	if (id != 0 && id == outside->open_id && outside->phase == PHASE_HELLO) {
		hello_heard(outside, json, line, len);
		return;
	}
	if (outside->open_id == 0 || outside->phase == PHASE_HELLO || (id != 0 && id != outside->open_id) ||
	    (id == 0 && seq == 0)) {
		dialogue_broken(outside, "the connector wrote a line that answers nothing");
		return;
	}
	if (outside->phase != PHASE_CANCELLING) {
		str_add_n(&outside->lines, line, len);
		str_add_char(&outside->lines, '\n');
	}
	if (id != 0)
		answer_heard(outside, json);
	else
		event_heard(outside, json, seq);
}

void dialogue_line(struct outside *outside, const char *line, size_t len)
{
	struct json *json = NULL;
	err_t err = json_parse(line, len, &json);

	if (err == NULL && json_is_object(json))
		line_judge(outside, json, line, len);
	else
		dialogue_broken(outside, "the connector wrote a line that is no JSON object");
	if (err != NULL)
		err_ignore(err, "what is wrong in a line that is none helps nobody");
	json_destroy(json);
}

bool dialogue_wants(const struct outside *outside)
{
	if (outside->phase == PHASE_DOWN || outside->phase == PHASE_ENDING)
		return false;
	return outside->phase != PHASE_READY || outside->current != NULL || outside->open_id == 0;
}

/* ---- ends */

static void forget(struct outside *outside)
{
	outside->open_id = 0;
	outside->owner = NULL;
}

void dialogue_broken(struct outside *outside, const char *why)
{
	bool greeted = outside->greeted;

	log_line("connector", "account=%s broken=%s", outside->account, why);
	forget(outside);
	outside->greeted = true;
	program_end(outside);
	if (!greeted)
		outside->current = next_take(outside);
	if (outside->current != NULL)
		fail(outside, greeted ? FAULT_BROKEN : FAULT_NOT_SENT, why);
}

void dialogue_down(struct outside *outside, const char *why)
{
	log_line("connector", "account=%s down=%s", outside->account, why);
	forget(outside);
	if (!outside->greeted)
		outside->current = next_take(outside);
	if (outside->current != NULL)
		fail(outside, outside->greeted ? FAULT_BROKEN : FAULT_NOT_SENT, why);
	dialogue_turn_later(outside);
}

void dialogue_cancel(struct outside *outside)
{
	struct str line = { 0 };

	if (outside->open_id == 0 || outside->phase != PHASE_READY)
		return;
	str_printf(&line, "{\"cancel\":%lld}", (long long)outside->open_id);
	program_write(outside, line.text);
	str_finish(&line);
	outside->owner = NULL;
	outside->phase = PHASE_CANCELLING;
	str_clear(&outside->lines);
	outside->line_count = 0;
	patience_begin(outside, GRACE_MS);
	program_resume(outside);
}
