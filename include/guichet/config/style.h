/* SPDX-License-Identifier: ISC */
/*
 * What things look like.  Screens draw in styles; a theme is a file of
 * "color STYLE fg=red bg=default attr=bold" lines that gives styles their
 * looks.  A style that no theme mentions looks like the one it falls back
 * to, part by part.  Nothing is told by a style alone: words and marks say
 * the same, so a theme without colours loses nothing.
 */
#ifndef GUICHET_CONFIG_STYLE_H
#define GUICHET_CONFIG_STYLE_H
#include "guichet/base/err.h"
#include "guichet/base/message.h"

/*        enum            name                falls back to   for */
#define STYLE_INFO(_)                                                                                          \
	_(NORMAL,         "normal",           NORMAL,  N_("everything that has no style of its own"))              \
	_(DIM,            "dim",              NORMAL,  N_("what is there but not important now"))                  \
	_(STRONG,         "strong",           NORMAL,  N_("what is important"))                                    \
	_(TITLE,          "title",            NORMAL,  N_("the line at the top: which view, which desk, who"))     \
	_(STATUS,         "status",           DIM,     N_("the line at the bottom: keys that work here"))          \
	_(STATUS_KEY,     "status.key",       STATUS,  N_("a key's name in that line"))                            \
	_(BORDER,         "border",           DIM,     N_("lines between panes"))                                  \
	_(HEADING,        "heading",          STRONG,  N_("column heads and sections"))                            \
	_(SELECTED,       "selected",         STRONG,  N_("the row that commands act on"))                         \
	_(SELECTED_AWAY,  "selected.away",    SELECTED, N_("the same in a pane that has not the keys"))            \
	_(SELECTED_BAR,   "selected.bar",     STRONG,  N_("the bar at the left of that row"))                      \
	_(MARKED,         "marked",           STRONG,  N_("rows that are marked"))                                 \
	_(MATCH,          "match",            STRONG,  N_("what a search found"))                                  \
	_(COUNT,          "count",            DIM,     N_("numbers beside names"))                                 \
	_(INFO,           "message.info",     NORMAL,  N_("what a command did"))                                   \
	_(WARNING,        "message.warning",  STRONG,  N_("what to beware of"))                                    \
	_(ERROR,          "message.error",    STRONG,  N_("what went wrong"))                                      \
	_(PROMPT,         "prompt",           NORMAL,  N_("the line where commands are typed"))                    \
	_(GHOST,          "prompt.ghost",     DIM,     N_("what completion would add, and hints in empty fields")) \
	_(CHOICE,         "choice",           NORMAL,  N_("rows of a menu or of completion"))                      \
	_(CHOICE_NOW,     "choice.selected",  SELECTED, N_("the row of a menu that enter takes"))                  \
	_(KEY,            "key",              STRONG,  N_("a key's name in help and menus"))                       \
	_(COMMAND,        "command",          NORMAL,  N_("a command's name in help and menus"))                   \
	_(DUE_LATE,       "due.late",         STRONG,  N_("the target is missed"))                                 \
	_(DUE_SOON,       "due.soon",         STRONG,  N_("the target is near"))                                   \
	_(DUE,            "due",              NORMAL,  N_("time is left"))                                         \
	_(WHO,            "who",              NORMAL,  N_("a person outside"))                                     \
	_(HANDLE,         "handle",           DIM,     N_("a person's address"))                                   \
	_(ACCOUNT,        "account",          DIM,     N_("one of our accounts"))                                  \
	_(TEXT,           "text",             NORMAL,  N_("what somebody wrote"))                                  \
	_(MINE,           "mine",             STRONG,  N_("what I have"))                                          \
	_(OTHERS,         "others",           DIM,     N_("what a colleague or a team has"))                       \
	_(TAG,            "tag",              DIM,     N_("tags"))                                                 \
	_(PUBLIC,         "public",           NORMAL,  N_("everybody can read this"))                              \
	_(PRIVATE,        "private",          STRONG,  N_("only the people named can read this"))                  \
	_(INTERNAL,       "internal",         STRONG,  N_("only we can read this: notes"))                         \
	_(CUSTOMER,       "customer",         STRONG,  N_("head of a message from the customer"))                  \
	_(OURS,           "ours",             STRONG,  N_("head of a message from us"))                            \
	_(CONTEXT,        "context",          DIM,     N_("what others said in the thread"))                       \
	_(DRAFT,          "draft",            DIM,     N_("a text that has not left"))                             \
	_(TOO_LONG,       "too-long",         ERROR,   N_("what passes the network's limit"))                      \
	_(LINK,           "link",             NORMAL,  N_("addresses of pages"))                                   \
	_(GOOD,           "good",             NORMAL,  N_("what works"))                                           \
	_(BUSY,           "busy",             DIM,     N_("an answer is on its way"))

enum style {
#define STYLE_ENUM(id, name, fallback, help) STYLE_##id,
	STYLE_INFO(STYLE_ENUM)
#undef STYLE_ENUM
	STYLES
};

enum { COLOR_UNSET = -2, COLOR_DEFAULT = -1 };	/* else 0 to 255 of the xterm palette; 0 to 15 are the terminal's own */
enum { ATTR_BOLD = 1 << 0, ATTR_DIM = 1 << 1, ATTR_ITALIC = 1 << 2, ATTR_UNDERLINE = 1 << 3, ATTR_REVERSE = 1 << 4,
	ATTR_UNSET = 1 << 15 };

struct look { int fg, bg; unsigned attrs; };

const char *style_name(enum style);
const char *style_help(enum style);
enum style style_fallback(enum style);
bool style_find(const char *name, enum style *out);
/* Words such as "fg=red", "bg=235", "attr=bold,reverse", "attr=none"; names of the 16 colours or a number. */
err_t look_parse(size_t count, const char *const *words, struct look *out) MUST_CHECK;
/* Every style with what it falls back to filled in. */
void looks_resolve(const struct look given[static STYLES], struct look out[static STYLES]);
#endif
