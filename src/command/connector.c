/* SPDX-License-Identifier: ISC */
/* "connector check": a program beside the desk's server judges another program; what it says is shown as it is. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/file.h"
#include "guichet/base/message.h"
#include "guichet/text/shown.h"

enum { WORDS = 24, SECRET_BYTES = 8192 };

static err_t secret_read(const char *option, const char *value, struct str *secret)
{
	if (value == NULL)
		return err_make(ERR_USAGE, "%s needs a value", option);
	if (strcmp(option, "--secret-file") == 0)
		return file_read_private(value, SECRET_BYTES, secret);
	if (value[0] == '\0' || value[strspn(value, "0123456789")] != '\0')
		return err_make(ERR_USAGE, "%s takes a number", option);
	return file_read_fd((int)strtol(value, NULL, 10), "the secret's descriptor", SECRET_BYTES, secret);
}

static err_t words_take(size_t count, const char *const *words, const char **argv, struct str *secret)
{
	size_t used = 1;
	err_t err = NULL;

	for (size_t i = 0; i < count && err == NULL; i++) {
		if (used >= WORDS - 2)
			err = err_make(ERR_USAGE, "too many words");
		else if (strcmp(words[i], "--secret-fd") == 0 || strcmp(words[i], "--secret-file") == 0) {
			err = secret_read(words[i], i + 1 < count ? words[i + 1] : NULL, secret);
			i++;
		} else
			argv[used++] = words[i];
	}
	if (secret->len > 0)
		argv[used++] = "--secret-stdin";
	argv[used] = NULL;
	return err;
}

struct judged {
	struct command_env *env;
	struct str rest;		/* of a line that is not whole yet */
	size_t broken;			/* rules */
	bool whole;			/* it came to its end */
	err_t err;			/* nobody reads it */
};

/* Each line as soon as it is there: a program that answers nothing is waited for. */
static void judged_take(void *data, const char *bytes, size_t len)
{
	struct judged *judged = data;
	struct command_env *env = judged->env;
	const char *end;

	str_add_n(&judged->rest, bytes, len);
	while ((end = memchr(str_text(&judged->rest), '\n', judged->rest.len)) != NULL) {
		size_t line = (size_t)(end - judged->rest.text);
		bool bad = str_starts(judged->rest.text, "not ok ");

		judged->broken += bad;
		judged->whole = judged->whole || str_starts(judged->rest.text, "1..");
		sink_text(env->out, bad ? SINK_WARN : SINK_PLAIN,
			shown_line(env->arena, arena_copy_n(env->arena, judged->rest.text, line)));
		str_cut_front(&judged->rest, line + 1);
	}
	if (judged->err == NULL)
		judged->err = env->out->flush(env->out->data);
}

err_t own_connector(struct command_env *env, size_t count, const char *const *words)
{
	const char *argv[WORDS] = { "guichet-connector-check", NULL };
	struct judged judged = { .env = env };
	struct str secret = { 0 };
	err_t err;

	if (count < 2 || strcmp(words[0], "check") != 0)
		return err_make(ERR_USAGE, "usage: guichet connector check PROGRAM [--send] [KEY=VALUE...]");
	err = words_take(count - 1, words + 1, argv, &secret);
	if (err == NULL)
		err = client_tool(&env->options, argv, &secret, judged_take, &judged);
	if (err == NULL)
		err = judged.err;
	else
		err_ignore(judged.err, "the first is the one to tell");
	if (err == NULL && !judged.whole)
		err = err_make(ERR_DATA, "%s could not be judged to the end: is it a program that may be run?", words[1]);
	if (err == NULL && judged.broken > 0)
		err = err_make(ERR_PROTOCOL, "%s: %zu rules are broken", words[1], judged.broken);
	str_wipe(&secret);
	str_finish(&judged.rest);
	return err;
}
