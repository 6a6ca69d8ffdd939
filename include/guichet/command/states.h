/* SPDX-License-Identifier: ISC */
/*
 * The words of the desk for people: how a conversation, a reply or an account
 * stands, who can read it, a group of commands.  Queries, JSON and tables of
 * the command line keep the desk's own words, because they are typed.
 */
#ifndef GUICHET_COMMAND_STATES_H
#define GUICHET_COMMAND_STATES_H

#include "guichet/base/arena.h"
#include "guichet/json/json.h"

/* "on_hold" as "on hold"; a word that nobody knows stays as it is. */
const char *state_shown(const char *word);
/* The same for a narrow column. */
const char *state_short(const char *word);
/* "claimed": of a history. */
const char *deed_shown(const char *word);
/* "first", "answered", "missed": of the rows behind a figure. */
const char *wait_shown(const char *word);
/* "hour,account", as figures are told by. */
const char *dimensions_shown(struct arena *, const char *list);
/* What a row behind a figure counts as: "missed", or "yes" where the figure asks no more than whether it is so. */
const char *counts_shown(const struct json *row);
/* "PRIVATE" is a matter of styles: this is "private". */
const char *visibility_shown(const char *word);
/* "block", "bob@host" as "block bob@host"; what is done at the network. */
const char *act_shown(struct arena *, const char *act, const char *handle);
/* What was done to a message: "hidden" as "hidden from others". */
const char *message_act_shown(const char *word);
/* When what was queued leaves, as the desk says it: "held" as "it leaves after guichet outbox release". */
const char *leaves_shown(const char *word);
/* The heading of a group of commands. */
const char *group_shown(const char *group);
#endif
