/* SPDX-License-Identifier: ISC */
/* Copies of the desk, and when the last one was made. */
#ifndef GUICHET_DESK_BACKUP_H
#define GUICHET_DESK_BACKUP_H
#include "guichet/desk/read.h"
#include "guichet/store/backup.h"

/* In the reader's thread; what it read from until then it reads no more. */
err_t read_backup(struct reader *, const struct backup *, int64_t *bytes) MUST_CHECK;
/* A transaction of its own: one was made. */
err_t desk_backup_note(struct desk *, int64_t at_ms) MUST_CHECK;
/* A sentence for whoever looks after the desk. */
const char *read_backup_age(struct reader *, struct arena *, int64_t now_ms);
#endif
