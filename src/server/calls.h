/* SPDX-License-Identifier: ISC */
/* The functions behind the table of calls, by noun; each file's first comment says what they answer. */
#ifndef GUICHET_SERVER_CALLS_H
#define GUICHET_SERVER_CALLS_H
#include "inside.h"

/* calls_access.c */
err_t access_list(struct call_context *);
err_t access_list_prepare(struct call_context *);

/* calls_account.c */
err_t account_add(struct call_context *);
err_t account_check(struct call_context *);
err_t account_login(struct call_context *);
err_t account_pause(struct call_context *);
err_t account_resume(struct call_context *);
err_t account_seen(struct call_context *);
err_t account_list(struct call_context *);
err_t account_remove(struct call_context *);
err_t account_set(struct call_context *);
err_t account_sync(struct call_context *);

/* calls_act.c */
err_t act_message(struct call_context *);
err_t act_person(struct call_context *);
err_t act_report(struct call_context *);
err_t act_correct(struct call_context *);

/* calls_alarms.c */
err_t alarm_ack(struct call_context *);
err_t alarm_list(struct call_context *);
err_t alarm_off(struct call_context *);
err_t alarm_on(struct call_context *);
err_t alarm_rules(struct call_context *);

/* calls_availability.c */
err_t availability_say(struct call_context *);
err_t availability_list(struct call_context *);
err_t availability_connected(struct call_context *);	/* prepares: who has a screen open, as context->found */

/* calls_backup.c */
err_t backup_run(struct call_context *);
void backup_made(struct call_context *);

/* calls_bulk.c */
err_t bulk_by_slices(struct call_context *);	/* never: see bulk.h */
err_t bulk_list(struct call_context *);
err_t bulk_drop(struct call_context *);
err_t bulk_ids(struct call_context *);

/* calls_cases.c */
err_t cases_cases(struct call_context *);
err_t cases_waits(struct call_context *);

/* calls_contact.c */
err_t contact_list(struct call_context *);
err_t contact_merge(struct call_context *);
err_t contact_note(struct call_context *);
err_t contact_part(struct call_context *);
err_t contact_show(struct call_context *);

/* calls_dashboard.c */
err_t figures_dashboard(struct call_context *);

/* calls_desk.c */
err_t agent_add(struct call_context *);
err_t agent_list(struct call_context *);
err_t agent_remove(struct call_context *);
err_t agent_resume(struct call_context *);
err_t agent_set(struct call_context *);
err_t agent_suspend(struct call_context *);
err_t team_add(struct call_context *);
err_t team_remove(struct call_context *);
err_t team_set(struct call_context *);
err_t team_list(struct call_context *);
err_t courier_begin(struct call_context *);
err_t desk_doctor(struct call_context *);
err_t desk_doctor_prepare(struct call_context *);

/* calls_explain.c */
err_t figures_explain(struct call_context *);

/* calls_figures.c */
err_t figures_stats(struct call_context *);
err_t figures_target(struct call_context *);

/* figures_metrics.c */
bool figures_are_long(const struct call_context *);

/* calls_forecast.c */
err_t ahead_forecast(struct call_context *);

/* calls_handover.c */
err_t handover_accept(struct call_context *);
err_t handover_ask(struct call_context *);
err_t handover_decline(struct call_context *);
err_t handover_line(struct call_context *);
err_t handover_list(struct call_context *);
err_t handover_pass(struct call_context *);
err_t handover_prepare(struct call_context *);
err_t handover_prepare_look(struct call_context *);
err_t handover_show(struct call_context *);	/* and print */
/* What these answer, of the handover that the request names. */
struct handover_told;
err_t handover_put(struct call_context *, struct str *out, struct handover_told *) MUST_CHECK;
err_t handover_stats(struct call_context *);

/* calls_handover_mail.c */
err_t handover_mail(struct call_context *);
err_t handover_mail_look(struct call_context *);

/* calls_history.c */
err_t history_show(struct call_context *);
err_t history_list(struct call_context *, size_t limit);	/* list --as-of */
/* What --as-of says, which has come already; and what an answer says of it. */
err_t history_instant(struct call_context *, int64_t *as_of) MUST_CHECK;
err_t history_put(struct call_context *, struct json_out *, int64_t as_of) MUST_CHECK;

/* calls_items.c */
err_t items_export(struct call_context *);
err_t items_import(struct call_context *);

/* calls_ledger.c */
err_t ledger_export(struct call_context *);
err_t ledger_import(struct call_context *);
err_t ledger_check(struct call_context *);

/* calls_mail.c */
err_t mail_cancel(struct call_context *);
err_t mail_list(struct call_context *);
err_t mail_password(struct call_context *);
err_t mail_retry(struct call_context *);
err_t mail_show(struct call_context *);
err_t mail_test(struct call_context *);

/* calls_media.c */
err_t media_add(struct call_context *);
err_t media_save(struct call_context *);

/* calls_metrics.c */
err_t metrics_rebuild(struct call_context *);
err_t metrics_rebuild_is_slow(struct call_context *, bool *slow);

/* calls_notice.c */
err_t notice_set(struct call_context *);
err_t notice_drop(struct call_context *);
err_t notice_read(struct call_context *);
err_t notice_show(struct call_context *);

/* presence.c */
err_t presence_here(struct call_context *);
err_t presence_say(struct call_context *);
err_t presence_look(struct call_context *);

/* calls_promise.c */
err_t promise_promise(struct call_context *);
err_t promise_drop(struct call_context *);
err_t promise_keep(struct call_context *);
err_t promise_list(struct call_context *);
err_t promise_stats(struct call_context *);

/* calls_queue.c */
#define QUEUE_QUERY "status:open"	/* what no query means */
err_t queue_changes(struct call_context *);
err_t queue_list(struct call_context *);
err_t queue_list_is_slow(struct call_context *, bool *slow);
err_t queue_show_is_slow(struct call_context *, bool *slow);
err_t queue_next_is_slow(struct call_context *, bool *slow);
err_t queue_next_look(struct call_context *);
err_t queue_next(struct call_context *);
err_t queue_search(struct call_context *);
err_t queue_show(struct call_context *);
err_t queue_tags(struct call_context *);
err_t queue_watch(struct call_context *);
err_t queue_why(struct call_context *);

/* calls_remarks.c */
err_t remarks_exclude(struct call_context *, int64_t id);
err_t remarks_include(struct call_context *, int64_t id);
err_t remarks_annotate(struct call_context *);
err_t remarks_unannotate(struct call_context *);
err_t remarks_list(struct call_context *);

/* calls_reply.c */
/* "now", "sync", "held", or "waits" for guichet courier start: when what is queued leaves. */
const char *answer_leaves(const struct call_context *);
err_t reply_approve(struct call_context *);
err_t reply_decline(struct call_context *);
err_t reply_plan(struct call_context *);
err_t reply_send(struct call_context *);
err_t draft_drop(struct call_context *);
err_t draft_save(struct call_context *);
err_t draft_show(struct call_context *);
err_t outbox_cancel(struct call_context *);
err_t outbox_hold(struct call_context *);
err_t outbox_list(struct call_context *);
err_t outbox_release(struct call_context *);
err_t outbox_retry(struct call_context *);
err_t outbox_sent(struct call_context *);

/* calls_report.c */
err_t report_report(struct call_context *);
err_t report_list(struct call_context *);
err_t report_publish(struct call_context *);
err_t report_publish_look(struct call_context *);
err_t report_remove(struct call_context *);
err_t report_save(struct call_context *);
err_t report_show(struct call_context *);

/* report_diff.c */
err_t report_diff(struct call_context *);

/* calls_report_plan.c */
err_t report_deliveries(struct call_context *);
err_t report_schedule(struct call_context *);
err_t report_scheduled(struct call_context *);
err_t report_unschedule(struct call_context *);

/* calls_route.c */
err_t route_list(struct call_context *);
/* Why the route that a conversation waits by could give it to nobody; NULL: it waits by none. */
err_t route_nobody(struct call_context *, int64_t conversation, const char **why);
err_t route_log(struct call_context *);
err_t route_remove(struct call_context *);
err_t route_set(struct call_context *);
err_t route_test(struct call_context *);
err_t route_undo(struct call_context *);

/* calls_rules.c */
err_t rule_add(struct call_context *);
err_t rule_disable(struct call_context *);
err_t rule_enable(struct call_context *);
err_t rule_move(struct call_context *);
err_t rule_remove(struct call_context *);
err_t rule_undo(struct call_context *);

/* calls_rules_said.c */
err_t rule_list(struct call_context *);
err_t rule_log(struct call_context *);
err_t rule_test(struct call_context *);

/* calls_schedule.c */
err_t business_time(struct call_context *);
err_t business_due(struct call_context *);
err_t schedule_days(struct call_context *);
err_t schedule_list(struct call_context *);
err_t schedule_set(struct call_context *);
err_t schedule_show(struct call_context *);
err_t desk_set(struct call_context *);
err_t desk_show(struct call_context *);
/* --from of a setting: now, or earlier. */
err_t settings_from(struct call_context *, int64_t *out) MUST_CHECK;

/* calls_shifts.c */
err_t shift_add(struct call_context *);
err_t shift_import(struct call_context *);
err_t shift_list(struct call_context *);
err_t shift_now(struct call_context *);
err_t shift_remove(struct call_context *);

/* calls_snippets.c */
err_t snippet_add(struct call_context *);
err_t snippet_list(struct call_context *);
err_t snippet_remove(struct call_context *);
err_t snippet_show(struct call_context *);

/* calls_spikes.c */
err_t ahead_spikes(struct call_context *);
err_t spikes_now(struct call_context *);
struct json_out;
err_t spikes_now_put(struct call_context *, struct json_out *, const char *key) MUST_CHECK;	/* its rows */

/* calls_sql.c */
err_t sql_ask(struct call_context *);

/* calls_staffing.c */
err_t ahead_staffing(struct call_context *);

/* calls_status.c */
err_t desk_status_prepare(struct call_context *);
err_t desk_status_say(struct call_context *);

/* calls_survey.c */
err_t survey_send(struct call_context *);
err_t survey_answer(struct call_context *);

/* calls_triage.c */
err_t triage_each(struct call_context *);
err_t triage_assign(struct call_context *, int64_t id);
err_t triage_calm(struct call_context *, int64_t id);
err_t triage_claim(struct call_context *, int64_t id);
err_t triage_close(struct call_context *, int64_t id);
err_t triage_ham(struct call_context *, int64_t id);
err_t triage_hold(struct call_context *, int64_t id);
err_t triage_mute(struct call_context *, int64_t id);
err_t triage_no_answer(struct call_context *, int64_t id);
err_t triage_note(struct call_context *);
err_t triage_pending(struct call_context *, int64_t id);
err_t triage_read(struct call_context *, int64_t id);
err_t triage_release(struct call_context *, int64_t id);
err_t triage_reopen(struct call_context *, int64_t id);
err_t triage_resolve(struct call_context *, int64_t id);
err_t triage_snooze(struct call_context *, int64_t id);
err_t triage_spam(struct call_context *, int64_t id);
err_t triage_tag(struct call_context *, int64_t id);
err_t triage_unmute(struct call_context *, int64_t id);
err_t triage_untag(struct call_context *, int64_t id);
err_t triage_follow(struct call_context *, int64_t id);
err_t triage_unfollow(struct call_context *, int64_t id);
err_t triage_priority(struct call_context *, int64_t id);
err_t triage_urgent(struct call_context *, int64_t id);

/* calls_undo.c */
err_t undo_undo(struct call_context *);
err_t undo_redo(struct call_context *);

/* calls_unite.c */
err_t unite_link(struct call_context *);
err_t unite_merge(struct call_context *);
err_t unite_others(struct call_context *);
err_t unite_unlink(struct call_context *);
err_t unite_unmerge(struct call_context *);
void unite_put(struct json_out *, const struct united *);	/* members of show */

/* calls_views.c */
err_t views_count(struct call_context *);
err_t views_count_is_slow(struct call_context *, bool *slow);
err_t views_list(struct call_context *);
err_t views_list_is_slow(struct call_context *, bool *slow);
err_t views_recount_look(struct call_context *);
err_t views_recount(struct call_context *);
#endif
