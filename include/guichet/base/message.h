/* SPDX-License-Identifier: ISC */
/*
 * Strings for people are marked from the start, so that a catalogue of them
 * can be made: N_() where a text stands in a table, _() where it is used.
 * Nothing is translated yet: this is the one place that a catalogue will change.
 */
#ifndef GUICHET_BASE_MESSAGE_H
#define GUICHET_BASE_MESSAGE_H
#define N_(text) text
#define _(text) message_text(text)

static inline const char *message_text(const char *text)
{
	return text;
}
#endif
