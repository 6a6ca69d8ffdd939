/* SPDX-License-Identifier: ISC */
/* Who is who, without the checks: what an undo takes back and brings again. */
#ifndef GUICHET_DESK_CONTACT_PRIVATE_H
#define GUICHET_DESK_CONTACT_PRIVATE_H
#include "guichet/desk/contact.h"
#include "private.h"

/* person 0: apart.  with: the conversation that it was said of, 0 when it is taken back. */
struct person_change { int64_t identity, person, with; };
err_t person_set(struct desk *, struct touched *, struct person_change) MUST_CHECK;
/* NULL: none. */
err_t person_note_set(struct desk *, struct touched *, int64_t identity, const char *text) MUST_CHECK;
#endif
