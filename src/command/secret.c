/* SPDX-License-Identifier: ISC */
/* Where a secret may come from: a descriptor, a private file, a prompt.  Never the command line or the environment. */
#include "parts.h"

#include <string.h>

#include "guichet/base/file.h"

enum { SECRET_MAX = 8192 };

void sink_text(const struct sink *sink, enum sink_style style, struct shown text)
{
	struct span span = { style, text };

	sink->line(sink->data, &span, 1);
}

void sink_blank(const struct sink *sink)
{
	sink->line(sink->data, NULL, 0);
}

err_t secret_obtain(struct command_env *env, const char *prompt, struct str *out)
{
	err_t err = NULL;

	if (env->front.secret_fd >= 0)
		err = file_read_fd(env->front.secret_fd, "the secret's descriptor", SECRET_MAX, out);
	else if (env->front.secret_file != NULL)
		err = file_read_private(env->front.secret_file, SECRET_MAX, out);
	else
		err = env->out->secret(env->out->data, shown_line(env->arena, prompt), out);
	while (out->len > 0 && strchr("\r\n ", out->text[out->len - 1]) != NULL)
		out->text[--out->len] = '\0';
	if (err == NULL && (out->len == 0 || strpbrk(out->text, "\r\n") != NULL || strlen(out->text) != out->len))
		err = err_make(ERR_DATA, "the secret must be one line of text");
	return err;
}
