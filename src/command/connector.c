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

/* Each line to whoever asked; how many rules were broken. */
static size_t lines_show(struct command_env *env, const char *text)
{
	size_t broken = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		bool bad = str_starts(text, "not ok ");

		broken += bad;
		sink_text(env->out, bad ? SINK_WARN : SINK_PLAIN, shown_line(env->arena, arena_copy_n(env->arena, text, len)));
		text += len + (text[len] == '\n');
	}
	return broken;
}

err_t own_connector(struct command_env *env, size_t count, const char *const *words)
{
	const char *argv[WORDS] = { "guichet-connector-check", NULL };
	struct str secret = { 0 }, said = { 0 };
	size_t broken;
	err_t err;

	if (count < 2 || strcmp(words[0], "check") != 0)
		return err_make(ERR_USAGE, "usage: guichet connector check PROGRAM [--send] [KEY=VALUE...]");
	err = words_take(count - 1, words + 1, argv, &secret);
	if (err == NULL)
		err = client_tool(&env->options, argv, str_text(&secret), secret.len, &said);
	broken = err == NULL ? lines_show(env, str_text(&said)) : 0;
	if (err == NULL && strstr(str_text(&said), "\n1..") == NULL)
		err = err_make(ERR_DATA, "%s could not be judged to the end: is it a program that may be run?", words[1]);
	if (err == NULL && broken > 0)
		err = err_make(ERR_PROTOCOL, "%s: %zu rules are broken", words[1], broken);
	str_wipe(&secret);
	str_finish(&said);
	return err;
}
