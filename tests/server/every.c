/* SPDX-License-Identifier: ISC */
/*
 * Makes every call of the table, one after the other, with an argument of the
 * right kind for each that must be there:
 *
 *   every SOCKET CONVERSATION OUTBOX ACCOUNT [CALL...]
 *
 * and prints a line for each: name, least role, "ok" or the kind of the
 * error, and the frames that came.  A stream that goes on is cancelled.
 * Names of people, rules and the like are of nobody.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "guichet/base/arena.h"
#include "guichet/base/file.h"
#include "guichet/wire/frame.h"

struct names { const char *conversation, *outbox, *account; };

static const char *word_of(const struct call_arg *arg, const struct names *names, char first[64])
{
	static const char *const words[ARG_KINDS] = {
		[ARG_NETWORK] = "import", [ARG_ASSIGNEE] = "@me", [ARG_AGENT] = "ghost", [ARG_ROLE] = "viewer",
		[ARG_TAG] = "quiet", [ARG_QUERY] = "is:waiting or status:open,pending,resolved,snoozed,on_hold",
		[ARG_TIME] = "1h", [ARG_DURATION] = "30m", [ARG_TEXT] = "words", [ARG_WORD] = "word",
		[ARG_NAME] = "ghost", [ARG_INT] = "1", [ARG_SETTING] = "ghost=1", [ARG_SECRET] = "secret",
		[ARG_RULE] = "ghost", [ARG_SNIPPET] = "ghost", [ARG_COMMAND] = "tag refund", [ARG_METRIC] = "sla",
		[ARG_FILE] = "file", [ARG_PATH] = "file",
	};

	if (arg->kind == ARG_CONVERSATION)
		return names->conversation;
	if (arg->kind == ARG_OUTBOX)
		return names->outbox;
	if (arg->kind == ARG_ACCOUNT)
		return names->account;
	if (arg->kind == ARG_CHOICE) {
		snprintf(first, 64, "%.*s", (int)strcspn(arg->choices, "|"), arg->choices);
		return first;
	}
	return words[arg->kind];
}

/* What must be there, and an optional query, without which some calls mean less. */
static bool is_given(const struct call_arg *arg)
{
	return (arg->flags & ARG_OPTION) == 0 && ((arg->flags & ARG_OPTIONAL) == 0 || arg->kind == ARG_QUERY) &&
		arg->kind != ARG_FLAG && arg->kind != ARG_FILE && arg->kind != ARG_SECRET;
}

static void request_make(struct arena *arena, const struct call *call, const struct names *names,
	struct call_request *out)
{
	*out = (struct call_request){ .call = call };
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++) {
		char first[64];

		if (!is_given(&call->args[i]))
			continue;
		out->values[i].texts = arena_array(arena, 1, sizeof(*out->values[i].texts));
		out->values[i].texts[0] = arena_copy(arena, word_of(&call->args[i], names, first));
		out->values[i].count = 1;
	}
}

/* One frame, as a line; false at the end. */
static bool frame_read(int fd, struct str *in, struct str *line)
{
	for (;;) {
		char bytes[65536], *end = in->len > 0 ? memchr(in->text, '\n', in->len) : NULL;
		ssize_t n;

		if (end != NULL) {
			size_t len = (size_t)(end - in->text);

			str_clear(line);
			str_add_n(line, in->text, len);
			str_cut_front(in, len + 1);
			return true;
		}
		n = read(fd, bytes, sizeof(bytes));
		if (n <= 0)
			return false;
		str_add_n(in, bytes, (size_t)n);
	}
}

static bool call_make(int fd, int64_t id, const struct call *call, const struct names *names)
{
	static const char *const endless[] = { "watch", "changes" };
	static struct str in;
	struct arena *arena = arena_create();
	struct str out = { 0 }, line = { 0 }, said = { 0 };
	struct call_request request;
	const char *kind = NULL;
	bool alive = true;

	request_make(arena, call, names, &request);
	wire_put_request(&out, id, (call->flags & CALL_WRITES) != 0 ? arena_printf(arena, "every-%d-%lld", (int)getpid(),
		(long long)id) : NULL, &request, (call->flags & CALL_PAYLOAD) != 0 ? "x\n" : NULL,
		(call->flags & CALL_PAYLOAD) != 0 ? 2 : 0);
	for (size_t i = 0; i < 2; i++)
		if (strcmp(call->name, endless[i]) == 0)
			wire_put_cancel(&out, id);
	alive = file_write_all(fd, "socket", out.text, out.len) == NULL;
	while (alive && kind == NULL) {
		struct json *json = NULL;

		alive = frame_read(fd, &in, &line);
		if (!alive || json_parse(line.text, line.len, &json) != NULL)
			break;
		if (json_get(json, "hello") == NULL)
			str_printf(&said, "\t%s", str_text(&line));
		if (json_get(json, "error") != NULL)
			kind = arena_copy(arena, json_text(json_get(json, "error"), "kind"));
		else if (json_get(json, "row") == NULL && json_int(json, "id", 0) == id)
			kind = "ok";
		json_destroy(json);
	}
	printf("%s\t%s\t%s%s\n", call->name, role_name(call->least), kind != NULL ? kind : "cut", str_text(&said));
	str_finish(&out);
	str_finish(&line);
	str_finish(&said);
	arena_destroy(arena);
	return alive;
}

static bool is_asked(const char *name, int argc, char **argv)
{
	for (int i = 5; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return argc <= 5;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct wire_hello hello = { WIRE_PROTOCOL, wire_build(), "en", NULL, NULL, NULL };
	struct str out = { 0 };
	struct names names;
	bool alive = true;
	int fd;

	if (argc < 5)
		return 64;
	names = (struct names){ argv[2], argv[3], argv[4] };
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", argv[1]);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		perror(argv[1]);
		return 71;
	}
	wire_put_hello(&out, &hello);
	if (file_write_all(fd, "socket", out.text, out.len) != NULL)
		return 71;
	str_finish(&out);
	for (size_t i = 0; alive && i < calls_count; i++)
		if (is_asked(calls[i].name, argc, argv))
			alive = call_make(fd, (int64_t)i + 1, &calls[i], &names);
	close(fd);
	return alive ? 0 : 1;
}
