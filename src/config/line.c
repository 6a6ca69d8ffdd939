/* SPDX-License-Identifier: ISC */
/*
 * A line into words and a word into a line, one rule both ways: what
 * line_quote() writes is one word that line_words() gives back, whatever
 * bytes it has.  Knows nothing of commands.
 */
#include "line.h"

#include <string.h>

#include "guichet/config/config.h"

/* Its address is the mark: a quoted ";" is another one. */
static const char part[] = ";";

static const char blanks[] = " \t\r\n\v\f";

static bool is_blank(char c)
{
	return c != '\0' && strchr(blanks, c) != NULL;
}

/* Columns count characters from 1. */
static err_t wrong(const char *line, const char *at, const char *what)
{
	size_t column = 1;

	for (const char *p = line; p < at; p++)
		column += ((unsigned char)*p & 0xC0) != 0x80;
	return err_make(ERR_USAGE, "column %zu: %s", column, what);
}

/* The inside of a quote that opens at p, appended at *to; *p behind it. */
static err_t quote_scan(const char *line, const char **p, char **to)
{
	const char *open = *p;
	char quote = *open;

	for ((*p)++; **p != quote; (*p)++) {
		if (**p == '\0')
			return wrong(line, open, quote == '"' ? "no closing \" for this one" : "no closing ' for this one");
		if (quote == '"' && **p == '\\' && ((*p)[1] == '"' || (*p)[1] == '\\'))
			(*p)++;
		*(*to)++ = **p;
	}
	(*p)++;
	return NULL;
}

static err_t word_scan(const char *line, const char **p, char **to)
{
	err_t err = NULL;

	while (**p != '\0' && !is_blank(**p) && err == NULL) {
		if (**p == '\'' || **p == '"') {
			err = quote_scan(line, p, to);
			continue;
		}
		if (**p == '\\' && *++*p == '\0')
			return wrong(line, *p - 1, "nothing behind the backslash");
		*(*to)++ = *(*p)++;
	}
	*(*to)++ = '\0';
	return err;
}

/* #42 is a conversation. */
static bool is_comment(const char *p)
{
	return p[0] == '#' && (p[1] < '0' || p[1] > '9');
}

err_t line_scan(struct arena *arena, const char *line, struct line_token **out, size_t *count)
{
	size_t len = strlen(line), n = 0;
	struct line_token *tokens = arena_array(arena, len / 2 + 1, sizeof(*tokens));
	char *to = arena_alloc(arena, len + 1);	/* no word is longer than it is written */

	for (const char *p = line + strspn(line, blanks); *p != '\0' && !is_comment(p); p += strspn(p, blanks)) {
		struct line_token *token = &tokens[n++];
		err_t err;

		*token = (struct line_token){ .text = to, .start = (size_t)(p - line) };
		if ((err = word_scan(line, &p, &to)) != NULL)
			return err;
		token->end = (size_t)(p - line);
		token->is_part = token->end == token->start + 1 && line[token->start] == ';';
		if (token->is_part)
			token->text = part;
	}
	*out = tokens;
	*count = n;
	return NULL;
}

err_t line_words(struct arena *arena, const char *line, const char *const **words, size_t *count)
{
	struct line_token *tokens;
	const char **texts;
	err_t err = line_scan(arena, line, &tokens, count);

	if (err != NULL)
		return err;
	texts = arena_array(arena, *count + 1, sizeof(*texts));
	for (size_t i = 0; i < *count; i++)
		texts[i] = tokens[i].text;
	*words = texts;
	return NULL;
}

bool line_is_part(const char *const *words, size_t at)
{
	return words[at] == part;
}

const char *line_quote(struct arena *arena, const char *word)
{
	char *quoted, *to;

	if (word[0] != '\0' && word[0] != '#' && strcmp(word, part) != 0 && strpbrk(word, "'\"\\ \t\r\n\v\f") == NULL)
		return arena_copy(arena, word);
	if (strchr(word, '\'') == NULL)
		return arena_printf(arena, "'%s'", word);
	to = quoted = arena_alloc(arena, 2 * strlen(word) + 3);
	*to++ = '"';
	for (; *word != '\0'; word++) {
		if (*word == '"' || *word == '\\')
			*to++ = '\\';
		*to++ = *word;
	}
	*to++ = '"';
	*to = '\0';
	return quoted;
}
