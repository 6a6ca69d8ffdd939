/* SPDX-License-Identifier: ISC */
/* Records as members of JSON objects, the same in every answer. */
#ifndef GUICHET_SERVER_ANSWER_H
#define GUICHET_SERVER_ANSWER_H
#include "guichet/desk/handover.h"
#include "guichet/desk/read.h"
#include "guichet/json/json.h"

/* All but waiting_s, which changes while the row does not. */
void answer_row_members(struct json_out *, const struct list_row *);
void answer_waiting(struct json_out *, int64_t wait_ms, int64_t now_ms);
void answer_row(struct json_out *, const char *key, const struct list_row *, int64_t now_ms);
void answer_message(struct json_out *, const struct message *, size_t agent_count, const struct agent *agents);
/* The members of "handover stats". */
void handover_figures_put(struct json_out *, const struct handover_figures *);
/* {"rows":[ … ]}, whose rows stand between the two. */
void answer_rows(struct json_out *);
void answer_rows_end(struct json_out *);
/* {"key":number} */
struct call_context;
err_t answer_number(struct call_context *, const char *key, int64_t number);
/* A number of something; 0 is null. */
void answer_id(struct json_out *, const char *key, int64_t id);
/* Empty is null. */
void answer_some(struct json_out *, const char *key, const char *text);
/* NULL when nobody has that id. */
const char *agent_name_of(size_t count, const struct agent *, int64_t id);
const struct account *account_by_id(size_t count, const struct account *, int64_t id);	/* NULL: none */
const char *account_name_of(size_t count, const struct account *, int64_t id);
#endif
