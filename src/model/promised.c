/* SPDX-License-Identifier: ISC */
/* Sentences, and which of them say that we will be in touch; promised_time.c knows when. */
#include "guichet/model/promised.h"

#include <ctype.h>
#include <string.h>

#include "promised.h"
#include "when.h"

/* ---- a text, sentence by sentence */

/* The letter below an accent of Latin 1, by the second byte of its UTF-8. */
static char plain(unsigned char second)
{
	static const char letters[] = "aaaaaaaceeeeiiiidnooooo*ouuuuypsaaaaaaaceeeeiiiidnooooo/ouuuuypy";

	return second >= 0x80 && second < 0xc0 ? letters[second - 0x80] : '?';
}

/* The next character; blanks of any width are a blank, quotes of any kind one. */
static char fold(const char **text)
{
	const unsigned char *p = (const unsigned char *)*text;
	size_t len = 1;
	char c = (char)tolower(p[0]);

	if (p[0] >= 0xf0)
		len = 4;
	else if (p[0] >= 0xe0)
		len = 3;
	else if (p[0] >= 0xc0)
		len = 2;
	if (p[0] == 0xc3)
		c = plain(p[1]);
	else if (p[0] == 0xc2 && p[1] == 0xa0)
		c = ' ';
	else if (p[0] == 0xe2 && p[1] == 0x80)
		c = p[2] == 0x99 || p[2] == 0x98 ? '\'' : p[2] == 0xaf ? ' ' : '?';
	else if (p[0] >= 0x80)
		c = '_';
	for (size_t i = 0; i < len && **text != '\0'; i++)
		(*text)++;
	return c;
}

static bool is_inside(char c, char next)
{
	return isalnum((unsigned char)c) || c == '\'' || ((c == ':' || c == '-' || c == '/') && isalnum((unsigned char)next));
}

/* Up to the sign that ends it; a line that is a quotation is left out. */
static void sentence_read(const char **text, struct sentence *out)
{
	bool quoted = **text == '>', inside = false;
	size_t len = 0;

	*out = (struct sentence){ .count = 0 };
	while (**text != '\0') {
		char c = fold(text), next = **text;
		bool ends = c == '\n' || c == '!' || c == '?' || c == ';' ||
			(c == '.' && (next == '\0' || isspace((unsigned char)next)));

		out->asks = out->asks || c == '?';
		if (ends)
			break;
		if (!is_inside(c, next)) {
			inside = false;
			continue;
		}
		if (!inside && out->count == SENTENCE_WORDS)
			continue;
		if (!inside) {
			inside = true;
			out->count++;
			len = 0;
		}
		if (len + 1 < SENTENCE_WORD)
			out->words[out->count - 1][len++] = c;
	}
	if (quoted)
		out->count = 0;
}

const char *sentence_word(const struct sentence *sentence, size_t at)
{
	return at < sentence->count ? sentence->words[at] : "";
}

/* ---- does it promise */

/* Words side by side, with blanks between; a last word ending in * is the beginning of one. */
static bool says_at(const struct sentence *sentence, size_t at, const char *phrase)
{
	while (*phrase != '\0') {
		size_t len = strcspn(phrase, " ");
		const char *word = sentence_word(sentence, at++);
		bool begins = len > 0 && phrase[len - 1] == '*';

		if (begins ? strncmp(word, phrase, len - 1) != 0 : strlen(word) != len || strncmp(word, phrase, len) != 0)
			return false;
		phrase += len + (phrase[len] == ' ');
	}
	return true;
}

static bool says(const struct sentence *sentence, const char *const *phrases)
{
	for (size_t i = 0; i < sentence->count; i++)
		for (size_t k = 0; phrases[k] != NULL; k++)
			if (says_at(sentence, i, phrases[k]))
				return true;
	return false;
}

static const char *const unsaid[] = {	/* denied, supposed, or somebody else's to do */
	"not", "cannot", "can't", "won't", "don't", "never", "unable", "unless", "if", "would", "could", "might",
	"ne", "n'*", "pas", "jamais", "impossible", "si", "s'il", "sauf", "please", "veuillez", "merci de", NULL
};
static const char *const we_will[] = {
	"we will", "we'll", "we shall", "i will", "i'll", "i shall", "we are going", "we're going", "i am going",
	"i'm going", "we promise", "i promise", "will be", "our team will", "a colleague will", "someone will",
	"somebody will", "my colleague will", "you will", "you'll", "you can expect", "expect", NULL
};
static const char *const in_touch[] = {
	"get back", "come back", "be back", "back to you", "reply", "respond", "response", "answer", "answered", "write",
	"let you know", "call you", "contact you", "be in touch", "update", "keep you", "inform you", "tell you",
	"send you", "email you", "message you", "confirm", "hear from us", "hear from me", "hear back", "have news",
	"follow up", "return to you", "ring you", "phone you", NULL
};
static const char *const nous[] = {
	"nous vous repond*", "nous vous rappel*", "nous vous recontact*", "nous vous contact*", "nous vous tien*",
	"nous vous tenons",
	"nous vous ecri*", "nous vous envo*", "nous vous enver*", "nous vous confirm*", "nous vous inform*",
	"nous vous donn*", "nous vous di*", "nous reviend*", "nous revenons", "nous y repond*", "nous vous apport*",
	"je vous repond*", "je vous rappel*", "je vous recontact*", "je vous contact*", "je vous tien*", "je vous ecri*",
	"je vous envo*", "je vous enver*", "je vous confirm*", "je vous inform*", "je vous donn*", "je vous di*",
	"je reviens", "je reviendrai", "je te repond*", "je te rappel*", "je te tien*", "on vous repond*",
	"on vous rappel*", "on vous recontact*", "on vous contact*", "on vous tien*", "on vous ecri*", "on vous di*",
	"on revient", "on reviendra", "reviendrons vers vous", "reviendra vers vous", "revenons vers vous",
	"vous aurez", "vous recevrez", "aurez de nos nouvelles", "vous repondra", "vous rappellera", "vous recontactera",
	"vous contactera", "vous ecrira", "vous tiendra", "te repond*", NULL
};

static bool promises(const struct sentence *sentence)
{
	if (sentence->asks || says(sentence, unsaid))
		return false;
	return says(sentence, nous) || (says(sentence, we_will) && says(sentence, in_touch));
}

bool promised_find(const char *text, const struct zone *zone, int64_t now_ms, int64_t *at_ms)
{
	const struct here here = { zone, now_ms };

	while (*text != '\0') {
		struct sentence sentence;

		sentence_read(&text, &sentence);
		if (sentence.count > 0 && promises(&sentence) && sentence_time(&sentence, &here, at_ms))
			return true;
	}
	return false;
}
