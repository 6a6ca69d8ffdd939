/* SPDX-License-Identifier: ISC */
/*
 * The shipped conversations are fit to be shown: all of them parse, there are
 * enough in both languages, nobody in them has a real address, each message
 * is as short as a post, and what breaks a script is named with its line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/net/playback_script.h"
#include "guichet/base/str.h"
#include "guichet/base/utf8.h"

enum { WANTED = 150, FRENCH_PERCENT = 35, EARLY_WANTED = 36 };

static struct script *shipped(void)
{
	struct script *script = NULL;
	err_t err = script_parse(playback_data, &script);

	if (err != NULL)
		fail_msg("%s", err->text);
	return script;
}

static size_t code_points(const char *text)
{
	const char *end = text + strlen(text);
	size_t count = 0;

	for (uint32_t scalar; text < end; count++)
		text += utf8_decode(text, end, &scalar, NULL);
	return count;
}

static bool ends(const char *text, const char *tail)
{
	size_t len = strlen(text), tail_len = strlen(tail);

	return len > tail_len && strcmp(text + len - tail_len, tail) == 0;
}

static void check_handle(const char *handle)
{
	const char *at = strchr(handle, '@');

	if (at == NULL || at == handle || strchr(at + 1, '@') != NULL
	    || !(ends(handle, ".example") || ends(handle, ".example.org")))
		fail_msg("%s is not at an example host", handle);
}

static void enough_in_both_languages(void **state)
{
	struct script *script = shipped();
	size_t all = 0, french = 0, early = 0;

	(void)state;
	for (size_t i = 0; i < script->count; i++)
		for (size_t j = 0; j < script->brands[i].count; j++) {
			all++;
			french += str_equal(script->brands[i].conversations[j].lang, "fr");
			early += script->brands[i].conversations[j].is_early;
		}
	assert_true(script->count >= 3);
	assert_true(all >= WANTED);
	assert_true(french * 100 >= all * FRENCH_PERCENT);
	assert_true(early >= EARLY_WANTED);
	script_destroy(script);
}

static void ids_are_unique(void **state)
{
	struct script *script = shipped();

	(void)state;
	for (size_t i = 0; i < script->count; i++)
		for (size_t j = 0; j < script->brands[i].count; j++)
			for (size_t k = i; k < script->count; k++)
				for (size_t l = k == i ? j + 1 : 0; l < script->brands[k].count; l++)
					assert_string_not_equal(script->brands[i].conversations[j].id,
						script->brands[k].conversations[l].id);
	script_destroy(script);
}

static void check_conversation(const struct script_conversation *conversation)
{
	static const char *const wheres[] = { "public", "unlisted", "followers", "group", "private" };
	bool known = false;

	for (size_t i = 0; i < 5; i++)
		known = known || str_equal(wheres[i], conversation->where);
	assert_true(known);
	check_handle(conversation->person.handle);
	for (size_t i = 0; i < conversation->step_count; i++) {
		const struct script_step *step = &conversation->steps[i];

		if (step->act == ACT_OTHER)
			check_handle(step->other.handle);
		if (step->text != NULL && !conversation->is_long
		    && code_points(step->text) > SCRIPT_TEXT_MAX)
			fail_msg("%s is too long", conversation->id);
	}
	/* What could upset a terminal is marked, and written as escapes only. */
	if (!conversation->is_hostile)
		for (const char *p = conversation->steps[0].text; *p != '\0'; p++)
			assert_true((unsigned char)*p >= ' ' && *p != 0x7F);
}

static void every_conversation_is_fit(void **state)
{
	struct script *script = shipped();
	size_t hostile = 0;

	(void)state;
	for (size_t i = 0; i < script->count; i++) {
		check_handle(script->brands[i].handle);
		for (size_t j = 0; j < script->brands[i].count; j++) {
			check_conversation(&script->brands[i].conversations[j]);
			hostile += script->brands[i].conversations[j].is_hostile;
		}
	}
	assert_true(hostile >= 8);
	for (size_t i = 0; playback_data[i] != NULL; i++)
		for (const char *p = playback_data[i]; *p != '\0'; p++)
			assert_true((unsigned char)*p >= ' ' && *p != 0x7F);
	script_destroy(script);
}

/* French spacing: never a plain space before ? ! ; : or inside guillemets. */
static void french_is_set_properly(void **state)
{
	static const char *const wrong[] = { " ?", " !", " ; ", " : ", "« ", " »", "'" };
	struct script *script = shipped();

	(void)state;
	for (size_t i = 0; i < script->count; i++)
		for (size_t j = 0; j < script->brands[i].count; j++) {
			const struct script_conversation *conversation =
				&script->brands[i].conversations[j];

			for (size_t k = 0; k < conversation->step_count; k++)
				for (size_t w = 0; w < sizeof(wrong) / sizeof(*wrong); w++)
					if (str_equal(conversation->lang, "fr")
					    && conversation->steps[k].text != NULL
					    && strstr(conversation->steps[k].text, wrong[w]) != NULL)
						fail_msg("%s: \"%s\"", conversation->id, wrong[w]);
		}
	script_destroy(script);
}

static void mistakes_are_named(void **state)
{
#define HEAD "brand b", "called B <b@b.example> 1", "lang en"
	static const struct { const char *lines[8]; const char *text; } cases[] = {
		{ { "says hello" }, "before the first brand" },
		{ { HEAD }, "needs a name" },
		{ { HEAD, "wibble x" }, "unknown word \"wibble\"" },
		{ { HEAD, "conversation c", "from Bob <b@b.example> 1" }, "does not begin" },
		{ { HEAD, "conversation c", "says hi" }, "nobody who writes" },
		{ { HEAD, "conversation c", "says \\q" }, "b, line 5: unknown escape \\q" },
		{ { HEAD, "conversation c", "says \\u{D800}" }, "names no character" },
		{ { HEAD, "conversation c", "nags hi" }, "needs +DELAY" },
		{ { HEAD, "conversation c", "and +1m hi" }, "needs a \"then\"" },
		{ { HEAD, "conversation c", "from Bob" }, "a person is" },
		{ { HEAD, "conversation c", "from Bob <b@b.example> 1", "under x", "says hi" },
			"not there" },
		{ { HEAD, "post p hello" }, "a post is" },
		{ { "brand a", "brand a" }, "there twice" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct script *script = NULL;
		err_t err = script_parse(cases[i].lines, &script);

		assert_non_null(err);
		assert_int_equal(err->kind, ERR_DATA);
		assert_null(script);
		if (strstr(err->text, cases[i].text) == NULL)
			fail_msg("%s: %s", cases[i].text, err->text);
	}
#undef HEAD
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enough_in_both_languages),
		cmocka_unit_test(ids_are_unique),
		cmocka_unit_test(every_conversation_is_fit),
		cmocka_unit_test(french_is_set_properly),
		cmocka_unit_test(mistakes_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
