/* SPDX-License-Identifier: ISC */
/* Words about a handover, from the objects that server/calls_handover.c describes; for the command line and the screen. */
#ifndef GUICHET_COMMAND_HANDOVER_H
#define GUICHET_COMMAND_HANDOVER_H
#include "guichet/base/arena.h"
#include "guichet/json/json.h"

/* "handover 3, maria to jonas: 9 of 12 red lines written, 40 of 120 accepted" */
const char *handover_head(struct arena *, const struct json *handover);
/* Of a line: why it is in it, what happened since, and what is to be done or stands in the way. */
const char *handover_why(struct arena *, const struct json *line);
const char *handover_since(struct arena *, const struct json *line);
const char *handover_doing(struct arena *, const struct json *line);
#endif
