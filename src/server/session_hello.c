/* SPDX-License-Identifier: ISC */
/*
 * The first frame of a connection: who is there, on which protocol and desk,
 * and what the server answers about itself.  Bytes and their limits are
 * session.c's.
 */
#include <string.h>
#include <unistd.h>

#include "bulk.h"
#include "inside.h"

/* What the site keeps from this member: the front end obeys, and says why. */
static void put_policy(struct json_out *o, const struct session *session)
{
	const struct policy *policy = &session->server->policy;

	if (session->server->policy_file == NULL)
		return;
	json_open_object(o, "policy");
	json_put_text(o, "file", session->server->policy_file);
	json_open_array(o, "locked");
	for (enum policy_what what = 0; what < POLICY_WHATS; what++) {
		if (policy_allows(policy, what, session->actor.role))
			continue;
		json_open_object(o, NULL);
		json_put_text(o, "what", policy_name(what));
		json_put_int(o, "line", policy->of[what].line);
		json_close_object(o);
	}
	json_close_array(o);
	json_close_object(o);
}

static void put_hello(struct session *session)
{
	struct str frame = { 0 };
	struct json_out o = { .to = &frame };

	json_open_object(&o, NULL);
	json_open_object(&o, "hello");
	json_put_time(&o, "now", desk_now(session->server->desk));
	json_put_int(&o, "protocol", WIRE_PROTOCOL);
	json_put_text(&o, "build", wire_build());
	json_put_text(&o, "agent", session->actor.name);
	json_put_text(&o, "played_by", session->actor.played_by);
	json_put_text(&o, "role", role_name(session->actor.role));
	json_put_text(&o, "desk", desk_id(session->server->desk));
	json_put_bool(&o, "private", !session->server->team);
	json_put_int(&o, "pid", (int64_t)getpid());
	put_policy(&o, session);
	bulks_put_stopped(&o, session->server, session->actor.agent);
	json_close_object(&o);
	json_close_object(&o);
	str_add_char(&frame, '\n');
	session_send(session, &frame);
	str_finish(&frame);
}

static err_t check_protocol(int64_t theirs)
{
	if (theirs > WIRE_PROTOCOL)
		return err_make(ERR_PROTOCOL, "update the desk's server: this guichet is newer "
			"(protocol %d, the server's is %d)", (int)theirs, WIRE_PROTOCOL);
	if (theirs < WIRE_PROTOCOL - 1 || theirs < 1)
		return err_make(ERR_PROTOCOL, "update guichet: it is too old for the desk's server "
			"(protocol %d, the server's is %d)", (int)theirs, WIRE_PROTOCOL);
	return NULL;
}

/* A front end that was here before may repeat calls, which another desk would do to other people's conversations. */
static err_t check_desk(const struct server *server, const char *wanted)
{
	if (wanted == NULL || str_equal(wanted, desk_id(server->desk)))
		return NULL;
	return err_make(ERR_STATE, "the desk was removed or replaced while it was open, start guichet again: %s",
		desk_path(server->desk));
}

/* A word, whatever it sends. */
static const char *front_of(struct arena *arena, const char *said)
{
	enum { FRONT_MOST = 16 };
	size_t len = said == NULL ? 0 : strspn(said, "abcdefghijklmnopqrstuvwxyz-");

	return arena_copy_n(arena, len > 0 ? said : "", len < FRONT_MOST ? len : FRONT_MOST);
}

/* Ours say of each call that nobody looked at; of others we know of nobody who does. */
static enum means means_of(const char *front)
{
	static const char *const ours[] = { "screen", "plain", "command", "json", "csv", "tsv" };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(front, ours[i]) == 0)
			return MEANS_HAND;
	return MEANS_SCRIPT;
}

void session_hello(struct session *session, const struct json *hello)
{
	struct server *server = session->server;
	err_t err;

	if (!server_file_is_ours(server)) {
		server_end(server, FILE_REPLACED);
		return;
	}
	if (!server->team && !str_equal(json_text(hello, "build"), wire_build())) {
		server_end(server, "another build starts");
		return;
	}
	err = check_protocol(json_int(hello, "protocol", 0));
	if (err == NULL)
		err = check_desk(server, json_text(hello, "desk"));
	if (err == NULL)
		err = identity_find(session, json_text(hello, "as"));
	if (err != NULL) {
		session_refuse(session, err);
		return;
	}
	session->greeted = true;
	session->front = front_of(session->names, json_text(hello, "front"));
	session->actor.means = means_of(session->front);
	loop_timer_stop(server->loop, &session->stall);
	put_hello(session);
}
