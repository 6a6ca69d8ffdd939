/* SPDX-License-Identifier: ISC */
/* The sentences of calls that answer no rows, a function a call; answer.c says which is whose. */
#ifndef GUICHET_COMMAND_ANSWERS_H
#define GUICHET_COMMAND_ANSWERS_H
#include "parts.h"

/* "#12 resolved", "3 conversations resolved": the words for one and for many, marked with NC_ in those contexts. */
void changed_say(struct command_env *, const char *one, const char *many, const struct json *answer);

/* ---- answer_desk.c */
err_t answer_sync(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
void backup_row(struct command_env *, const struct json *row);
err_t answer_backup(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_doctor(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_status(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_verify(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_derived(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_check(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_count(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_target(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_courier(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_agent_added(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_promise(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_promise_end(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_schedule_days(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_shift_import(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_removal(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_hold(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_availability(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_shift_now(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_mail_test(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_mail_server(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;

/* ---- answer_queue.c */
err_t answer_reply(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_act(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_draft_saved(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_draft(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_next(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_read(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_why(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_note(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_undo(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_ids(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_show(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_plan(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;

/* ---- answer_kept.c */
err_t answer_rule(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_route_undo(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_rule_undo(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_snippet_add(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_media_add(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_snippet_show(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_stats(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_dashboard(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;

/* ---- ahead.c */
err_t answer_forecast(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_spikes(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_spikes_now(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t answer_staffing(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
#endif
