/* SPDX-License-Identifier: ISC */
/*
 * Parses the content of the playback network: lines "word rest", a blank line
 * or the next "conversation" ends one.  Everything is checked here, so that
 * the network itself never meets a broken conversation.
 */
#include "playback_script.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/clock.h"
#include "guichet/base/str.h"
#include "guichet/base/utf8.h"

struct parser {
	struct script *script;
	struct script_brand *brand;
	struct script_conversation *conversation;
};

static err_t escape_hex(const char **p, uint32_t *scalar)
{
	char *end;

	if (**p != '{' || !isxdigit((unsigned char)(*p)[1]))
		return err_make(ERR_DATA, "\\u needs {hex digits}");
	*scalar = (uint32_t)strtoul(*p + 1, &end, 16);
	if (*end != '}' || *scalar == 0 || *scalar > 0x10FFFF
	    || (*scalar >= 0xD800 && *scalar < 0xE000))
		return err_make(ERR_DATA, "\\u names no character");
	*p = end + 1;
	return NULL;
}

static err_t unescape(struct arena *arena, const char *in, const char **out)
{
	struct str text = { 0 };
	err_t err = NULL;

	for (const char *p = in; *p != '\0' && err == NULL;) {
		uint32_t scalar = 0;
		char bytes[UTF8_MAX];

		if (*p != '\\') {
			str_add_char(&text, *p++);
			continue;
		}
		p++;
		if (*p == 'n' || *p == 't' || *p == '\\') {
			str_add_char(&text, *p == 'n' ? '\n' : *p == 't' ? '\t' : '\\');
			p++;
		} else if (*p == 'u') {
			p++;
			err = escape_hex(&p, &scalar);
			if (err == NULL)
				str_add_n(&text, bytes, utf8_encode(scalar, bytes));
		} else {
			err = err_make(ERR_DATA, "unknown escape \\%c", *p);
		}
	}
	if (err == NULL && (text.len == 0 || !utf8_valid(text.text, text.len)))
		err = err_make(ERR_DATA, "text is empty or not UTF-8");
	if (err == NULL)
		*out = arena_copy_n(arena, text.text, text.len);
	str_finish(&text);
	return err;
}

/* Takes "+5m " or "-2h " from the front; without a sign nothing is taken. */
static err_t take_offset(struct arena *arena, const char **rest, int64_t *out)
{
	size_t len = strcspn(*rest, " ");
	err_t err;

	*out = 0;
	if (**rest != '+' && **rest != '-')
		return NULL;
	err = duration_parse(arena_copy_n(arena, *rest + 1, len - 1), out);
	*rest += len + ((*rest)[len] == ' ');
	return err;
}

/* "Name <handle> followers"; *rest then points behind it. */
static err_t take_person(struct arena *arena, const char **rest, struct script_person *out)
{
	const char *start = *rest, *open = strstr(start, " <");
	const char *close = open != NULL ? strchr(open, '>') : NULL;
	char *end;

	if (open == NULL || close == NULL || open == start)
		return err_make(ERR_DATA, "a person is: Name <handle@host> followers");
	out->handle = arena_copy_n(arena, open + 2, (size_t)(close - open - 2));
	out->followers = strtoll(close + 1, &end, 10);
	*rest = end + strspn(end, " ");
	return unescape(arena, arena_copy_n(arena, start, (size_t)(open - start)), &out->name);
}

static err_t parse_brand(struct parser *parser, const char *rest)
{
	struct script *script = parser->script;

	if (script_brand(script, rest) != NULL)
		return err_make(ERR_DATA, "brand %s is there twice", rest);
	script->brands = mem_grow(script->brands, script->count + 1, sizeof(*script->brands));
	parser->brand = &script->brands[script->count++];
	parser->conversation = NULL;
	memset(parser->brand, 0, sizeof(*parser->brand));
	parser->brand->id = arena_copy(script->arena, rest);
	return NULL;
}

/* "called Name <handle>": the account itself. */
static err_t parse_called(struct parser *parser, const char *rest)
{
	struct script_person self;
	err_t err = take_person(parser->script->arena, &rest, &self);

	if (err == NULL) {
		parser->brand->name = self.name;
		parser->brand->handle = self.handle;
	}
	return err;
}

/* "post ID -3d text": one of our own posts from before the start. */
static err_t parse_post(struct parser *parser, const char *rest)
{
	struct arena *arena = parser->script->arena;
	size_t len = strcspn(rest, " ");
	struct script_post *post;
	err_t err;

	if (parser->brand->post_count == SCRIPT_POSTS || rest[len] == '\0' || rest[len + 1] != '-')
		return err_make(ERR_DATA, "a post is: post ID -AGE text, at most %d", SCRIPT_POSTS);
	post = &parser->brand->posts[parser->brand->post_count++];
	post->id = arena_copy_n(arena, rest, len);
	rest += len + 1;
	err = take_offset(arena, &rest, &post->age_ms);
	return err != NULL ? err : unescape(arena, rest, &post->text);
}

static err_t parse_conversation(struct parser *parser, const char *rest)
{
	struct script_brand *brand = parser->brand;

	if (brand->count == brand->size) {
		brand->size = brand->size > 0 ? brand->size * 2 : 64;
		brand->conversations = mem_grow(brand->conversations, brand->size,
			sizeof(*brand->conversations));
	}
	parser->conversation = &brand->conversations[brand->count++];
	memset(parser->conversation, 0, sizeof(*parser->conversation));
	parser->conversation->id = arena_copy(parser->script->arena, rest);
	parser->conversation->where = "public";
	parser->conversation->lang = brand->lang;
	parser->conversation->tags = "";
	return NULL;
}

static err_t parse_from(struct parser *parser, const char *rest)
{
	return take_person(parser->script->arena, &rest, &parser->conversation->person);
}

static err_t parse_early(struct parser *parser, const char *rest)
{
	parser->conversation->is_early = true;
	return take_offset(parser->script->arena, &rest, &parser->conversation->age_ms);
}

/* "stage -25m": part of what a demo opens with. */
static err_t parse_stage(struct parser *parser, const char *rest)
{
	parser->conversation->is_staged = true;
	return take_offset(parser->script->arena, &rest, &parser->conversation->stage_ms);
}

static err_t parse_blocks(struct parser *parser, const char *rest)
{
	(void)rest;
	parser->conversation->blocks = true;
	return NULL;
}

static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = text; (p = strstr(p, word)) != NULL; p += len)
		if ((p == text || p[-1] == ' ') && (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

static err_t parse_tags(struct parser *parser, const char *rest)
{
	struct script_conversation *conversation = parser->conversation;

	conversation->tags = arena_copy(parser->script->arena, rest);
	conversation->is_long = has_word(rest, "long");
	conversation->is_hostile = has_word(rest, "hostile");
	conversation->answers_other = has_word(rest, "to-other");
	return NULL;
}

static err_t parse_word(struct parser *parser, const char *word, const char *rest)
{
	static const struct { const char *word; size_t field; bool of_brand; } fields[] = {
		{ "lang", offsetof(struct script_brand, lang), true },
		{ "lang", offsetof(struct script_conversation, lang), false },
		{ "where", offsetof(struct script_conversation, where), false },
		{ "kind", offsetof(struct script_conversation, kind), false },
		{ "under", offsetof(struct script_conversation, under), false },
		{ "wave", offsetof(struct script_conversation, wave), false },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		char *record = fields[i].of_brand ? (char *)parser->brand
						  : (char *)parser->conversation;

		if (!str_equal(fields[i].word, word)
		    || fields[i].of_brand != (parser->conversation == NULL))
			continue;
		*(const char **)(void *)(record + fields[i].field) =
			arena_copy(parser->script->arena, rest);
		return NULL;
	}
	return err_make(ERR_DATA, "unknown word \"%s\"", word);
}

struct step_word {
	const char *word;
	enum script_when when;
	enum script_act act;
	bool next;		/* begins what follows our next answer */
};

static const struct step_word step_words[] = {
	{ "says", WHEN_ARRIVAL, ACT_SAY, false },
	{ "edits", WHEN_ARRIVAL, ACT_EDIT, false },
	{ "deletes", WHEN_ARRIVAL, ACT_DELETE, false },
	{ "other", WHEN_ARRIVAL, ACT_OTHER, false },
	{ "us", WHEN_ARRIVAL, ACT_US, false },
	{ "nags", WHEN_UNANSWERED, ACT_SAY, false },
	{ "gives-up", WHEN_UNANSWERED, ACT_DELETE, false },
	{ "then", WHEN_ANSWER, ACT_SAY, true },
	{ "then-edits", WHEN_ANSWER, ACT_EDIT, true },
	{ "then-deletes", WHEN_ANSWER, ACT_DELETE, true },
	{ "and", WHEN_ANSWER, ACT_SAY, false },
	{ "and-other", WHEN_ANSWER, ACT_OTHER, false },
};

static err_t parse_step(struct parser *parser, const struct step_word *word, const char *rest)
{
	struct script_conversation *conversation = parser->conversation;
	struct arena *arena = parser->script->arena;
	struct script_step *step;
	err_t err;

	if (conversation->step_count == SCRIPT_STEPS)
		return err_make(ERR_DATA, "more than %d steps", SCRIPT_STEPS);
	step = &conversation->steps[conversation->step_count++];
	step->when = word->when;
	step->act = word->act;
	conversation->answers += word->next;
	step->answer = conversation->answers;
	if (word->when == WHEN_ANSWER && step->answer == 0)
		return err_make(ERR_DATA, "\"%s\" needs a \"then\" before it", word->word);
	err = take_offset(arena, &rest, &step->delay_ms);
	if (err == NULL && step->delay_ms == 0 && word->when != WHEN_ARRIVAL)
		err = err_make(ERR_DATA, "\"%s\" needs +DELAY", word->word);
	if (err == NULL && word->act == ACT_OTHER)
		err = take_person(arena, &rest, &step->other);
	if (err == NULL && word->act != ACT_DELETE)
		err = unescape(arena, rest, &step->text);
	return err;
}

static err_t parse_line(struct parser *parser, const char *line)
{
	static const struct {
		const char *word;
		err_t (*parse)(struct parser *, const char *rest);
		bool in_conversation;
	} words[] = {
		{ "called", parse_called, false },
		{ "post", parse_post, false },
		{ "conversation", parse_conversation, false },
		{ "from", parse_from, true },
		{ "early", parse_early, true },
		{ "stage", parse_stage, true },
		{ "blocks", parse_blocks, true },
		{ "tags", parse_tags, true },
	};
	size_t len = strcspn(line, " ");
	const char *rest = line + len + strspn(line + len, " ");
	const char *word = arena_copy_n(parser->script->arena, line, len);

	if (str_equal(word, "brand"))
		return parse_brand(parser, rest);
	if (parser->brand == NULL)
		return err_make(ERR_DATA, "\"%s\" before the first brand", word);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_equal(words[i].word, word)
		    && (!words[i].in_conversation || parser->conversation != NULL))
			return words[i].parse(parser, rest);
	for (size_t i = 0; i < sizeof(step_words) / sizeof(*step_words); i++)
		if (str_equal(step_words[i].word, word) && parser->conversation != NULL)
			return parse_step(parser, &step_words[i], rest);
	return parse_word(parser, word, rest);
}

static bool has_post(const struct script_brand *brand, const char *id)
{
	for (size_t i = 0; i < brand->post_count; i++)
		if (str_equal(brand->posts[i].id, id))
			return true;
	return false;
}

static err_t check_conversation(const struct script_brand *brand,
	const struct script_conversation *conversation)
{
	const char *wrong = NULL;
	bool speaks = false, commented = false;

	for (size_t i = 0; i < conversation->step_count; i++) {
		const struct script_step *step = &conversation->steps[i];

		if (step->when != WHEN_ARRIVAL)
			continue;
		speaks = speaks || (step->act == ACT_SAY && step->delay_ms == 0);
		commented = commented || (step->act == ACT_OTHER && step->delay_ms == 0);
	}
	if (conversation->person.handle == NULL)
		wrong = "has nobody who writes";
	else if (!speaks)
		wrong = "does not begin with \"says\"";
	else if (conversation->under != NULL && !has_post(brand, conversation->under))
		wrong = "is under a post that is not there";
	else if (conversation->answers_other && !commented)
		wrong = "answers a stranger who said nothing";
	return wrong == NULL ? NULL
		: err_make(ERR_DATA, "conversation %s %s", conversation->id, wrong);
}

static err_t check_script(const struct script *script)
{
	err_t err = NULL;

	for (size_t i = 0; i < script->count && err == NULL; i++) {
		const struct script_brand *brand = &script->brands[i];

		if (brand->name == NULL || brand->lang == NULL || brand->count == 0)
			return err_make(ERR_DATA, "brand %s needs a name, a language and "
				"conversations", brand->id);
		for (size_t j = 0; j < brand->count && err == NULL; j++)
			err = check_conversation(brand, &brand->conversations[j]);
	}
	return err;
}

err_t script_parse(const char *const *lines, struct script **out)
{
	struct parser parser = { .script = mem_alloc(sizeof(struct script)) };
	err_t err = NULL;

	parser.script->arena = arena_create();
	for (size_t i = 0; lines[i] != NULL && err == NULL; i++) {
		if (lines[i][0] == '\0' || lines[i][0] == '#')
			continue;
		err = parse_line(&parser, lines[i]);
		if (err != NULL)
			err = err_wrap(err, "%s, line %zu",
				parser.brand != NULL ? parser.brand->id : "content", i + 1);
	}
	if (err == NULL)
		err = check_script(parser.script);
	if (err == NULL)
		*out = parser.script;
	else
		script_destroy(parser.script);
	return err;
}

void script_destroy(struct script *script)
{
	if (script == NULL)
		return;
	for (size_t i = 0; i < script->count; i++)
		free(script->brands[i].conversations);
	free(script->brands);
	arena_destroy(script->arena);
	free(script);
}

const struct script_brand *script_brand(const struct script *script, const char *id)
{
	for (size_t i = 0; i < script->count; i++)
		if (str_equal(script->brands[i].id, id))
			return &script->brands[i];
	return NULL;
}
