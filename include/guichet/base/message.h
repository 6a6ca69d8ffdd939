/* SPDX-License-Identifier: ISC */
/*
 * Words for people in their own language.  _() stands around a text where it
 * is shown; in a table it is N_(), and _() stands where the table is read.
 * NC_() also says what an English word means here when it means two things:
 * its context is never shown.  Catalogues are those of gettext: without one,
 * or in a program that has not opened any, every text is the English one.
 *
 * Names of commands, options, styles and states, JSON, CSV and logs are not
 * for people: they are the same everywhere.
 */
#ifndef GUICHET_BASE_MESSAGE_H
#define GUICHET_BASE_MESSAGE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct arena;

#define N_(text) text
#define NC_(context, text) context "\004" text
#define _(text) message_of(text)

/* Chooses the catalogue; the locale has been set.  $GUICHET_LOCALEDIR is where else to look. */
void message_open(void);
/* Every text is the English one again: for what is read by programs or printed in a book. */
void message_close(void);
/*
 * From here on this thread speaks another language than the process: "en", or one that has a
 * catalogue; NULL: its own again.  False, and English, where there is no catalogue.  What was
 * translated by then does not outlive the change: copy it first.
 */
bool message_language(const char *lang);
/* What this thread has read of catalogues, before it ends. */
void message_forget(void);
/* Two small letters of a language that this build can speak. */
bool message_speaks(const char *lang);
const char *message_of(const char *text) __attribute__((format_arg(1)));
/* The form for n: 0 is many in English and one in French. */
const char *message_plural(const char *one, const char *many, unsigned long long n)
	__attribute__((format_arg(1), format_arg(2)));
/* The template with a word in the place of its "%s"; without one it is the template alone. */
const char *message_put(struct arena *, const char *template, const char *word);
/* A sentence that came from a desk, with names and times in it: by its parts (message_told.c). */
const char *message_told(struct arena *, const char *text);
/* "10,000" */
const char *number_grouped(struct arena *, int64_t number);
/* "74.6", written with a point, with the decimal mark of who reads it. */
const char *number_decimal(struct arena *, const char *number);
/* strftime() whose %a and %b are names of the catalogue. */
size_t message_time(char *out, size_t size, const char *format, const struct tm *);
#endif
