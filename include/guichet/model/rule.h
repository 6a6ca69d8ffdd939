/* SPDX-License-Identifier: ISC */
/*
 * What a rule may say.  Its commands are calls without the conversation,
 * which is the one that the rule looks at: "tag refund", "assign evening".
 * Judged here, from a row alone: whether a command would change anything, and
 * which command takes it back.  Who runs it and when is the desk's business.
 */
#ifndef GUICHET_MODEL_RULE_H
#define GUICHET_MODEL_RULE_H
#include "guichet/model/call.h"
#include "guichet/model/record.h"

enum { RULE_COMMANDS = 8, RULE_COMMAND_BYTES = 1024 };

/* ERR_USAGE unless it is one call that rules may run, by its whole name, on one conversation. */
err_t rule_command(struct arena *, const char *text, int64_t conversation, struct call_request *out) MUST_CHECK;
/* Would it change something that the row shows?  me: who "@me" is. */
bool rule_would(const struct call_request *, const struct list_row *, const char *me);
/* The command that gives the row back what this one takes, NULL when there is none. */
const char *rule_inverse(struct arena *, const struct call_request *, const struct list_row *);
/* A text's lines; each ends with a newline. */
const char **rule_lines(struct arena *, const char *text, size_t *count);
#endif
