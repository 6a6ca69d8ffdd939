/* SPDX-License-Identifier: ISC */
/*
 * What the two files of the playback connector share.  playback.c polls,
 * sends and reads back, playback_act.c does what is no reply.
 */
#ifndef GUICHET_CONNECTOR_PLAYBACK_H
#define GUICHET_CONNECTOR_PLAYBACK_H
#include "guichet/base/str.h"
#include "registry.h"

enum { STAGE_ASK, STAGE_READ };

/* The request to the account's host; the task's next step reads its answer. */
void playback_ask(struct task *, struct need *, const char *method, const char *path);
/* The same with that form as its body. */
void playback_post(struct task *, struct need *, const char *path, const struct str *form);
/* "&key=value", percent-escaped; the first one, or the first behind a "?", without the "&". */
void playback_form(struct str *, const char *key, const char *value);
/* A record's fields as the lines that settings_get reads. */
char *playback_lines(struct arena *, const char *record, size_t len);
/* Why the answer is no success. */
const char *playback_reason(const struct task *, const struct response *);

err_t playback_act(struct task *, const struct response *, struct need *, struct output *);
const char *playback_refuses(const struct account *, enum act_kind);
#endif
