/* SPDX-License-Identifier: ISC */
/*
 * What the files of this layer share: the one object that a running screen
 * is, and who may be asked for what.  tui.c owns start and end, layout.c what
 * stands where, input.c keys, run.c lines of the one language, ask.c calls.
 */
#ifndef GUICHET_SRC_TUI_INSIDE_H
#define GUICHET_SRC_TUI_INSIDE_H
#include "guichet/base/clock.h"
#include "guichet/base/message.h"
#include "guichet/client/attach.h"
#include "guichet/command/command.h"
#include "guichet/command/states.h"
#include "guichet/config/config.h"
#include "guichet/screen/term.h"
#include "guichet/text/edit.h"
#include "guichet/tui/tui.h"
#include "look.h"
#include "row.h"
#include "view.h"

enum { STACK_MAX = 16, QUICK_MS = 150 };	/* what is answered within QUICK_MS shows no sign of waiting */

enum message_kind { MESSAGE_INFO, MESSAGE_WARNING, MESSAGE_ERROR };

struct asked;

struct tui {
	struct tui_options options;
	struct loop *loop;
	struct clock clock;
	struct config *config;
	struct attached *desk;
	struct canvas *canvas;
	struct term *term;		/* NULL: a grid */
	struct script *script;		/* of a grid, or NULL */
	struct arena *frame;		/* what one drawing needs */

	struct view *stack[STACK_MAX];	/* [0] is the queue */
	size_t depth;
	struct view *sidebar, *preview;	/* preview: a reader that follows the selection, or NULL */
	bool on_sidebar;		/* the sidebar has the keys */
	struct prompt *prompt;		/* the line at the bottom is typed in, or NULL */
	struct menu *menu;		/* the palette lies over everything, or NULL */
	struct log_of_messages *messages;
	struct tour *tour;		/* NULL when it is over */
	struct key keys[KEYS_MAX];	/* typed so far of a longer binding */
	size_t key_count;

	struct runs *runs;		/* lines that wait for an answer (run.c) */
	struct macros *macros;
	uint64_t asked;			/* how often the desk was asked for something */
	int64_t slicing;		/* a call that may take long is on its way: cancel stops it; or 0 */
	int64_t leaves_ms;		/* until then a reply of mine can be taken back */
	struct asked *confirming;	/* waits for a typed word, or NULL */
	char *found;			/* what / looked for last */
	bool found_backward;
	struct loop_timer *draw_timer, *minute_timer, *busy_timer, *preview_timer;
	int64_t silent_ms;		/* nothing has come for so long, though somebody waits */
	bool busy;			/* somebody waits for longer than QUICK_MS */
	unsigned spin;
	bool held;			/* the outbox is held */
	int64_t held_call;		/* is it? */
	size_t resting_count;		/* accounts that are paused, by whom or what ever */
	char *resting;			/* the first of them, or NULL */
	int64_t resting_call;		/* which are they? */
	int64_t told_id;		/* where colleagues think this screen is (presence.c) */
	const char *told_state;
	struct looking look;		/* how long it has been there */
	struct loop_timer *look_timer;	/* ends it when nobody presses a key */
	struct json *here;		/* where they are, rows of the call "here"; or NULL */
	int64_t here_call;
	bool away;			/* the desk was here and is not: said, and so is its return */
	bool refused;			/* ... since it does not let us in: said once, and tried again */
	struct loop_timer *again_timer;
	bool begun;			/* the first rows are there, or will not come */
	/* Of the roster and of handovers (shift.c): 0 where there is nothing to say. */
	struct { int64_t until_ms, change_ms, told, alarmed_ms, call, handovers_call; } shift;
	struct { int64_t told_ms, call; bool again; } spikes;	/* spikes.c */
	struct { char *text; int64_t until_ms, told, call; bool again; } notice;	/* what I have not read, or NULL */
	/* Whether I take work, as the desk knows it; and whether the desk heard that no key was pressed for long. */
	struct { const char *state; int64_t until_ms; bool idle; struct loop_timer *timer; } available;
	int64_t changes_call;		/* the stream of what changes on the desk */
	struct json *known;		/* names for completion: agents, accounts, teams (names.c) */
	struct names *names;		/* how they are asked for */
	struct notifier *notifier;	/* what rings; NULL before the desk is there */
	struct history *history;	/* lines that were typed; NULL until the first prompt */
	struct { int x, y; int64_t at_ms; } click;	/* the last one: is the next one double? */
	bool quit;
	err_t failed;
};

/* ---- tui.c */
int64_t tui_now(const struct tui *);
/* Draws once, at the end of this turn of the loop. */
void tui_touch(struct tui *);
/* A reply of mine leaves then, 0 none does: each second something is drawn anew. */
void tui_counts_down(struct tui *, int64_t until_ms);
void tui_quit(struct tui *);
/* Runs what needs the whole terminal, and takes it again. */
err_t tui_aside(struct tui *, err_t (*run)(void *data), void *data) MUST_CHECK;
void tui_stop(struct tui *);		/* as ctrl-z does, until fg */
void tui_load_config(struct tui *);		/* defaults, then the file of the person */
void tui_apply_changes(struct tui *);		/* of the configuration */
bool tui_is_ascii(const struct tui *);

/* ---- stack.c */
/* The top of the stack. */
struct view *tui_top(const struct tui *);
/* The view that movements and commands go to: the sidebar's when it has the keys, else the top. */
struct view *tui_focus(const struct tui *);
/* The uppermost view with that flag, or NULL. */
struct view *tui_find(const struct tui *, unsigned flag);
/* Opens a view on top; a VIEW_ONCE view that is open already comes to the top. */
err_t tui_open(struct tui *, const struct view_ops *, const char *argument) MUST_CHECK;
/* Closes the view (not the queue, which asks whether to quit). */
void tui_close(struct tui *, struct view *);

/* ---- presence.c */
void presence_tell(struct tui *);		/* where this screen is, when that is another place */
void presence_key(struct tui *);		/* somebody pressed one: they are still there */
void presence_arrived(struct tui *);	/* at the desk again: a silent keyboard is said anew */
void presence_end(struct tui *);		/* the screen ends, and so does the look */
void presence_ask(struct tui *);
/* "jonas is writing, maria is here"; id 0: all of them; NULL: nobody.  Rows as show's member here has them. */
const char *presence_words(struct arena *, const struct json *here, int64_t id);

/* ---- desk.c */
/* The first rows are there: now what nobody waits for is asked for, counts and names. */
void tui_begun(struct tui *);
/* The end of that: only what people said is still waited for. */
void desk_forget(struct tui *);
void desk_silent(void *tui, int64_t ms);
void desk_state(void *tui, enum attach_state, err_t why);	/* what attach() watches with */

/* ---- layout.c */
void layout_draw(struct tui *);
/* The reader that shows the selected conversation beside the list, where there is room for one. */
void layout_follow(struct tui *);
enum { PANES_ONE = 1, PANES_TWO, PANES_THREE };
int layout_panes(const struct tui *);
/* Whether the views stand at the left. */
bool layout_has_sidebar(const struct tui *);
/* Columns that a list has with nothing beside it but the views at the left. */
int layout_list_width(const struct tui *);

/* ---- input.c */
void input_event(struct tui *, const struct term_event *);
/* Scopes in the order of lookup; at most SCOPES_MAX. */
enum { SCOPES_MAX = 5 };
size_t input_scopes(const struct tui *, const char *scopes[static SCOPES_MAX]);
/* Keys of a binding as they are called in the person's language: "enter", "ctrl-page-up"; NULL stays NULL. */
const char *keys_shown(struct arena *, const char *names);
/* The key that runs exactly this command now, as a person reads it, or NULL.  In the frame. */
const char *input_key_of(const struct tui *, const char *command);
/* The same in a view that need not have the keys. */
const char *input_key_in(const struct tui *, const char *view, const char *command);

/* ---- mouse.c: clicks and the wheel */
void mouse_event(struct tui *, const struct term_event *);
void mouse_apply(struct tui *);		/* as the option says */

/* ---- run.c: lines of the one language */
/* Errors are shown, not returned. */
void run_line(struct tui *, const char *line);
void run_macro(struct tui *, const char *name, const char *line);
/* The command that runs now is a macro's. */
bool run_is_macro(const struct tui *);
err_t run_words(struct tui *, size_t count, const char *const *words) MUST_CHECK;
/* A line waits for what its last command asked for. */
bool run_is_waiting(const struct tui *);
/* What was asked for last was refused: the line that waits for it ends, and says so; false when none does. */
bool run_refused(struct tui *, const char *why);
/* What was asked for opens another view: keys are for that one, and wait until the answer is there, or the desk is lost. */
void run_hold(struct tui *);
void run_lose(struct tui *);		/* it does not open: what is held is forgotten */
void run_release(struct tui *);
void run_release_all(struct tui *);
/* A key that is typed while a line waits, or keys are held, comes behind it, or gives it up. */
bool run_takes_key(struct tui *, const struct term_event *);
struct runs *runs_create(void);
void runs_destroy(struct tui *);
struct screen_command {
	const char *name, *usage, *help;
	err_t (*run)(struct tui *, size_t count, const char *const *words);	/* words behind the name */
	const char *also;	/* everyday words for it, as of a call; or NULL */
};
extern const struct screen_command screen_commands[];	/* sorted by name; commands.c */
extern const size_t screen_commands_count;
const struct screen_command *screen_command_find(const char *name);

/* ---- ask.c: calls */
/* Words of a call, "reply" "7" "text"; the listener hears of it.  *call: to forget it by, may be NULL. */
/* The same with bytes behind them. */
struct ask_words { size_t count; const char *const *words; const char *bytes; size_t len; };
err_t ask_with(struct tui *, const struct attach_listener *, int64_t *call, struct ask_words) MUST_CHECK;
err_t ask(struct tui *, const struct attach_listener *, int64_t *call, size_t count, const char *const *words) MUST_CHECK;
/*
 * What a person typed: fills in the selection where ids are left out, joins the words of a
 * text, and says what came of it in a message or, when it is long, in a view of its own.
 */
err_t ask_typed(struct tui *, const struct call *, size_t count, const char *const *words) MUST_CHECK;
/* What a line may not say here, but in a shell. */
err_t ask_fits(struct tui *, const struct call_request *, const struct call_front *) MUST_CHECK;
/* NULL, or why only the command line can do it: it reads files or secrets, or never ends. */
err_t ask_allows(const struct call *) MUST_CHECK;
void ask_forget(struct tui *);	/* what waits for a typed word */
void ask_busy(struct tui *);	/* something was asked or answered: the sign of waiting */

/* ---- copy.c: the clipboard */
err_t copy_command(struct tui *, size_t count, const char *const *words) MUST_CHECK;
err_t copy_text(struct tui *, enum copied, const char *untrusted) MUST_CHECK;
/* The first link of a text, or NULL. */
const char *copy_link_of(struct arena *, const char *text);

/* ---- notify.c: the bell, and a program that is told */
void notify_begin(struct tui *);
void notify_seen(struct tui *);		/* somebody pressed a key */
void notify_end(struct tui *);
/* How often it rang, and what it said last, or NULL. */
unsigned notify_count(const struct tui *, const char **last);

void notify_tell(struct tui *, const char *words);	/* rings for that, unless it is quiet */

/* ---- spikes.c: accounts that get far more than is usual */
void spikes_ask(struct tui *);
/* ---- shift.c: until when my shift lasts, and that a handover waits */
void shift_ask(struct tui *);
void shift_handovers(struct tui *);
bool tui_leads(const struct tui *);	/* a lead or an admin looks at it */
void shift_tick(struct tui *);		/* time goes on */
const char *shift_shown(const struct tui *, struct arena *);	/* "shift until 14:00", or NULL */
const char *availability_shown(const struct tui *, struct arena *);	/* "away until 14:00"; NULL: I take work */

/* ---- notice.c: the line of the day, until it was read */
void notice_ask(struct tui *);
bool notice_stands(const struct tui *);
void notice_draw(struct tui *, struct area);
void notice_end(struct tui *);

/* ---- messages.c */
void message_say(struct tui *, enum message_kind, struct shown);
void message_text(struct tui *, enum message_kind, const char *untrusted);
void message_error(struct tui *, err_t);
void message_clear(struct tui *);	/* of the bottom line; the log keeps it */
void message_until(struct tui *, int64_t until_ms);	/* what was said last is true until then, and goes */
bool message_now(const struct tui *, enum message_kind *, struct shown *);
struct log_of_messages *messages_create(void);
void messages_destroy(struct log_of_messages *);
size_t messages_count(const struct log_of_messages *);
void messages_at(const struct log_of_messages *, size_t index, int64_t *at_ms, enum message_kind *, struct shown *);

/* ---- prompt.c: the line where commands and searches are typed */
void prompt_open(struct tui *, char kind /* ':' or '/' */, const char *text);
void prompt_close(struct tui *);
bool prompt_command(struct tui *, const char *name);	/* accept, complete, cancel ...; false: none of its */
void prompt_typed(struct tui *);
struct edit *prompt_edit(const struct tui *);
void prompt_draw(struct tui *, struct area bottom, struct area above);
/* A question answered by typing a word: on_answer(tui, data, true) when it was the word. */
void prompt_ask(struct tui *, const char *question, const char *word, void (*answered)(struct tui *, bool yes));
/* One that a single key answers: y, n, or what the person's language has for them. */
void prompt_ask_key(struct tui *, const char *question, void (*answered)(struct tui *, bool yes));
void prompt_finish(struct tui *);	/* at the end: keeps the history */
extern const struct view_command prompt_commands[];

/* ---- complete.c */
struct completion { const char *word, *note; };	/* note may be NULL */
/* Candidates for the last word of a line; *from is where it begins. In the arena. */
struct completion *complete_line(struct tui *, struct arena *, const char *line, size_t len, size_t *from, size_t *count);
void complete_refresh(struct tui *);	/* names.c: asks the desk for names again */
void complete_finish(struct tui *);

/* ---- menu.c: the palette */
void menu_open(struct tui *);
void menu_close(struct tui *);
bool menu_command(struct tui *, const char *name);
struct edit *menu_edit(const struct tui *);
void menu_typed(struct tui *);
void menu_draw(struct tui *, struct area);
extern const struct view_command menu_commands[];

/* ---- script.c */
struct script;
err_t script_create(struct tui *, const char *path, struct script **out) MUST_CHECK;
void script_destroy(struct script *);
void script_begin(struct tui *);	/* when the desk is there */
void script_dump(struct tui *);
void script_end(struct tui *);	/* no further step */

/* ---- tourguide.c */
void tour_begin(struct tui *);
void tour_event(struct tui *, const char *when);
void tour_left(struct tui *, const char *when);
void tour_key(struct tui *);		/* somebody goes on: the last step does not stay for ever */
void tour_end(struct tui *);
int tour_height(struct tui *, int width);
void tour_draw(struct tui *, struct area);

/* ---- the views */
extern const struct view_ops view_queue, view_conversation, view_compose, view_review, view_outbox, view_accounts,
	view_handover, view_help, view_links, view_contact, view_messages, view_answer, view_sidebar, view_options,
	view_dashboard, view_wallboard, view_explained, view_reason;
/* An answer in lines of its own: takes the lines' arena. */
err_t answer_open(struct tui *, const char *title, struct arena *, const struct pager_span *const *lines,
	const size_t *counts, size_t count) MUST_CHECK;
/* The conversation that a reader shows; 0 none. */
int64_t conversation_id(const struct view *);
void conversation_follow(struct view *, int64_t id);
/* Below it something is written, and so many lines are left for it: then they are of what is answered.  0: there is room. */
void conversation_low(struct view *, int lines);
/* Keeps what is written there now. */
void compose_keep(const struct view *);
/* Is a text written there that nobody keeps when it is closed? */
bool compose_would_lose(const struct view *);
/* Is a file there that the draft does not keep, or that is on its way to the desk? */
bool compose_loses_file(const struct view *);
/* A preview that becomes the reader: somebody reads it now. */
void conversation_opened(struct view *);
/* The answer of "show" that it shows, or NULL. */
const struct json *conversation_thread(const struct view *);
void sidebar_select_here(struct view *);
void sidebar_count_again(struct view *);	/* the views are other ones */
struct shown sidebar_count_here(const struct view *);	/* of what the queue shows; empty where it is not known */
void sidebar_seen(struct view *);		/* it is drawn: what is not known is asked for */
/* Its row, NULL behind the last. */
const struct row *queue_row(const struct view *, size_t index);
/* The name of the view that the queue shows, or "": "limit:" and "search:" are names that no view can have. */
const char *queue_name(const struct view *);
/* Instants as people read them, by the option "times". */
struct shown text_ago(const struct tui *, struct arena *, int64_t at_ms);
/* When something that sleeps comes back, for a column; and an instant, for a sentence. */
struct shown text_till(const struct tui *, struct arena *, int64_t at_ms);
const char *text_clock(const struct tui *, struct arena *, int64_t at_ms);
/* "12 min", "2 h 05": short, for a column of 9. */
struct shown text_left(const struct tui *, struct arena *, int64_t due_ms, enum style *);
/* The same without the words, for where they leave no room: "! 17m" is late. */
struct shown text_left_brief(const struct tui *, struct arena *, int64_t due_ms, enum style *);
/* Columns that these take at most, in the person's language. */
int text_time_width(struct arena *);
int text_brief_width(struct arena *);
#endif
