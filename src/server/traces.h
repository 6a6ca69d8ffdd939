/* SPDX-License-Identifier: ISC */
/*
 * Traces of the ledger packed by days while nobody wants anything: a reader
 * works a step out, the loop writes it a day at a time.
 */
#ifndef SERVER_TRACES_H
#define SERVER_TRACES_H
#include "inside.h"

struct trace_packer *trace_packer_create(struct server *);
void trace_packer_destroy(struct trace_packer *);	/* before the readers */
/* Nobody has wanted anything for a while. */
void trace_packer_idle(struct trace_packer *);
#endif
