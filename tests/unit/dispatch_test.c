/* SPDX-License-Identifier: ISC */
/*
 * Every row of the table of calls has one function, and every role may make
 * exactly the calls that the table grants it: asked of the function that
 * decides, and of a running server over its socket.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "../../src/server/inside.h"
#include "serving.h"

/* A value that every check of that kind accepts. */
static const char *value_of(const struct call_arg *arg, char *buffer, size_t size)
{
	switch (arg->kind) {
	case ARG_CONVERSATION: case ARG_OUTBOX: case ARG_INT: return "7";
	case ARG_ACCOUNT: return "brand";
	case ARG_NETWORK: return "import";
	case ARG_ASSIGNEE: return "nobody";
	case ARG_AGENT: return "carol";
	case ARG_ROLE: return "agent";
	case ARG_QUERY: return "status:open";
	case ARG_TIME: case ARG_DURATION: return "2h";
	case ARG_SETTING: return "color=blue";
	case ARG_COMMAND: return "tag refund";
	case ARG_METRIC: return "sla";
	case ARG_FLAG: return "true";
	case ARG_CHOICE:
		snprintf(buffer, size, "%.*s", (int)strcspn(arg->choices, "|"), arg->choices);
		return buffer;
	case ARG_TAG: case ARG_TEXT: case ARG_WORD: case ARG_NAME: case ARG_SECRET: case ARG_FILE: case ARG_ATTACH:
	case ARG_PATH:
	case ARG_RULE: case ARG_SNIPPET:
		return "word";
	case ARG_END: case ARG_KINDS:
		break;
	}
	return NULL;
}

static void request_of(const struct call *call, struct call_request *request,
	const char *texts[CALL_ARGS], char buffers[CALL_ARGS][32])
{
	memset(request, 0, sizeof(*request));
	request->call = call;
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++) {
		if ((call->args[i].flags & (ARG_OPTIONAL | ARG_OPTION)) != 0)
			continue;
		texts[i] = value_of(&call->args[i], buffers[i], 32);
		request->values[i] = (struct call_value){ 1, &texts[i] };
	}
}

static void tables_are_equal(void **state)
{
	(void)state;
	assert_int_equal(server_calls_count, calls_count);
	for (size_t i = 0; i < server_calls_count; i++) {
		assert_non_null(call_find(server_calls[i].name));
		assert_true(i == 0 || strcmp(server_calls[i - 1].name, server_calls[i].name) < 0);
		assert_non_null(server_calls[i].run);
	}
}

static void roles_may_what_the_table_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < calls_count; i++) {
		const char *texts[CALL_ARGS] = { 0 };
		char buffers[CALL_ARGS][32];
		struct call_request request;

		request_of(&calls[i], &request, texts, buffers);
		for (int role = 0; role < ROLES; role++) {
			err_t err = dispatch_check(&request, (enum role)role);

			if (role_may((enum role)role, calls[i].least))
				assert_null(err);
			else
				assert_true(err_is(err, ERR_DENIED));
		}
	}
}

static void args_of(const struct call *call, struct str *out)
{
	struct json_out o = { .to = out };
	char buffer[32];

	json_open_object(&o, NULL);
	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++) {
		if ((call->args[i].flags & (ARG_OPTIONAL | ARG_OPTION)) != 0)
			continue;
		json_open_array(&o, call->args[i].name);
		json_put_text(&o, NULL, value_of(&call->args[i], buffer, sizeof(buffer)));
		json_close_array(&o);
	}
	json_close_object(&o);
}

static void ask_as(const struct serving *s, const struct call *call, enum role role, size_t *refused)
{
	struct talker t;
	struct str args = { 0 };
	struct json *frame;
	const char *kind;

	talker_open(s, &t, role_name(role));
	args_of(call, &args);
	talker_call(&t, call->name, NULL, args.text, (call->flags & CALL_PAYLOAD) != 0 ? "\n" : NULL);
	if ((call->flags & CALL_STREAM) != 0)	/* one that may be silent ends with a word */
		talker_send(&t, "{\"cancel\":1}\n", strlen("{\"cancel\":1}\n"));
	frame = talker_frame(&t);
	assert_non_null(frame);
	kind = error_kind(frame);
	if (role_may(role, call->least)) {
		if (kind != NULL && strcmp(kind, "denied") == 0)
			fail_msg("%s as %s: %s", call->name, role_name(role),
				json_text(json_get(frame, "error"), "text"));
	} else {
		assert_non_null(kind);
		assert_string_equal(kind, "denied");
		(*refused)++;
	}
	json_destroy(frame);
	str_finish(&args);
	talker_close(&t);
}

static void a_server_does_the_same(void **state)
{
	struct serving s;
	struct talker admin;
	size_t refused = 0, expected = 0;

	(void)state;
	serving_begin(&s, 0);
	talker_open(&s, &admin, NULL);
	for (int role = 0; role < ROLES; role++) {
		struct str args = { 0 };
		struct json *frame;

		str_printf(&args, "{\"name\":[\"%s\"],\"role\":[\"%s\"]}",
			role_name((enum role)role), role_name((enum role)role));
		frame = talker_ask(&admin, "agent add", NULL, args.text, NULL);
		assert_null(error_kind(frame));
		json_destroy(frame);
		str_finish(&args);
	}
	for (size_t i = 0; i < calls_count; i++) {
		for (int role = 0; role < ROLES; role++) {
			expected += !role_may((enum role)role, calls[i].least);
			ask_as(&s, &calls[i], (enum role)role, &refused);
		}
	}
	assert_int_equal(refused, expected);
	talker_close(&admin);
	serving_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_equal),
		cmocka_unit_test(roles_may_what_the_table_says),
		cmocka_unit_test(a_server_does_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
