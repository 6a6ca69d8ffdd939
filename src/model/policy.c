/* SPDX-License-Identifier: ISC */
/* A site's policy: a word and from which role on, a line each. */
#include "guichet/model/policy.h"

#include <string.h>

#define BLANK " \t\r"

static const char *const names[POLICY_WHATS] = {
	[POLICY_CLIPBOARD] = "clipboard", [POLICY_EXPORT] = "export", [POLICY_LINKS] = "links",
	[POLICY_PIPES] = "pipes", [POLICY_SHELL] = "shell",
};

const char *policy_name(enum policy_what what)
{
	return names[what];
}

static enum policy_what what_of(const char *word, size_t len)
{
	enum policy_what what = 0;

	while (what < POLICY_WHATS && (strlen(names[what]) != len || memcmp(names[what], word, len) != 0))
		what++;
	return what;
}

static bool least_of(const char *word, size_t len, enum role *out)
{
	static const struct { const char *word; enum role least; } words[] = { { "off", ROLES }, { "on", ROLE_VIEWER } };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == len && memcmp(words[i].word, word, len) == 0) {
			*out = words[i].least;
			return true;
		}
	for (enum role role = 0; role < ROLES; role++)
		if (strlen(role_name(role)) == len && memcmp(role_name(role), word, len) == 0) {
			*out = role;
			return true;
		}
	return false;
}

/* One line without its comment. */
static err_t line_parse(const char *line, size_t len, int number, struct policy *out)
{
	char text[128];
	size_t word, gap, value;
	enum policy_what what;

	if (len >= sizeof(text))
		return err_make(ERR_CONFIG, "line %d: it is too long", number);
	memcpy(text, line, len);
	text[len] = '\0';
	word = strcspn(text, BLANK);
	gap = strspn(text + word, BLANK);
	value = strcspn(text + word + gap, BLANK);
	what = what_of(text, word);
	if (what == POLICY_WHATS)
		return err_make(ERR_CONFIG, "line %d: no '%.*s': it is clipboard, export, links, pipes or shell", number,
			(int)word, text);
	if (value == 0 || text[word + gap + value + strspn(text + word + gap + value, BLANK)] != '\0')
		return err_make(ERR_CONFIG, "line %d: %s is off, on or a role", number, names[what]);
	if (!least_of(text + word + gap, value, &out->of[what].least))
		return err_make(ERR_CONFIG, "line %d: %s is off, on or a role, not '%.*s'", number, names[what], (int)value,
			text + word + gap);
	out->of[what].line = number;
	return NULL;
}

err_t policy_parse(const char *text, struct policy *out)
{
	struct policy policy = { 0 };

	for (int number = 1; *text != '\0'; number++) {
		size_t whole = strcspn(text, "\n"), blank = strspn(text, BLANK), len = strcspn(text, "#\n");
		err_t err = len <= blank ? NULL : line_parse(text + blank, len - blank, number, &policy);

		if (err != NULL)
			return err;
		text += whole + (text[whole] != '\0');
	}
	*out = policy;
	return NULL;
}

bool policy_allows(const struct policy *policy, enum policy_what what, enum role role)
{
	return policy->of[what].line == 0 || (policy->of[what].least < ROLES && role_may(role, policy->of[what].least));
}
