/* SPDX-License-Identifier: ISC */
/*
 * What a program does when it sends.  Only a test account is given to it: the
 * message that was read last is answered, twice where that is one reply there,
 * asked for, and taken back where that can be done.
 */
#include "judge.h"

#include <string.h>

#include "guichet/base/clock.h"

#define WORDS "A test: nobody need answer this."

static const char *reply_body(struct check *check, const char *call, const char *key, const char *text, int64_t at_ms)
{
	const struct item *to = &check->answered;
	struct str body = { 0 };
	struct json_out o = { .to = &body };
	const char *result;

	json_open_object(&o, NULL);
	json_put_text(&o, "call", call);
	json_open_object(&o, "reply");
	json_put_text(&o, "key", key);
	json_put_text(&o, "text", text);
	json_put_text(&o, "visibility", visibility_name(to->visibility));
	json_put_text(&o, "answers", to->uid);
	if (to->reply_ctx != NULL)
		json_put_text(&o, "context", to->reply_ctx);
	json_open_array(&o, "recipients");
	json_put_text(&o, NULL, to->author.handle != NULL ? to->author.handle : to->author.id);
	json_close_array(&o);
	json_put_int(&o, "part", 1);
	json_put_int(&o, "parts", 1);
	if (strcmp(call, "reconcile") == 0)
		json_put_time(&o, "attempted", at_ms);
	json_close_object(&o);
	json_close_object(&o);
	result = arena_copy(check->arena, body.text + 1);
	str_finish(&body);
	return result;
}

/* Under which name it is there, or NULL; the answer is judged and freed. */
static const char *sent_id(struct check *check, struct heard *heard)
{
	const char *id = arena_copy(check->arena, json_text(json_path(heard->answer, "ok.sent"), "id"));

	json_destroy(heard->answer);
	heard->answer = NULL;
	return id;
}

/* One that was never sent is not found. */
static void stranger_rule(struct check *check, int64_t at_ms)
{
	struct heard heard;

	call(check, reply_body(check, "reconcile", "check-none-0", "Words that nobody ever sent.", at_ms), &heard);
	rule(check, *fault_of(&heard) == '\0' && json_path(heard.answer, "ok.sent") == NULL,
		"reconcile does not find what was not sent", "%s%s", fault_of(&heard), note_of(check, &heard));
	json_destroy(heard.answer);
}

static void taken_back_rule(struct check *check, const char *id, const char *native)
{
	struct heard heard;
	struct str body = { 0 };
	struct json_out o = { .to = &body };

	json_open_object(&o, NULL);
	json_put_text(&o, "call", "act");
	json_open_object(&o, "act");
	json_put_text(&o, "kind", "retract");
	json_put_text(&o, "message", id);
	if (native != NULL)
		json_put_text(&o, "native", native);
	json_close_object(&o);
	json_close_object(&o);
	call(check, body.text + 1, &heard);
	rule(check, *fault_of(&heard) == '\0', "act is answered: retract", "%s%s", fault_of(&heard), note_of(check, &heard));
	json_destroy(heard.answer);
	str_finish(&body);
}

static bool can_retract(const struct json *hello)
{
	const struct json *acts = json_get(hello, "acts");

	for (size_t i = 0; i < json_count(acts); i++)
		if (str_equal(json_value_text(json_at(acts, i)), "retract"))
			return true;
	return false;
}

static void sent_rules(struct check *check, const struct json *hello, const char *key, int64_t at_ms)
{
	struct heard heard;
	const char *id, *native, *again;

	call(check, reply_body(check, "send", key, WORDS, at_ms), &heard);
	native = arena_copy(check->arena, json_text(json_path(heard.answer, "ok.sent"), "native"));
	rule(check, *fault_of(&heard) == '\0' && (json_get(heard.answer, "ok") == NULL ||
		json_text(json_path(heard.answer, "ok.sent"), "id") != NULL), "send is answered with the name that it has there",
		"%s%s", fault_of(&heard), note_of(check, &heard));
	id = sent_id(check, &heard);
	if (id == NULL)
		return;
	if (json_bool(hello, "repeats", false)) {
		call(check, reply_body(check, "send", key, WORDS, at_ms), &heard);
		again = sent_id(check, &heard);
		rule(check, str_equal(again, id), "sent twice with one key it is one reply", "%s, %s", id,
			again != NULL ? again : "none");
	}
	if (json_bool(hello, "reconcile", false)) {
		call(check, reply_body(check, "reconcile", key, WORDS, at_ms), &heard);
		again = sent_id(check, &heard);
		rule(check, str_equal(again, id), "reconcile finds it", "%s, %s", id, again != NULL ? again : "none");
		stranger_rule(check, at_ms);
	}
	if (can_retract(hello))
		taken_back_rule(check, id, native);
}

void send_rules(struct check *check, const struct json *hello)
{
	struct clock clock = clock_system();
	int64_t now = clock_now(&clock);

	rule(check, json_bool(hello, "sends", false), "it sends", "%s", json_text_or(hello, "why_not", ""));
	rule(check, check->answered.uid != NULL, "a message came that can be answered", "%s",
		check->answered.uid != NULL ? check->answered.uid : "");
	if (json_bool(hello, "sends", false) && check->answered.uid != NULL)
		sent_rules(check, hello, arena_printf(check->arena, "check-%lld-0", (long long)now), now);
}
