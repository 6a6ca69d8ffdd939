/* SPDX-License-Identifier: ISC */
/* The command line's sink: the only file of the program that writes to a terminal in line mode. */
#ifndef GUICHET_CLI_OUT_H
#define GUICHET_CLI_OUT_H
#include "guichet/command/sink.h"

struct out;

struct out *out_create(void);
void out_destroy(struct out *);		/* flushes */
const struct sink *out_sink(struct out *);
struct out *out_of(const struct sink *);	/* whose sink that is */
/* From now on no styles, no columns and nothing that is replaced: every line stays as it was said. */
void out_plain(struct out *);
/* On standard output, without the end of a line. */
void out_prompt(struct out *, struct shown);
/* Everything that went wrong has been said: no further error is. */
void out_tell(struct out *);
/* "guichet: text" on standard error. */
void out_error(struct out *, err_t);
/* The last bytes go out; ERR_SYSTEM when they could not be written, NULL when the reader has gone. */
err_t out_finish(struct out *) MUST_CHECK;
/* Whoever read a stream has gone: its command ended for that, which is no failure. */
bool out_is_gone(const struct out *);
#endif
