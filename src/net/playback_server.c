/* SPDX-License-Identifier: ISC */
/*
 * What the playback network answers to which request, and how it fails when
 * asked to.  Its hosts are BRAND.playback.example; a further label, or a word
 * behind a comma in the profile, names a way to fail
 * ("aurore.flaky.playback.example", "demo,flaky").
 */
#include "playback_server.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/utf8.h"
#include "playback_memory.h"
#include "playback_record.h"

enum { PAGE_MAX = 200, RETRY_AFTER_MS = 2000, PLAYBACK_VERSION = 1 };

/* One letter for each request in turn, for ever. */
enum {
	DO_ANSWER = '.',
	DO_LOSE_ANSWER = 'D',	/* done, but the connection breaks */
	DO_LOSE_REQUEST = 'L',	/* the connection breaks, nothing is done */
	DO_LIMIT = '4',
	DO_FAIL = 'X',		/* 500, nothing is done */
	DO_FAIL_DONE = 'Y',	/* 500, but it was done */
	DO_DENY = 'A',
	DO_REFUSE = 'R',
	DO_UNREACHABLE = 'N'
};

struct fault { const char *name, *get, *post; };

static const struct fault faults[] = {
	{ "flaky", ".....X....4", ".D4XLY" },
	{ "lossy", ".", "D." },
	{ "lost", ".", "L." },
	{ "busy", "4.", "4." },
	{ "broken", "X", "X" },
	{ "denied", "A", "A" },
	{ "refusing", ".", "R" },
	{ "down", "N", "N" },
	{ "keyless", ".", "." },	/* keys are ignored: idempotency level 2 */
	{ "mute", ".", "." },		/* and posts cannot be read back: level 3 */
};

enum { FAULTS = sizeof(faults) / sizeof(*faults) };

struct server {
	struct script *script;
	struct memory memory;
	enum pace pace;
	const struct fault *fault;	/* for all hosts, from the profile */
	size_t turns[FAULTS][2];	/* GET and POST so far */
	struct world **worlds;		/* one slot for each brand of the script */
};

/* A request as the network understands it. */
struct call {
	struct arena *arena;
	struct server *server;
	struct world *world;
	const struct fault *fault;
	bool post, keyless, mute;
	const char *path, *query, *body;
	int64_t now_ms;
	struct response *response;
};

static void answer(struct call *call, int status, const char *text)
{
	call->response->status = status;
	call->response->body = arena_copy(call->arena, text);
	call->response->len = strlen(text);
}

static void answer_error(struct call *call, int status, const char *why)
{
	struct str line = { 0 };

	record_add(&line, "error", why);
	answer(call, status, line.text);
	str_finish(&line);
}

static void do_self(struct call *call)
{
	const struct script_brand *brand = call->world->brand;
	struct str line = { 0 };

	record_add(&line, "id", brand->handle);
	record_add(&line, "handle", brand->handle);
	record_add(&line, "name", brand->name);
	record_add(&line, "lang", brand->lang);
	record_add_int(&line, "max_chars", SCRIPT_TEXT_MAX);
	record_add_int(&line, "level", call->mute ? 3 : call->keyless ? 2 : 1);
	record_add_int(&line, "version", PLAYBACK_VERSION);
	answer(call, 200, line.text);
	str_finish(&line);
}

/* GET /inbox?after=SEQ&limit=N: one record a line; the last line, without "op", names the cursor. */
static void do_feed(struct call *call, const struct feed *feed)
{
	unsigned long long after = strtoull(form_get(call->arena, call->query, "after"), NULL, 10);
	unsigned long long limit = strtoull(form_get(call->arena, call->query, "limit"), NULL, 10);
	struct str text = { 0 };
	size_t i, end;

	/* A cursor from another history: everything is told again. */
	if (after > feed->count)
		after = 0;
	if (limit == 0 || limit > PAGE_MAX)
		limit = PAGE_MAX;
	end = feed->count - (size_t)after > limit ? (size_t)(after + limit) : feed->count;
	for (i = (size_t)after; i < end; i++) {
		str_add(&text, feed->lines[i]);
		str_add_char(&text, '\n');
	}
	record_add_int(&text, "cursor", (int64_t)end);
	record_add_int(&text, "more", end < feed->count);
	str_add_char(&text, '\n');
	answer(call, 200, text.text);
	str_finish(&text);
}

static void answer_posted(struct call *call, const struct posted *posted)
{
	struct str line = { 0 };

	record_add(&line, "id", posted->id);
	record_add_int(&line, "at", posted->at_ms);
	answer(call, 200, line.text);
	str_finish(&line);
}

/* GET /post?id= | key= | to=&text=&since=: one of the account's own posts. */
static void do_find(struct call *call)
{
	const struct memory *memory = &call->server->memory;
	const char *id = form_get(call->arena, call->query, "id");
	const char *key = form_get(call->arena, call->query, "key");
	const char *to = form_get(call->arena, call->query, "to");
	const char *text = form_get(call->arena, call->query, "text");
	int64_t since = strtoll(form_get(call->arena, call->query, "since"), NULL, 10);
	const char *brand = call->world->brand->id;

	if (call->mute) {
		answer_error(call, 404, "this server does not tell");
		return;
	}
	for (size_t i = memory->count; i > 0; i--) {
		const struct posted *posted = &memory->posts[i - 1];
		bool found = *id != '\0' ? str_equal(posted->id, id)
			: *key != '\0' ? !call->keyless && str_equal(posted->key, key)
			: *to != '\0' && posted->at_ms >= since && str_equal(posted->to, to)
				&& str_equal(posted->text, text);

		if (found && posted->act == NULL && str_equal(posted->brand, brand)) {
			answer_posted(call, posted);
			return;
		}
	}
	answer_error(call, 404, "no such post");
}

static const char *post_problem(const struct call *call, const struct posted *posted, int *status)
{
	enum world_target target = *posted->to != '\0' ? world_target(call->world, posted->to)
		: TARGET_PUBLIC;
	const char *end = posted->text + strlen(posted->text);
	size_t length = 0;

	for (const char *p = posted->text; p < end; length++) {
		uint32_t scalar;

		p += utf8_decode(p, end, &scalar, NULL);
	}
	*status = target == TARGET_NONE ? 404 : target == TARGET_GONE ? 410 : 422;
	if (target == TARGET_NONE)
		return "the message you answer does not exist";
	if (target == TARGET_GONE)
		return "the message you answer was deleted";
	if (target == TARGET_BLOCKED)
		return "this person takes no messages from you";
	if (target == TARGET_PRIVATE && !str_equal(posted->visibility, "private"))
		return "a private message is answered in private only";
	if (length == 0 && *form_get(call->arena, call->body, "files") == '\0')
		return "the text is empty";
	return length > SCRIPT_TEXT_MAX ? "the text is too long" : NULL;
}

/* POST /posts: key, to, visibility, text, files (their names).  A key that was seen answers as it did then. */
static void do_post(struct call *call)
{
	struct memory *memory = &call->server->memory;
	struct posted posted = {
		.brand = call->world->brand->id,
		.key = form_get(call->arena, call->body, "key"),
		.to = form_get(call->arena, call->body, "to"),
		.visibility = form_get(call->arena, call->body, "visibility"),
		.text = form_get(call->arena, call->body, "text"),
		.at_ms = call->now_ms,
	};
	const struct posted *before = call->keyless ? NULL
		: memory_by_key(memory, posted.brand, posted.key);
	const char *problem;
	int status;
	err_t err;

	if (before != NULL) {
		answer_posted(call, before);
		return;
	}
	problem = post_problem(call, &posted, &status);
	if (problem != NULL) {
		answer_error(call, status, problem);
		return;
	}
	posted.id = arena_printf(call->arena, "%s-us.%zu", posted.brand, memory->count + 1);
	err = memory_append(memory, &posted);
	if (err != NULL)
		answer_error(call, 500, err->text);
	else
		answer_posted(call, &posted);
}

static const char *act_problem(const struct call *call, const struct posted *posted)
{
	bool person = str_equal(posted->act, "block") || str_equal(posted->act, "unblock") || str_equal(posted->act, "report");

	if (*posted->act == '\0' || *posted->to == '\0')
		return "the act does not say what it is about";
	if (person)
		return NULL;
	if (str_equal(posted->act, "retract"))
		return world_is_ours(call->world, posted->to) ? NULL : "no such post";
	return world_target(call->world, posted->to) != TARGET_NONE ? NULL : "no such message";
}

/* POST /acts: act, key, to, text.  A key that was seen answers as it did then. */
static void do_act(struct call *call)
{
	struct memory *memory = &call->server->memory;
	struct posted posted = {
		.brand = call->world->brand->id, .key = form_get(call->arena, call->body, "key"),
		.act = form_get(call->arena, call->body, "act"), .to = form_get(call->arena, call->body, "to"),
		.visibility = "", .text = form_get(call->arena, call->body, "text"), .at_ms = call->now_ms,
	};
	const struct posted *before = memory_by_key(memory, posted.brand, posted.key);
	const char *problem = before == NULL ? act_problem(call, &posted) : NULL;
	err_t err;

	if (before != NULL || problem != NULL) {
		if (problem != NULL)
			answer_error(call, 404, problem);
		else
			answer_posted(call, before);
		return;
	}
	posted.id = arena_printf(call->arena, "%s-act.%zu", posted.brand, memory->count + 1);
	err = memory_append(memory, &posted);
	if (err != NULL)
		answer_error(call, 500, err->text);
	else
		answer_posted(call, &posted);
}

static void do_call(struct call *call)
{
	if (call->post && str_equal(call->path, "/posts"))
		do_post(call);
	else if (call->post && str_equal(call->path, "/acts"))
		do_act(call);
	else if (!call->post && str_equal(call->path, "/self"))
		do_self(call);
	else if (!call->post && str_equal(call->path, "/inbox"))
		do_feed(call, &call->world->inbox);
	else if (!call->post && str_equal(call->path, "/own"))
		do_feed(call, &call->world->own);
	else if (!call->post && str_equal(call->path, "/post"))
		do_find(call);
	else
		answer_error(call, 404, "no such address");
}

static void lose(struct call *call, enum response_fault fault, const char *text)
{
	*call->response = (struct response){
		.fault = fault, .fault_text = text, .body = "", .rate_remaining = -1,
	};
}

static char next_turn(const struct call *call)
{
	const char *pattern;
	size_t turn;

	if (call->fault == NULL)
		return DO_ANSWER;
	pattern = call->post ? call->fault->post : call->fault->get;
	turn = call->server->turns[call->fault - faults][call->post]++;
	return pattern[turn % strlen(pattern)];
}

static void do_or_fail(struct call *call)
{
	switch (next_turn(call)) {
	case DO_LOSE_ANSWER:
		do_call(call);
		lose(call, FAULT_BROKEN, "the connection was closed before an answer came");
		break;
	case DO_LOSE_REQUEST:
		lose(call, FAULT_BROKEN, "the connection was closed before an answer came");
		break;
	case DO_UNREACHABLE:
		lose(call, FAULT_NOT_SENT, "connection refused");
		break;
	case DO_LIMIT:
		answer_error(call, 429, "slow down");
		call->response->retry_after_ms = RETRY_AFTER_MS;
		call->response->rate_remaining = 0;
		break;
	case DO_FAIL_DONE:
		do_call(call);
		answer_error(call, 500, "internal error");
		break;
	case DO_FAIL:
		answer_error(call, 500, "internal error");
		break;
	case DO_DENY:
		answer_error(call, 401, "the token is not valid");
		break;
	case DO_REFUSE:
		answer_error(call, 422, "this account may not post");
		break;
	default:
		do_call(call);
		break;
	}
}

static const struct fault *fault_find(const char *name, size_t len)
{
	for (size_t i = 0; i < FAULTS; i++)
		if (strlen(faults[i].name) == len && strncmp(faults[i].name, name, len) == 0)
			return &faults[i];
	return NULL;
}

/* The account's world with everything that was posted and has arrived, or NULL. */
static struct world *world_at(struct server *server, const char *brand, int64_t now_ms)
{
	struct memory *memory = &server->memory;
	const struct script_brand *found = script_brand(server->script, brand);
	struct world_options options = {
		.seed = memory->seed, .start_ms = memory->start_ms, .pace = server->pace,
		.turns = server->script->count,
	};
	struct world **world;

	if (found == NULL)
		return NULL;
	options.turn = (size_t)(found - server->script->brands);
	world = &server->worlds[found - server->script->brands];
	if (*world == NULL)
		*world = world_create(found, &options);
	for (; (*world)->applied < memory->count; (*world)->applied++)
		if (str_equal(memory->posts[(*world)->applied].brand, brand))
			world_apply(*world, &memory->posts[(*world)->applied]);
	world_advance(*world, now_ms);
	return *world;
}

/* Splits the URL; the host's labels name the brand and a fault. */
static void call_address(struct call *call, const char *url, const char **brand)
{
	const char *host = strstr(url, "://"), *path;
	size_t len;

	host = host != NULL ? host + 3 : url;
	path = host + strcspn(host, "/?");
	len = strcspn(path, "?");
	call->path = arena_copy_n(call->arena, path, len);
	call->query = arena_copy(call->arena, path[len] == '?' ? path + len + 1 : "");
	*brand = arena_copy_n(call->arena, host, strcspn(host, ".:/?"));
	call->fault = call->server->fault;
	for (const char *label = host; label < path; label += strcspn(label, ".") + 1) {
		size_t label_len = strcspn(label, ".:/?");
		const struct fault *fault = fault_find(label, label_len);

		if (fault != NULL)
			call->fault = fault;
		if (label[label_len] != '.')
			break;
	}
	call->mute = call->fault != NULL && str_equal(call->fault->name, "mute");
	call->keyless = call->mute
		|| (call->fault != NULL && str_equal(call->fault->name, "keyless"));
}

/* "demo", "stage", "flood", "quiet", and perhaps a fault, between commas. */
static err_t profile_parse(struct server *server, const char *profile)
{
	static const struct { const char *name; enum pace pace; } paces[] = {
		{ "demo", PACE_DEMO }, { "stage", PACE_STAGE }, { "flood", PACE_FLOOD }, { "quiet", PACE_QUIET },
	};

	for (const char *word = profile; *word != '\0'; word += *word == ',') {
		size_t len = strcspn(word, ",");
		const struct fault *fault = fault_find(word, len);
		bool known = fault != NULL;

		if (fault != NULL)
			server->fault = fault;
		for (size_t i = 0; i < sizeof(paces) / sizeof(*paces); i++) {
			if (strlen(paces[i].name) != len || strncmp(paces[i].name, word, len) != 0)
				continue;
			server->pace = paces[i].pace;
			known = true;
		}
		if (!known)
			return err_make(ERR_USAGE, "the playback network has no profile \"%.*s\"",
				(int)len, word);
		word += len;
	}
	return NULL;
}

void server_answer(struct server *server, const struct request *request, int64_t now_ms,
	struct arena *arena, struct response *response)
{
	struct call call = {
		.arena = arena, .server = server, .post = str_equal(request->method, "POST"),
		.body = arena_copy_n(arena, request->body_len > 0 ? request->body : "",
			request->body_len),
		.now_ms = now_ms, .response = response,
	};
	const char *brand;
	err_t err = memory_catch_up(&server->memory);

	response->rate_remaining = -1;
	response->date_ms = now_ms;
	call_address(&call, request->url, &brand);
	call.world = world_at(server, brand, now_ms);
	if (err != NULL)
		answer_error(&call, 500, err->text);
	else if (call.world == NULL)
		answer_error(&call, 404, "no such account");
	else
		do_or_fail(&call);
}

void playback_server_destroy(struct server *server)
{
	if (server == NULL)
		return;
	for (size_t i = 0; server->worlds != NULL && i < server->script->count; i++)
		world_destroy(server->worlds[i]);
	free(server->worlds);
	script_destroy(server->script);
	memory_close(&server->memory);
	free(server);
}

err_t playback_server_create(const struct transport_playback_options *options, struct server **out)
{
	const char *profile = options->profile != NULL ? options->profile : "demo";
	struct server *server = mem_alloc(sizeof(*server));
	err_t err = memory_open(&server->memory, options->state_path, options->seed,
		options->start_ms, profile);

	if (err == NULL)
		err = profile_parse(server, server->memory.profile);
	if (err == NULL)
		err = script_parse(playback_data, &server->script);
	if (err != NULL) {
		playback_server_destroy(server);
		return err;
	}
	server->worlds = mem_array(server->script->count, sizeof(struct world *));
	*out = server;
	return NULL;
}
