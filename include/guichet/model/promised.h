/* SPDX-License-Identifier: ISC */
/*
 * Whether a text promises an answer, and by when: "we will get back to you
 * by 15:00", "nous revenons vers vous demain matin".  English and French, by
 * the clock of a zone (NULL: of this program).  It is a guess that is offered
 * to the person who wrote the text, never acted on by itself: a sentence must
 * say that we will be in touch, and when, and deny, ask and suppose nothing.
 */
#ifndef GUICHET_MODEL_PROMISED_H
#define GUICHET_MODEL_PROMISED_H
#include "guichet/model/zone.h"

/* The instant of the first promise in the text, always after now; false: there is none. */
bool promised_find(const char *text, const struct zone *, int64_t now_ms, int64_t *at_ms);
#endif
