/* SPDX-License-Identifier: ISC */
/*
 * IANA's time zones, as this machine knows them.  What is learned here goes
 * into the ledger with the name of the data, so figures never ask again.
 */
#ifndef GUICHET_ZONE_ZONE_H
#define GUICHET_ZONE_ZONE_H
#include "guichet/model/zone.h"

/*
 * The offsets of 1970 to 2037, which is how far the data says more than a
 * rule; everything is copied to the arena.  ERR_DATA names a zone that does
 * not exist, ERR_CONFIG a machine without such data.
 */
err_t zone_load(struct arena *, const char *name, struct zone *out) MUST_CHECK;
/* "2025b", or "unknown" where the data does not say. */
const char *zone_data_version(struct arena *);
#endif
