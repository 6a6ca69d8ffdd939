/* SPDX-License-Identifier: ISC */
/*
 * The client of a program with a loop of its own.  Each call keeps the bytes
 * that ask for it until it is answered, so that a new connection is told all
 * that an old one left open; how a server is found or started is seek.c's.
 * A function of the user's may do anything, close us included: what is told
 * is told last, or looked at again afterwards.
 */
#include "guichet/client/attach.h"

#include <stdlib.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "open_calls.h"
#include "pulse.h"
#include "seek.h"

enum {
	QUIET_MS = 300,		/* how long a server may be replaced without a word */
	LEAVING_MS = 2000,	/* for answers that are still on their way behind a goodbye */
	SHORT_MS = 2000, SHORT_PAUSE_MS = 5,	/* connections that end soon */
	SHORT_PAUSE_MAX_MS = 1000, USEFUL_PAUSE_MAX_MS = 100
};

struct attached {
	struct seeker seeker;
	struct attach_watcher watcher;
	struct open_calls calls;
	enum attach_state state;
	bool here;			/* this connection said hello */
	bool leaving;			/* ... and goodbye */
	bool useful;			/* ... and something in between */
	int64_t since, short_pause;	/* when it said hello; before the next one */
	struct loop_timer *soon;	/* refused calls are answered in the next turn */
	struct loop_timer *late;	/* a goodbye that takes too long */
	enum err_kind kind;		/* of ATTACH_FAILED ... */
	char *text;			/* ... and its reason; of LOST: what was told last */
	struct pulse pulse;
	struct loop_timer *beat;	/* the next look at it ... */
	bool brisk;			/* ... which is as soon as any */
	int64_t question;		/* our own, not answered yet; 0 */
	bool silent;			/* was told */
	int depth;			/* functions of the user's that we are inside of */
	bool closed;
};

static void on_frames(void *data, int fd, unsigned events);

static void destroy(struct attached *attached)
{
	loop_timer_stop(attached->seeker.loop, &attached->soon);
	loop_timer_stop(attached->seeker.loop, &attached->late);
	loop_timer_stop(attached->seeker.loop, &attached->beat);
	link_flush(&attached->seeker.link);
	seeker_finish(&attached->seeker);
	open_calls_finish(&attached->calls);
	free(attached->text);
	free(attached);
}

static void enter(struct attached *attached)
{
	attached->depth++;
}

/* Nothing of it may be touched afterwards. */
static void leave(struct attached *attached)
{
	if (--attached->depth == 0 && attached->closed)
		destroy(attached);
}

static void tell(struct attached *attached, enum attach_state state, err_t why)
{
	attached->state = state;
	free(attached->text);
	attached->text = why != NULL ? mem_copy(why->text) : NULL;
	if (attached->watcher.state != NULL && !attached->closed)
		attached->watcher.state(attached->watcher.data, state, why);
}

static err_t why_hopeless(const struct attached *attached, const struct open_call *call)
{
	err_t err = call_fits(call->call, call->line_len, call->payload_len);

	return err != NULL ? err : seek_tired(&attached->seeker, call->tries);
}

/*
 * What no server will answer.  Calls may come and go meanwhile, and somebody
 * may seek again; a call that is made because one was refused waits its turn.
 */
static void refuse_some(struct attached *attached)
{
	struct open_calls *list = &attached->calls;
	const int64_t newest = list->last_id;
	const struct open_call *call;

	while (!attached->closed && (call = open_calls_hopeless(list)) != NULL && call->id <= newest)
		open_calls_answer(list, call->id, NULL, why_hopeless(attached, call));
	while (!attached->closed && attached->state == ATTACH_FAILED && list->first != NULL &&
	       list->first->id <= newest)
		open_calls_answer(list, list->first->id, NULL,
			err_make(attached->kind, "%s", attached->text));
}

static void on_soon(void *data)
{
	struct attached *attached = data;

	attached->soon = NULL;
	enter(attached);
	refuse_some(attached);
	leave(attached);
}

static void soon(struct attached *attached)
{
	if (attached->soon == NULL)
		attached->soon = loop_after(attached->seeker.loop, 0, on_soon, attached);
}

static void stop_waiting(struct attached *attached)
{
	loop_timer_stop(attached->seeker.loop, &attached->late);
	attached->here = attached->leaving = false;
}

static void fail(struct attached *attached, err_t why)
{
	int status;

	link_unwatch(&attached->seeker.link, attached->seeker.loop);
	(void)link_leave(&attached->seeker.link, false, &status);	/* ssh is waited for later */
	stop_waiting(attached);
	open_calls_cut(&attached->calls);
	attached->kind = why->kind;
	tell(attached, ATTACH_FAILED, why);
	refuse_some(attached);
}

static void on_late(void *data)
{
	struct attached *attached = data;

	attached->late = NULL;
	enter(attached);
	tell(attached, ATTACH_LOST, seek_cut(&attached->seeker));
	leave(attached);
}

/*
 * Servers that end as soon as they were found, and two builds that replace
 * each other's, must not turn this into a busy loop.
 */
static int64_t pause_after(struct attached *attached, bool quiet)
{
	int64_t max = attached->useful && !quiet ? USEFUL_PAUSE_MAX_MS : SHORT_PAUSE_MAX_MS;
	int64_t pause = attached->short_pause;

	if (clock_steady_ms() - attached->since >= SHORT_MS)
		pause = 0;
	attached->short_pause = pause == 0 ? SHORT_PAUSE_MS : 2 * pause;
	if (attached->short_pause > max)
		attached->short_pause = max;
	return pause;
}

/* The connection is over; quiet after a goodbye. */
static void cut(struct attached *attached)
{
	bool quiet = attached->leaving;

	loop_timer_stop(attached->seeker.loop, &attached->late);
	attached->here = attached->leaving = false;
	open_calls_cut(&attached->calls);
	if (open_calls_hopeless(&attached->calls) != NULL)
		soon(attached);
	seek(&attached->seeker, pause_after(attached, quiet));
	if (!quiet)
		tell(attached, ATTACH_LOST, seek_cut(&attached->seeker));
	else if (attached->state == ATTACH_HERE)
		attached->late = loop_after(attached->seeker.loop, QUIET_MS, on_late, attached);
}

static void on_left(void *data)
{
	struct attached *attached = data;

	attached->late = NULL;
	enter(attached);
	cut(attached);
	leave(attached);
}

static void take_goodbye(struct attached *attached)
{
	if (attached->leaving)
		return;
	attached->leaving = true;
	loop_timer_stop(attached->seeker.loop, &attached->late);
	attached->late = loop_after(attached->seeker.loop, LEAVING_MS, on_left, attached);
}

static void take_frame(struct attached *attached, const struct json *json)
{
	const struct json *error = json_get(json, "error"), *row = json_get(json, "row");
	const struct json *body = json_get(json, "ok");
	int64_t id = json_int(json, "id", -1);

	if (body == NULL)
		body = json_get(json, "end");
	attached->useful = true;
	if (json_get(json, "goodbye") != NULL)
		take_goodbye(attached);
	else if (error != NULL && id == 0)
		fail(attached, wire_get_error(error));
	else if (error != NULL)
		open_calls_answer(&attached->calls, id, NULL, wire_get_error(error));
	else if (row != NULL)
		open_calls_row(&attached->calls, id, row);
	else if (body != NULL)
		open_calls_answer(&attached->calls, id, body, NULL);
}

/* Every frame that is there; then the link is watched, or given up. */
static void take_frames(struct attached *attached)
{
	struct seeker *seeker = &attached->seeker;
	bool got = true;
	err_t err = NULL;

	while (err == NULL && got && !attached->closed && attached->here) {
		struct frame frame = { 0 };

		err = link_take(&seeker->link, &frame, &got);
		if (err == NULL && got)
			take_frame(attached, frame.json);
		json_destroy(frame.json);
	}
	if (attached->closed || !attached->here)
		return;
	if (err != NULL) {
		fail(attached, err_wrap(err, "%s", seeker->target.words));
	} else if (seeker->link.ended) {
		cut(attached);
	} else {
		link_watch(&seeker->link, seeker->loop, on_frames, attached);
	}
}

static void on_frames(void *data, int fd, unsigned events)
{
	struct attached *attached = data;

	(void)fd;
	(void)events;
	enter(attached);
	link_pump(&attached->seeker.link);
	take_frames(attached);
	leave(attached);
}

static void on_said(void *data)
{
	struct attached *attached = data;

	open_calls_say(&attached->calls, &attached->seeker.link.unsent);
}

static struct pulse_seen pulse_of(const struct attached *attached)
{
	return (struct pulse_seen){ .here = attached->here && !attached->leaving,
		.remote = attached->seeker.target.kind == TARGET_SSH,
		.waiting = open_calls_pending(&attached->calls) > 0, .asked = attached->question != 0,
		.heard_ms = attached->seeker.link.heard_ms };
}

static void on_beat(void *data);

/* The next look, sooner than one that is set already where somebody waits now. */
static void beat_set(struct attached *attached)
{
	const struct pulse_seen seen = pulse_of(attached);
	int64_t pause = pulse_pause(&seen, clock_steady_ms());

	if (attached->watcher.silent == NULL || pause == 0 || (attached->beat != NULL && attached->brisk))
		return;
	loop_timer_stop(attached->seeker.loop, &attached->beat);
	attached->beat = loop_after(attached->seeker.loop, pause, on_beat, attached);
	attached->brisk = pause == PULSE_MS;
}

static void on_over(void *data, err_t why)
{
	struct attached *attached = data;

	enter(attached);
	if (why != NULL) {
		fail(attached, why);
	} else {
		stop_waiting(attached);
		attached->here = true;
		attached->useful = false;
		attached->since = clock_steady_ms();
		attached->seeker.alone = attached->seeker.endless = true;
		beat_set(attached);
		if (attached->state != ATTACH_HERE)
			tell(attached, ATTACH_HERE, NULL);
		take_frames(attached);
	}
	leave(attached);
}

/* Told again where the reason is another one. */
static void on_failed(void *data, err_t why)
{
	struct attached *attached = data;

	enter(attached);
	loop_timer_stop(attached->seeker.loop, &attached->late);
	if (attached->state != ATTACH_LOST || !str_equal(attached->text, why->text))
		tell(attached, ATTACH_LOST, why);
	leave(attached);
}

static void on_question(void *data, const struct json *answer, err_t why)
{
	struct attached *attached = data;

	(void)answer;
	(void)why;	/* whatever it says, the other end is there */
	attached->question = 0;
}

/* A small one that every server answers in its loop; "here" tells nobody anything. */
static void question_ask(struct attached *attached)
{
	const struct attach_listener listener = { .answer = on_question, .data = attached };
	struct call_request request = { .call = call_find("here") };

	attached->question = attach_call(attached, &request, NULL, 0, &listener);
}

static void on_beat(void *data)
{
	struct attached *attached = data;
	struct pulse_seen seen = pulse_of(attached);
	bool ask;
	int64_t silent = pulse_take(&attached->pulse, &seen, clock_steady_ms(), &ask);

	attached->beat = NULL;
	enter(attached);
	if (ask)
		question_ask(attached);
	if ((silent > 0 || attached->silent) && !attached->closed)
		attached->watcher.silent(attached->watcher.data, silent);
	attached->silent = silent > 0;
	beat_set(attached);
	leave(attached);
}

err_t attach(const struct client_options *options, struct loop *loop,
	const struct attach_watcher *watcher, struct attached **out)
{
	struct attached *attached = mem_alloc(sizeof(*attached));
	struct seek_watcher seek_watcher = { .said = on_said, .over = on_over, .failed = on_failed,
		.data = attached };
	err_t err = seeker_init(&attached->seeker, options, loop, &seek_watcher);

	if (watcher != NULL)
		attached->watcher = *watcher;
	attached->seeker.stays = true;
	open_calls_init(&attached->calls);
	if (err != NULL) {
		destroy(attached);
		return err;
	}
	seek(&attached->seeker, 0);
	*out = attached;
	return NULL;
}

void attach_close(struct attached *attached)
{
	if (attached == NULL)
		return;
	attached->closed = true;
	open_calls_forget_all(&attached->calls);
	if (attached->depth == 0)
		destroy(attached);
}

/* Whoever answers hello answers what follows it: nothing waits for the hello. */
static bool may_say(const struct attached *attached)
{
	return link_is_open(&attached->seeker.link) && !attached->leaving;
}

/* Sends; what happened to the connection is learned in the loop. */
static void send_now(struct attached *attached)
{
	struct seeker *seeker = &attached->seeker;

	link_flush(&seeker->link);
	if (attached->here)
		link_watch(&seeker->link, seeker->loop, on_frames, attached);
	else
		seek_watch(seeker);
}

int64_t attach_call(struct attached *attached, const struct call_request *request, const char *payload,
	size_t payload_len, const struct attach_listener *listener)
{
	struct open_call *call = open_calls_add(&attached->calls, request, payload, payload_len,
		listener);

	if (call->bytes.len == 0 || attached->state == ATTACH_FAILED) {
		soon(attached);
	} else if (may_say(attached)) {
		open_call_say(call, &attached->seeker.link.unsent);
		send_now(attached);
	}
	beat_set(attached);
	return call->id;
}

void attach_forget(struct attached *attached, int64_t id)
{
	if (open_calls_forget(&attached->calls, id) && may_say(attached)) {
		wire_put_cancel(&attached->seeker.link.unsent, id);
		send_now(attached);
	}
}

void attach_cancel(struct attached *attached, int64_t id)
{
	if (!may_say(attached))
		return;
	wire_put_cancel(&attached->seeker.link.unsent, id);
	send_now(attached);
}

void attach_again(struct attached *attached)
{
	struct seeker *seeker = &attached->seeker;

	if (attached->state == ATTACH_FAILED) {
		attached->state = seeker->known ? ATTACH_LOST : ATTACH_SEEKING;
		seeker->alone = true;
	} else if (link_is_open(&seeker->link) || seeker->starting.fd >= 0) {
		return;		/* it is here, or about to be */
	}
	seek(seeker, 0);
}

enum attach_state attach_state(const struct attached *attached)
{
	return attached->state;
}

const struct json *attach_hello(const struct attached *attached)
{
	return attached->seeker.hello;
}

struct clock attach_clock(const struct attached *attached)
{
	return seek_clock(&attached->seeker);
}

size_t attach_pending(const struct attached *attached)
{
	return open_calls_pending(&attached->calls);
}

const char *attach_desk(const struct attached *attached)
{
	return attached->seeker.target.words;
}
