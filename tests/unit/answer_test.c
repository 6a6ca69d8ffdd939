/* SPDX-License-Identifier: ISC */
/*
 * What came of a call that changes conversations is said in words, for one
 * and for many of them: every such row of the table of calls has them, and
 * none falls back to the members of the answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "guichet/base/str.h"
#include "guichet/command/command.h"
#include "guichet/json/json.h"

static void keep(void *data, const struct span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++)
		str_add(data, spans[i].text.bytes);
	str_add_char(data, '\n');
}

static const char *said(struct str *out, const struct call *call, const char *answer)
{
	const struct sink sink = { .data = out, .line = keep };
	struct command_env env = { .out = &sink, .arena = arena_create() };
	const struct call_request request = { .call = call };
	struct json *json = NULL;

	str_clear(out);
	assert_null(json_parse(answer, strlen(answer), &json));
	assert_null(command_answer(&env, &request, json));
	json_destroy(json);
	arena_destroy(env.arena);
	return str_text(out);
}

static void every_change_has_words(void **state)
{
	struct str out = { 0 };
	size_t checked = 0;

	(void)state;
	for (size_t i = 0; i < calls_count; i++) {
		if ((calls[i].flags & (CALL_BULK | CALL_ACT)) != CALL_BULK)
			continue;
		checked++;
		if (strstr(said(&out, &calls[i], "{\"changed\":[7],\"count\":1}"), "#7 ") == NULL)
			fail_msg("%s, one: %s", calls[i].name, out.text);
		if (strchr(out.text, '\n')[1] != '\0')
			fail_msg("%s says more than a line: %s", calls[i].name, out.text);
		if (strstr(said(&out, &calls[i], "{\"changed\":[7,8],\"count\":2}"), "changed:") != NULL)
			fail_msg("%s, two: %s", calls[i].name, out.text);
	}
	assert_true(checked >= 15);
	str_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_change_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
