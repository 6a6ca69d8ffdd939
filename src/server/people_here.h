/* SPDX-License-Identifier: ISC */
/* Whose screens are open just now: sessions that follow what happens, not commands that come and go. */
#ifndef GUICHET_SERVER_PEOPLE_HERE_H
#define GUICHET_SERVER_PEOPLE_HERE_H
#include "guichet/desk/availability.h"
#include "inside.h"

/* Nobody twice; in the arena.  Loop only. */
struct connected people_here(const struct server *, struct arena *);
#endif
