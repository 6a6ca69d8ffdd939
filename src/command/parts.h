/* SPDX-License-Identifier: ISC */
/* What the files of this layer share. */
#ifndef GUICHET_COMMAND_PARTS_H
#define GUICHET_COMMAND_PARTS_H
#include <time.h>

#include "guichet/client/policy.h"
#include "guichet/command/command.h"

/* One call to the desk; opens the client if need be.  *answer is the caller's. */
err_t command_call(struct command_env *, const struct call_request *, const char *payload, size_t len,
	client_row_fn, void *data, struct json **answer) MUST_CHECK;
/* What the site keeps from this member is ERR_DENIED; opens the client if need be. */
err_t command_allows(struct command_env *, enum policy_what) MUST_CHECK;
/* desks.c */
err_t own_desks(struct command_env *, size_t count, const char *const *words) MUST_CHECK;
/* A call from fixed words, for composites: parsed like anything else. */
err_t command_words(struct command_env *, struct call_request *out, size_t count,
	const char *const *words) MUST_CHECK;

/* Commands are typed behind the word guichet, not on a screen or in a line mode. */
bool command_is_shell(const struct command_env *);
/* A line of the result; the text may be a stranger's. */
void say(struct command_env *, enum sink_style, const char *text);
/* A remark beside the result, unless the command is quiet. */
void command_note(struct command_env *, const char *text);
/* True when rows of this call are drawn as a table. */
bool render_has_table(const struct call *);
/* Its answer are figures: a table of another kind. */
bool render_has_figures(const struct call *);
/* Draws an array of rows, or one row (for streams), in the form that front asks for. */
void render_rows(struct command_env *, const struct call *, const struct json *rows);
/* Adds one cell to a line of CSV or TSV; the first cell of a line is never empty. */
void render_cell(struct command_env *, struct str *line, const char *text, bool is_text);
/* What a call without a table says, in one or a few lines. */
err_t render_answer(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
/* What is not among the rows that were told: figures that are not for who asks, and the pages behind this one. */
void answer_rest(struct command_env *, const struct json *answer);
/* JSON: rows one a line, else the whole answer as one line. */
void render_json(struct command_env *, const struct json *value);
/* "12 min" for seconds; "in 5 min", "4 min late" for a due instant in RFC 3339. */
const char *render_seconds(struct arena *, int64_t seconds);
/* What time it is where the desk is. */
int64_t render_now(const struct command_env *);
/* Local date and time, short. */
const char *render_when(struct arena *, const char *rfc3339);
/* The same, with its year where that is not this year. */
const char *render_at(struct command_env *, const char *rfc3339);
const char *render_tm(struct command_env *, const struct tm *);

/* ---- bulk.c: what a call on many conversations did, would do, and had to leave */
void bulk_done_say(struct command_env *, const char *done, const struct json *answer);
void bulk_preview_say(struct command_env *, const struct json *answer);
void bulk_left_say(struct command_env *, const struct json *answer);
void ids_print(struct command_env *, const struct json *answer);

/* What is said of an answer about the past: that the ledger is younger; of when it is, or NULL. */
const char *ledger_young(struct arena *, const struct json *answer);
const char *stood_then(struct arena *, const struct json *answer);
void show_thread(struct command_env *, const struct json *thread);
/* Where neither messages nor context are there, as of a conversation of a ledger from elsewhere. */
const char *thread_unsaid(void);
void review_show(struct command_env *, const struct json *plan);
/* ---- stats.c, stats_separated.c */
/* asked: somebody said which metrics.  period: by its name, or NULL. */
void stats_show(struct command_env *, const struct json *stats, bool asked, const char *period);
void stats_separated(struct command_env *, const struct json *stats);
/* The same behind a column that names the section; NULL: the line of heads. */
void stats_section(struct command_env *, const char *section, const struct json *stats);
/* A line of that section for a number that is no metric, under n. */
void stats_number(struct command_env *, const char *section, const char *key, const char *name, int64_t n);
/* ahead.c: spikes that stand as such lines: what came in so many hours, and between what it usually lies */
void spikes_separated(struct command_env *, const struct json *rows);
/* dashboard.c; business: times are those of open hours */
void dashboard_show(struct command_env *, const struct json *dashboard, bool business);
/* "refund", "refund / 09"; what belongs to none has a name too. */
const char *stats_group_name(struct command_env *, const struct json *stats, const struct json *group);

/* ---- plain.c: the same for a plain sink */
void plain_thread(struct command_env *, const struct json *thread);
const char *message_remark(struct arena *, const struct json *message);	/* show.c */
void plain_review(struct command_env *, const struct json *plan);
/* "what, 3 lines:" and the lines. */
void plain_text(struct command_env *, const char *what, const char *text);
/* One line: "first response, answered 12, open 3". A title "" leaves the cell as it is, NULL leaves it out. */
void plain_cells(struct command_env *, size_t count, const char *const *titles, const char *const *cells);

/* Lets a person write the text of the call, from what is there or, for a reply, from the draft and its files. */
err_t text_write(struct command_env *, struct call_request *, struct call_value *text) MUST_CHECK;
/* --draft: text and files of the reply are those that are kept. */
err_t draft_take(struct command_env *, struct call_request *reply, struct call_value *text) MUST_CHECK;
/* Why a reply without a text is none; where there is a draft, how that is sent. */
err_t draft_offer(struct command_env *, const struct call_request *reply, err_t why) MUST_CHECK;
err_t reply_review(struct command_env *, const struct call_request *) MUST_CHECK;
/* The file of a call as it is sent: a calendar of holidays becomes dates. */
err_t payload_read(struct command_env *, const struct call_request *, const char *path, struct str *out) MUST_CHECK;
/* attach.c: files among the values become what the desk calls them; and "media add". */
err_t attach_values(struct command_env *, struct call_request *) MUST_CHECK;
err_t media_save_run(struct command_env *, const struct call_request *) MUST_CHECK;	/* media_save.c */
err_t attach_run(struct command_env *, const struct call_request *) MUST_CHECK;
enum { LINE_MAX_BYTES = 4 << 20 };	/* of a file of JSON lines */
err_t import_file(struct command_env *, const struct call_request *) MUST_CHECK;
/* Every row of a ledger, before any is sent; the descriptor can be read from its beginning then. */
err_t ledger_file_check(int fd) MUST_CHECK;
/* Slice by slice, so that others are answered in between. */
err_t rebuild_run(struct command_env *, const struct call_request *) MUST_CHECK;
err_t secret_obtain(struct command_env *, const char *prompt, struct str *out) MUST_CHECK;
/* ---- account.c: what an account is asked for, and signing in with a person in the middle */
const char *secret_prompt(const struct command_env *, const struct call_request *);
bool secret_may_lack(const struct call_request *);
/* What a check found is its result, not a remark. */
void check_row(struct command_env *, const struct json *row);
/* Whoever sits there learns at once whether a new account works. */
err_t added_check(struct command_env *, const struct call_request *) MUST_CHECK;
bool login_is_wanted(const struct command_env *, const struct call_request *);
err_t login_run(struct command_env *, const char *name) MUST_CHECK;

/* mdoc: a line as it is, prose with each sentence on a line, a copy with a capital. */
void manual_line(struct command_env *, const char *text);
void manual_sentences(struct command_env *, const char *text);
const char *manual_capital(struct arena *, const char *text);
/* Text that mdoc must not take for its own: no word begins like a request or a delimiter. */
const char *manual_plain(struct arena *, const char *text);
void manual_config(struct command_env *);
void manual_theme(struct command_env *);
void manual_keys(struct command_env *);
void manual_sql(struct command_env *);

err_t own_help(struct command_env *, size_t count, const char *const *words);
err_t own_version(struct command_env *, size_t count, const char *const *words);
err_t own_complete(struct command_env *, size_t count, const char *const *words);
err_t own_manual(struct command_env *, size_t count, const char *const *words);
err_t own_config(struct command_env *, size_t count, const char *const *words);
err_t own_connector(struct command_env *, size_t count, const char *const *words);	/* connector.c */
err_t own_connect(struct command_env *, size_t count, const char *const *words);
err_t own_wallboard(struct command_env *, size_t count, const char *const *words);
err_t own_demo(struct command_env *, size_t count, const char *const *words);
/* ---- sql.c: a row as it comes, and the rest of what there is to say */
void sql_row(struct command_env *, const struct json *row);
err_t sql_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;

/* handover.c */
err_t handover_prepared_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t handover_accepted_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t handover_mailed_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t handover_line_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t handover_show_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t handover_stats_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t handover_print(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
/* contact.c: the answers of contact show, and of what says who is who */
err_t contact_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t contact_changed_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
/* ---- report.c */
err_t report_say(struct command_env *, const struct call_request *, const struct json *document) MUST_CHECK;
err_t report_published_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t report_diff_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
/* notice.c */
err_t notice_set_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
err_t notice_show_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
/* united.c: the answers of merge, unmerge, link, unlink */
err_t united_say(struct command_env *, const struct call_request *, const struct json *answer) MUST_CHECK;
#endif
