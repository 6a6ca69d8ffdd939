/* SPDX-License-Identifier: ISC */
/*
 * Configuration is a file of commands, one a line, the same that the ":"
 * line takes: set, bind, unbind, color, alias, view, source.  The defaults
 * are such a file (data/defaults.conf), compiled in; a person's own file is
 * read behind it.  A bad line is reported with file and line, and the next
 * one is read.
 */
#ifndef GUICHET_CONFIG_CONFIG_H
#define GUICHET_CONFIG_CONFIG_H
#include "guichet/base/arena.h"
#include "guichet/base/str.h"
#include "guichet/config/keymap.h"
#include "guichet/config/option.h"
#include "guichet/config/style.h"

struct config;

/* Is told every bad line: "config:12: no option named foo". */
struct config_problems { void (*say)(void *data, const char *text); void *data; };

struct config *config_create(void);	/* options at their presets, nothing bound */
void config_destroy(struct config *);
/* Everything back to the compiled-in file. A mistake in it is a bug (asserted; a test reads it). */
void config_defaults(struct config *);
const char *config_defaults_text(void);	/* the file itself */

/* False when it cannot be read, which is reported too. "source" inside is relative to the file; at most 8 deep. */
bool config_file(struct config *, const char *path, const struct config_problems *);
/*
 * A theme by name: $XDG_CONFIG_HOME/guichet/themes, $GUICHET_THEMES, the installed ones, then the
 * compiled-in ones; or a path.  Also sets the option.
 */
err_t config_theme(struct config *, const char *name, const struct config_problems *) MUST_CHECK;
/* $XDG_CONFIG_HOME/guichet/config, or ~/.config/guichet/config. */
void config_path(struct str *out);

/*
 * The first command of a line as it is written: bind, alias and view take the rest of it, quotes
 * and ; included.  *known is false for a command of another language, then nothing is done.
 * *rest begins behind the ; that ends the command, "" when none does.  Not touched on ERR_USAGE of the words.
 */
err_t config_line(struct config *, const char *line, const struct config_problems *, bool *known,
	const char **rest) MUST_CHECK;
/* The same of words, which are joined for the three. words[0] is the name. */
err_t config_run(struct config *, size_t count, const char *const *words, const struct config_problems *,
	bool *known) MUST_CHECK;
struct config_command { const char *name, *usage, *help, *manual; };
extern const struct config_command config_commands[];	/* sorted by name; the last has a NULL name */
/* Where keys may be bound; the last has a NULL name. */
struct config_scope { const char *name, *help; };
extern const struct config_scope config_scopes[];
/* Who knows the language of queries: view lines are refused when it refuses. NULL: nobody. */
void config_check_queries(struct config *, err_t (*check)(const char *query));
/* Hears of every line that keys and aliases stand for, and where it is said: "FILE:7". */
void config_note_lines(struct config *, void (*note)(void *data, const char *where, const char *line), void *data);
size_t config_lines(const struct config *);	/* of files, but not of themes, read since config_defaults() */
/* Sets of keys: the compiled-in ones, NULL behind the last; whether a line has chosen among them. */
const char *config_keys_name(size_t index);
bool config_keys_chosen(const struct config *);
const char *config_theme_name(size_t index);	/* the compiled-in ones; NULL behind the last */

/*
 * A line into words: blanks part them, '...' is literal, "..." knows \" and \\, a backslash outside
 * takes one character literally, # begins a comment at the start of a word unless a digit follows
 * (#42 is a conversation).  A word that is an
 * unquoted ; parts commands: it is given as its own word and *parts counts them.  ERR_USAGE names
 * the column.  In the arena.
 */
err_t line_words(struct arena *, const char *line, const char *const **words, size_t *count) MUST_CHECK;
bool line_is_part(const char *const *words, size_t at);	/* that word is the unquoted ; */
/* The word so written that line_words() gives it back. */
const char *line_quote(struct arena *, const char *word);

bool config_bool(const struct config *, enum option);
int config_int(const struct config *, enum option);
const char *config_text(const struct config *, enum option);	/* also the name of a choice */
/* Of what was changed since the last call (CHANGE_*). */
unsigned config_changes(struct config *);
const struct look *config_looks(const struct config *);		/* resolved, STYLES of them */
const struct keymap *config_keymap(const struct config *);
/* What alias NAME stands for, or NULL. */
const char *config_alias(const struct config *, const char *name);
void config_aliases(const struct config *, void (*visit)(void *, const char *name, const char *line), void *);
/* "view NAME QUERY": in the order of the file; NULL behind the last. title: NAME with _ as blanks. */
struct config_view { const char *name, *query; };
const struct config_view *config_view(const struct config *, size_t index);
#endif
