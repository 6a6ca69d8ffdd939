/* SPDX-License-Identifier: ISC */
/*
 * Patterns as mutt's users have them in their fingers (~f ann ~N !~y vip), in
 * the query language.  Only what means the same here is known; words without
 * a ~ are left as they are, and a text without patterns is given back.
 */
#include <ctype.h>
#include <string.h>

#include "guichet/model/query.h"

#define KNOWN "~f ~s ~b ~t ~y ~d ~N ~F ~D ~A"

/* words: what stands before the argument, or the whole where there is none. */
static const struct pattern { char letter; bool takes; const char *words; } patterns[] = {
	{ 'f', true, "from:" }, { 's', true, "" }, { 'b', true, "" }, { 'B', true, "" }, { 't', true, "account:" },
	{ 'y', true, "tag:" }, { 'N', false, "is:unread" }, { 'U', false, "is:unread" }, { 'O', false, "is:unread" },
	{ 'F', false, "is:urgent" }, { 'D', false, "status:resolved" }, { 'd', true, NULL },
	{ 'A', false, "status:open,pending,on_hold,snoozed,resolved,closed" },
};

struct translating { struct arena *arena; const char *text, *at; struct str out; };

static size_t column(const struct translating *t, const char *at)
{
	return (size_t)(at - t->text) + 1;
}

static size_t word_length(const char *p)
{
	const char *end = *p == '"' ? strchr(p + 1, '"') : NULL;

	return end != NULL ? (size_t)(end - p) + 1 : strcspn(p, " ()|");
}

static void add(struct translating *t, const char *before, const char *word, size_t len)
{
	bool blank = t->out.len > 0 && strchr(" (-", t->out.text[t->out.len - 1]) == NULL;

	str_printf(&t->out, "%s%s%.*s", blank ? " " : "", before, (int)len, word);
}

/* "<2d" is newer than that, ">2d" older; a day, or a day and a -, is since then. */
static err_t date_add(struct translating *t, const char *word, size_t len)
{
	const char *value = word + (*word == '<' || *word == '>');
	size_t rest = len - (size_t)(value - word);

	if (rest > 1 && value == word && value[rest - 1] == '-')
		rest--;
	if (rest == 0 || strcspn(value, "-/") < rest - 1 ? rest != 10 || value[4] != '-' : false)
		return err_make(ERR_USAGE, "query: column %zu: ~d takes <2d, >2d or a date such as 2026-11-22", column(t, word));
	add(t, *word == '>' ? "before:" : "after:", value, rest);
	return NULL;
}

static err_t pattern_take(struct translating *t)
{
	const struct pattern *found = NULL;
	const char *begin = t->at;
	size_t len;

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (patterns[i].letter == begin[1])
			found = &patterns[i];
	if (found == NULL)
		return err_make(ERR_USAGE, "query: column %zu: no pattern '%.2s' here; there are %s", column(t, begin), begin, KNOWN);
	t->at += 2;
	if (!found->takes) {
		add(t, found->words, "", 0);
		return NULL;
	}
	t->at += strspn(t->at, " ");
	len = word_length(t->at);
	if (len == 0)
		return err_make(ERR_USAGE, "query: column %zu: a word is missing behind '%.2s'", column(t, begin), begin);
	begin = t->at;
	t->at += len;
	if (found->words == NULL)
		return date_add(t, begin, len);
	add(t, found->words, begin, len);
	return NULL;
}

static err_t next_take(struct translating *t)
{
	size_t len;

	if (t->at[0] == '~' && t->at[1] != '\0' && t->at[1] != ' ')
		return pattern_take(t);
	if (*t->at == '!' && (t->at[1] == '~' || t->at[1] == '(' || t->at[1] == ' ')) {
		add(t, t->at[1] == '(' ? "not " : "-", "", 0);
		t->at += 1 + strspn(t->at + 1, " ");
		return NULL;
	}
	if (*t->at == '|' || *t->at == '(' || *t->at == ')') {
		if (*t->at == '|')
			add(t, "or", "", 0);
		else if (*t->at == ')')
			str_add_char(&t->out, ')');
		else
			add(t, "(", "", 0);
		t->at++;
		return NULL;
	}
	len = word_length(t->at);
	add(t, "", t->at, len);
	t->at += len;
	return NULL;
}

/* A ~ with a letter where a word begins. */
static bool has_pattern(const char *text)
{
	for (const char *p = strchr(text, '~'); p != NULL; p = strchr(p + 1, '~'))
		if (isalpha((unsigned char)p[1]) && (p == text || strchr(" !(|", p[-1]) != NULL))
			return true;
	return false;
}

err_t query_from_mutt(struct arena *arena, const char *text, const char **out)
{
	struct translating t = { .arena = arena, .text = text, .at = text };
	err_t err = NULL;

	*out = text;
	if (!has_pattern(text))
		return NULL;
	for (t.at += strspn(t.at, " "); err == NULL && *t.at != '\0'; t.at += strspn(t.at, " "))
		err = next_take(&t);
	if (err == NULL)
		*out = arena_copy(arena, str_text(&t.out));
	str_finish(&t.out);
	return err;
}
