/* SPDX-License-Identifier: ISC */
/* What the files of this layer share: the state, and where a line comes from. */
#ifndef GUICHET_CONFIG_INSIDE_H
#define GUICHET_CONFIG_INSIDE_H
#include "guichet/config/config.h"

/* Names that stand for a text, in the order in which they were first given. */
struct entry { char *name, *text; struct config_view view; };
struct entries { struct entry *rows; size_t count; };

const struct entry *entries_find(const struct entries *, const char *name);
void entries_set(struct entries *, const char *name, const char *text);
bool entries_remove(struct entries *, const char *name);
void entries_finish(struct entries *);

struct config {
	char *values[OPTIONS];
	struct keymap *keys;
	struct look theme[STYLES], own[STYLES];		/* own: by color lines outside of themes; they win */
	struct look looks[STYLES];
	struct entries aliases, views;
	bool keys_chosen;		/* a line said which keys */
	unsigned changes;
	size_t lines;
	err_t (*check_query)(const char *);
	void (*note_line)(void *, const char *where, const char *line);
	void *note_data;
};

/* A file or text that is being read; up is the one whose line named it. */
struct source {
	const struct source *up;
	const char *name;		/* in messages */
	const char *path;		/* resolved; NULL: compiled in, or typed */
	const char *folder;		/* of relative paths; NULL: the working directory */
	const struct config_problems *problems;
	struct look *theme;		/* the theme being read, or NULL */
	enum { HOLDS_ALL, HOLDS_KEYS, TAKE_KEYS } holds;	/* only keys may be in it; only its keys are wanted */
	size_t line;
};

/* The first command of a line; see config_line(). */
err_t line_run(struct config *, const char *line, const struct source *from, bool *known, const char **rest) MUST_CHECK;

/* ERR when the file cannot be read; bad lines are told to the problems of from. */
err_t source_file(struct config *, const char *path, const struct source *from, struct look *theme) MUST_CHECK;
void source_text(struct config *, const char *text, size_t len, struct source *);
/* "~/x", and relative paths as seen from there. */
void source_path(const struct source *from, const char *path, struct str *out);

err_t theme_load(struct config *, const char *name, const struct source *from) MUST_CHECK;
/* The keys as they are without any file, changed by the files of these names, one behind the other. */
err_t keys_load(struct config *, size_t count, const char *const *names, const struct source *from) MUST_CHECK;
/* The first FOLDER/NAME.SUFFIX of the person, of the environment variable (or NULL), or installed; false: none. */
bool named_find(const char *folder, const char *variable, const char *name, const char *suffix, struct str *out);
void config_resolve(struct config *);
/* $XDG_CONFIG_HOME/guichet or ~/.config/guichet, and /name. */
void config_home(const char *name, struct str *out);

/* Generated from data/ and themes/. */
struct builtin { const char *name, *text; };
extern const char builtin_defaults[];
extern const struct builtin builtin_themes[], builtin_keys[];	/* the last has a NULL name */
/* Its row, or NULL. */
const struct builtin *builtin_find(const struct builtin *, const char *name);
/* "dark, light" */
void builtin_names(const struct builtin *, struct str *out);
#endif
