/* SPDX-License-Identifier: ISC */
/*
 * From a frame to an answer: is there such a call, may this agent make it,
 * are its words right; then a write runs inside one transaction with its
 * answer in the journal, a question runs here or in the reader thread, and a
 * stream begins.
 */
#include "inside.h"

#include <inttypes.h>
#include <string.h>

#include "access.h"
#include "bulk.h"
#include "changes.h"
#include "guichet/desk/schedule.h"
#include "guichet/model/scope.h"
#include "limits.h"
#include "pages.h"
#include "reader.h"
#include "rules.h"
#include "writes.h"

enum { KEY_MAX = 128 };

err_t dispatch_check(const struct call_request *request, enum role role)
{
	const struct call *call = request->call;

	if (!role_may(role, call->least))
		return err_make(ERR_DENIED, "%s: needs the role %s, you are %s", call->name,
			role_name(call->least), role_name(role));
	return call_check(request);
}

/* Whether what the desk holds leaves it by an option that was given. */
static bool is_sent_out(const struct call_request *request)
{
	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].kind != ARG_END; i++)
		if ((request->call->args[i].flags & ARG_EXPORT) != 0 && request->values[i].count > 0)
			return true;
	return false;
}

err_t site_lets_out(const struct server *server, enum role role, const char *what)
{
	if (policy_allows(&server->policy, POLICY_EXPORT, role))
		return NULL;
	return err_make(ERR_DENIED, "%s: kept from you by %s, line %d", what, server->policy_file,
		server->policy.of[POLICY_EXPORT].line);
}

/* Whatever program asks. */
static err_t site_check(const struct server *server, const struct call_request *request, enum role role)
{
	if ((request->call->flags & CALL_EXPORT) == 0 && !is_sent_out(request))
		return NULL;
	return site_lets_out(server, role, request->call->name);
}

err_t dispatch_fits(const struct str *body)
{
	if (body->len > ANSWER_MAX)
		return err_make(ERR_STATE, "the answer is too long: ask for less with --limit");
	return NULL;
}

/* Several queries must all hold, so one that has an or in it stands in parentheses. */
static bool wants_group(const char *text)
{
	return strstr(text, " or ") != NULL || strstr(text, " OR ") != NULL;
}

const char *context_query_text(struct call_context *context, const char *fallback)
{
	struct str text = { 0 };
	size_t count = call_count(context->request, "query");
	const char *copy;

	for (size_t i = 0; i < count; i++) {
		const char *query = call_text_at(context->request, "query", i);
		bool group = count > 1 && wants_group(query);

		str_printf(&text, "%s%s%s%s", i > 0 ? " " : "", group ? "(" : "", query, group ? ")" : "");
	}
	copy = count > 0 && str_text(&text)[0] != '\0' ? arena_copy(context->arena, text.text) : fallback;
	str_finish(&text);
	return copy;
}

/*
 * What a member's scope hides is answered as if it were not there.  Writes
 * find that out in their transaction, what is done in slices as it looks at
 * each; everything else is looked at here, by the kinds of its arguments.
 */
static err_t number_seen(struct call_context *context, const struct call_arg *arg, int64_t number)
{
	int64_t conversation = number;
	bool seen = false;
	err_t err = NULL;

	if (arg->kind == ARG_OUTBOX)
		err = read_outbox_of(context->reader, context->arena, number, &conversation);
	if (err == NULL)
		err = read_seen(context->reader, context->arena, context->actor, conversation, &seen);
	if (err != NULL || seen)
		return err;
	return arg->kind == ARG_OUTBOX ? err_make(ERR_NOT_FOUND, "there is nothing with the number %" PRId64
		" in the outbox", number) : err_make(ERR_NOT_FOUND, "there is no conversation #%" PRId64, number);
}

static err_t argument_seen(struct call_context *context, const struct call_arg *arg)
{
	bool writes = (context->request->call->flags & CALL_WRITES) != 0;
	err_t err = NULL;

	for (size_t i = 0; err == NULL && i < call_count(context->request, arg->name); i++) {
		const char *text = call_text_at(context->request, arg->name, i);

		if (arg->kind == ARG_ACCOUNT && !scope_has_account(context->actor->scope, text))
			return err_make(ERR_NOT_FOUND, "there is no account %s", text);
		if (!writes && (arg->kind == ARG_CONVERSATION || arg->kind == ARG_OUTBOX))
			err = number_seen(context, arg, call_int_at(context->request, arg->name, i));
	}
	return err;
}

static err_t scope_check(struct call_context *context)
{
	const struct call *call = context->request->call;
	err_t err = NULL;

	if (context->actor->scope == NULL)
		return NULL;
	if (!call_keeps_scope(call))
		return err_make(ERR_DENIED, "%s: tells of the whole desk, and you see a part of it", call->name);
	for (size_t i = 0; err == NULL && i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		err = argument_seen(context, &call->args[i]);
	return err;
}

err_t context_limit(const struct call_context *context, int64_t fallback, int64_t most, size_t *out)
{
	int64_t limit = call_int(context->request, "limit", fallback);

	if (limit < 1 || limit > most)
		return err_make(ERR_USAGE, "--limit is a number from 1 to %lld", (long long)most);
	*out = (size_t)limit;
	return NULL;
}

err_t context_accounts(struct call_context *context, struct account **out, size_t *count)
{
	struct account *rows = NULL;
	size_t all = 0, kept = 0;
	err_t err = read_accounts(context->reader, context->arena, &rows, &all);

	for (size_t i = 0; err == NULL && i < all; i++)
		if (scope_has_account(context->actor->scope, rows[i].name))
			rows[kept++] = rows[i];
	*out = rows;
	*count = kept;
	return err;
}

err_t context_sees(struct call_context *context, int64_t conversation, bool *out)
{
	*out = true;
	return context->actor->scope == NULL ? NULL :
		read_seen(context->reader, context->arena, context->actor, conversation, out);
}

struct query_context context_who(const struct call_context *context)
{
	return (struct query_context){ .agent = context->actor->agent, .agent_name = context->actor->name,
		.now_ms = context->now_ms };
}

err_t context_query_sql(struct call_context *context, const char *text, struct query_sql *out)
{
	struct query_context who = context_who(context);
	struct query *query;
	err_t err = read_query(context->reader, context->arena, context->actor->scope, text, &query);

	return err != NULL ? err : query_sql(context->arena, query, &who, out);
}

err_t context_place(struct call_context *context, struct call_request *request)
{
	bool timed = false;

	for (size_t i = 0; i < CALL_ARGS && request->call->args[i].kind != ARG_END; i++)
		timed = timed || (request->call->args[i].kind == ARG_TIME && request->values[i].count > 0);
	return timed ? read_zone(context->reader, context->arena, &request->zone) : NULL;
}

const struct server_call *dispatch_function(const struct call *call)
{
	for (size_t i = 0; i < server_calls_count; i++) {
		if (strcmp(server_calls[i].name, call->name) == 0)
			return &server_calls[i];
	}
	return NULL;
}

/*
 * Whoever changes who may do what, or brings a payload that lies in the
 * session's buffer, does it at once and alone; the others share a commit.
 */
static err_t run_write(struct call_context *context, const struct server_call *function, const char *key,
	bool *taken)
{
	struct writes *writes = context->server->writes;
	enum bulks_takes takes = BULKS_NOT;
	bool looks;
	err_t err;

	if (key != NULL && strlen(key) > KEY_MAX)
		return err_make(ERR_USAGE, "a key has at most %d characters", KEY_MAX);
	if (key != NULL && str_starts(key, RULE_KEY))	/* or somebody could use one up before the rule does */
		return err_make(ERR_USAGE, "a key does not begin with \"%s\"", RULE_KEY);
	if (key != NULL && key[0] == '\0')
		key = NULL;
	err = bulks_take(context, key, &takes);
	*taken = takes == BULKS_TAKEN;
	if (err != NULL || takes != BULKS_NOT)
		return err;
	looks = function->look != NULL;
	if (looks && function->is_slow != NULL)
		err = function->is_slow(context, &looks);
	if (err != NULL)
		return err;
	if (looks) {
		writes_run(writes);	/* what it looks at includes what the same client wrote before */
		if (context->session->dead)
			return err_make(ERR_CANCELLED, "nobody is left to answer");
		*taken = true;
		writes_look(context, function, key);
		return NULL;
	}
	if (context->request->call->least < ROLE_ADMIN && context->payload_len == 0) {
		*taken = true;
		writes_add(writes, context, function, key);
		return NULL;
	}
	writes_run(writes);
	return write_one(context, function, key);
}

static err_t is_for_reader(struct call_context *context, const struct server_call *function, bool *out)
{
	*out = (context->request->call->flags & CALL_READER) != 0;
	if (*out || function->is_slow == NULL)
		return NULL;
	return function->is_slow(context, out);
}

/* Runs a checked call; *taken when somebody else answers and owns the arena. */
static err_t run_call(struct call_context *context, const struct server_call *function, const char *key,
	bool *taken, bool *later)
{
	unsigned flags = context->request->call->flags;
	bool reads = false;
	err_t err;

	if ((flags & CALL_WRITES) != 0)
		return run_write(context, function, key, taken);
	writes_run(context->server->writes);
	if (context->session->dead)
		return err_make(ERR_CANCELLED, "nobody is left to answer");
	err = is_for_reader(context, function, &reads);
	if (err == NULL && reads && function->prepare != NULL)
		err = function->prepare(context);
	if (err != NULL)
		return err;
	if (reads) {
		/* What was sent lies in the session's buffer, which goes on. */
		if (context->payload_len > 0)
			context->payload = arena_copy_n(context->arena, context->payload, context->payload_len);
		*taken = true;
		readers_add(context->server->readers, context, function);
		return NULL;
	}
	*later = (flags & CALL_STREAM) != 0;
	err = function->run(context);
	return err != NULL ? err : dispatch_fits(context->answer);
}

/* Arguments lie in the arena. */
static void arena_end(struct arena *arena, const struct call *call)
{
	bool secret = false;

	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		secret = secret || call->args[i].kind == ARG_SECRET;
	if (secret)
		arena_wipe(arena);
	else
		arena_destroy(arena);
}

static void run_request(struct session *session, int64_t id, const char *key, struct call_request *request,
	const struct frame *frame, struct arena *arena)
{
	const struct server_call *function = dispatch_function(request->call);
	struct str answer = { 0 };
	bool taken = false, later = false;
	struct actor actor = session->actor;
	struct call_context context = {
		.server = session->server, .desk = session->server->desk, .session = session, .id = id,
		.reader = desk_reader(session->server->desk), .arena = arena, .request = request,
		.actor = &actor, .payload = frame->payload, .payload_len = frame->payload_len,
		.now_ms = desk_now(session->server->desk), .answer = &answer,
	};
	err_t err = dispatch_check(request, session->actor.role);

	if (request->means != MEANS_HAND)
		actor.means = request->means;
	if (err == NULL)
		err = site_check(session->server, request, session->actor.role);
	if (err == NULL)
		err = limits_take(session->server->limits, session, request->call);
	if (err == NULL)
		err = scope_check(&context);
	if (err == NULL && function == NULL)
		err = err_make(ERR_UNSUPPORTED, "%s: this server cannot do that", request->call->name);
	if (err == NULL)
		err = context_place(&context, request);
	if (err == NULL && ((request->call->flags & CALL_READS) != 0 || is_sent_out(request)))
		err = access_note(session->server->access, &context);
	if (err == NULL)
		err = run_call(&context, function, key, &taken, &later);
	if (!taken && (err != NULL || !later))
		session_answer(session, id, err, answer.len > 0 ? answer.text : NULL);
	str_finish(&answer);
	if (!taken)
		arena_end(arena, request->call);
}

static void cancel(struct session *session, int64_t id)
{
	if (!readers_cancel(session, id) && !bulks_cancel(session, id) && !pages_cancel(session, id) &&
	    !changes_cancel(session, id))
		carried_cancel(session, id);
}

void dispatch_frame(struct session *session, const struct frame *frame)
{
	struct call_request request = { 0 };
	struct arena *arena;
	const char *key = NULL;
	int64_t id = 0;
	err_t err;

	if (json_get(frame->json, "cancel") != NULL) {
		cancel(session, json_int(frame->json, "cancel", 0));
		return;
	}
	arena = arena_create();
	err = wire_get_request(arena, frame->json, &id, &key, &request);
	if (err != NULL) {
		session_answer(session, id, err, NULL);
		arena_wipe(arena);
		return;
	}
	run_request(session, id, key, &request, frame, arena);
}
