/* SPDX-License-Identifier: ISC */
/* The options: one row each for :set, completion, the options view and guichet-config(5). */
#ifndef GUICHET_CONFIG_OPTION_H
#define GUICHET_CONFIG_OPTION_H
#include "guichet/base/err.h"
#include "guichet/base/message.h"

enum option_kind { OPTION_BOOL, OPTION_INT, OPTION_CHOICE, OPTION_TEXT };
/* What a change asks of the screen. */
enum { CHANGE_DRAW = 1 << 0, CHANGE_LAYOUT = 1 << 1, CHANGE_LOOKS = 1 << 2, CHANGE_TERM = 1 << 3,
	CHANGE_VIEWS = 1 << 4 };

/*        enum           name             kind    preset      least most choices, change, for */
#define OPTION_INFO(_) \
	_(ASCII,         "ascii",          CHOICE, "auto",     0, 0, "auto|on|off", TERM, \
		N_("draw with ASCII only; auto: unless the locale is UTF-8")) \
	_(BELL,          "bell",           CHOICE, "mine",     0, 0, "off|mine|late", DRAW, \
		N_("ring for what I am given, what is new or late there, a note that names me; late: for that alone")) \
	_(COLOR,         "color",          CHOICE, "auto",     0, 0, "auto|on|off", TERM, \
		N_("colours; auto: unless NO_COLOR is set")) \
	_(COLUMNS,       "columns",        TEXT,   "due who place text tags holder", 0, 0, NULL, DRAW, \
		N_("what a row of the queue shows, in order")) \
	_(COPY,          "copy",           CHOICE, "osc52",    0, 0, "osc52|command|off", DRAW, \
		N_("how a text is copied: through the terminal, by copy-command, or not at all")) \
	_(COPY_COMMAND,  "copy-command",   TEXT,   "",         0, 0, NULL, DRAW, \
		N_("program that takes a copied text on its input, such as wl-copy")) \
	_(EDITOR,        "editor",         TEXT,   "",         0, 0, NULL, DRAW, \
		N_("program for long texts; empty: $VISUAL, $EDITOR")) \
	_(ESCAPE_MS,     "escape-time",    INT,    "25",       0, 500, NULL, TERM, \
		N_("milliseconds in which an escape may begin a longer key")) \
	_(FOLD,          "fold",           INT,    "15",       0, 500, NULL, DRAW, \
		N_("lines of a long message before the rest is folded; 0: all of it is shown")) \
	_(HINTS,         "hints",          BOOL,   "on",       0, 0, NULL, LAYOUT, \
		N_("name the keys that work here in the last line")) \
	_(IDLE_AWAY,     "idle-away",      INT,    "15",       0, 480, NULL, DRAW, \
		N_("minutes without a key before colleagues hear that I am away; 0: never")) \
	_(MOUSE,         "mouse",          BOOL,   "off",      0, 0, NULL, TERM, \
		N_("clicks select, the wheel scrolls; hold shift to select text as usual")) \
	_(NAG,           "nag",            TEXT,   "0",        0, 0, NULL, DRAW, \
		N_("minutes, or a duration such as 90s, after which bell and notify say it again until a key is pressed; 0: once")) \
	_(NOTIFY,        "notify",         TEXT,   "",         0, 0, NULL, DRAW, \
		N_("program that is told in a few words when the bell rings, such as notify-send --")) \
	_(OPENER,        "opener",         TEXT,   "xdg-open", 0, 0, NULL, DRAW, \
		N_("program that opens a link")) \
	_(PREVIEW,       "preview",        CHOICE, "auto",     0, 0, "auto|on|off", LAYOUT, \
		N_("a pane with the selected conversation; auto: where there is room")) \
	_(QUIET,         "quiet",          TEXT,   "",         0, 0, NULL, DRAW, \
		N_("hours without bell and notify, such as 22:00-07:00, by the clock here")) \
	_(SCROLL_MARGIN, "scroll-margin",  INT,    "2",        0, 20, NULL, DRAW, \
		N_("rows kept in sight above and below the selection")) \
	_(SIDEBAR,       "sidebar",        CHOICE, "auto",     0, 0, "auto|on|off", LAYOUT, \
		N_("a pane with the views; auto: where there is room")) \
	_(THEME,         "theme",          TEXT,   "default",  0, 0, NULL, LOOKS, \
		N_("a theme of ours, or the path of a file")) \
	_(TIMES,         "times",          CHOICE, "relative", 0, 0, "relative|clock", DRAW, \
		N_("how ages of messages are written")) \
	_(UNDO_SEND,     "undo-send",      INT,    "10",       0, 300, NULL, DRAW, \
		N_("seconds in which a reply that was sent can be taken back; 0: it leaves at once")) \
	_(WRAP,          "wrap",           INT,    "88",       40, 400, NULL, DRAW, \
		N_("columns at which texts are wrapped at most"))

enum option {
#define OPTION_ENUM(id, name, kind, preset, least, most, choices, change, help) OPT_##id,
	OPTION_INFO(OPTION_ENUM)
#undef OPTION_ENUM
	OPTIONS
};

struct option_row {
	const char *name;
	enum option_kind kind;
	const char *preset;
	int least, most;		/* OPTION_INT */
	const char *choices;		/* OPTION_CHOICE */
	unsigned change;
	const char *help;
};
extern const struct option_row option_rows[OPTIONS];

/* "22:00-07:00" holds from the first minute of the day to the one before the second, also over midnight. */
bool quiet_holds(const char *quiet, int minute_of_day);
/* How long "nag" means: minutes, or a duration with its unit; 0 never, -1 neither nor more than four hours. */
int64_t nag_ms(const char *nag);
bool option_find(const char *name, enum option *out);
/* ERR_USAGE says what the option takes. */
err_t option_check(enum option, const char *value) MUST_CHECK;
#endif
