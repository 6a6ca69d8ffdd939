/* SPDX-License-Identifier: ISC */
/* Packs finished days of waits and cases, then of traces, while there are any: what figures read. */
#ifndef GUICHET_SERVER_DAYS_H
#define GUICHET_SERVER_DAYS_H
#include "inside.h"

struct day_packer *day_packer_create(struct server *);
void day_packer_destroy(struct day_packer *);
/* Something was done, which may be packed soon; and nothing else is just now, so that it may be at once. */
void day_packer_wake(struct day_packer *);
void day_packer_idle(struct day_packer *);
#endif
