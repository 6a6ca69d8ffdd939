/* SPDX-License-Identifier: ISC */
/*
 * A thread that checkpoints, passively: it takes what no reader needs any
 * more and makes nobody wait.  A writer that never pauses keeps it from
 * beginning the log anew; then the commit that finds the log too long does
 * the rest, which is little because most is carried over already.
 */
#include "checkpoint.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "guichet/base/alloc.h"

enum { PAGES_SOON = 2000, PAGES_MOST = 12000 };	/* of the log, 4 KiB each */

struct checkpointer {
	sqlite3 *writer;
	const char *path;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool started, due, stop;
	int pages;			/* of the log, when it was last seen to */
};

static void carry(sqlite3 *db)
{
	sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

static sqlite3 *beside(const char *path)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
	    NULL) == SQLITE_OK)
		return db;
	sqlite3_close(db);
	return NULL;
}

static void *run(void *data)
{
	struct checkpointer *one = data;
	sqlite3 *db = NULL;

	pthread_mutex_lock(&one->lock);
	while (!one->stop) {
		if (!one->due) {
			pthread_cond_wait(&one->changed, &one->lock);
			continue;
		}
		one->due = false;
		pthread_mutex_unlock(&one->lock);
		if (db == NULL)
			db = beside(one->path);
		if (db != NULL)
			carry(db);
		pthread_mutex_lock(&one->lock);
	}
	pthread_mutex_unlock(&one->lock);
	sqlite3_close(db);
	return NULL;
}

/* Whoever put another file in its place finds that nothing is carried there: a log belongs to one database. */
static bool is_moved(sqlite3 *db)
{
	int moved = 0;

	return sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || moved != 0;
}

static void wake(struct checkpointer *one)
{
	if (!one->started && (is_moved(one->writer) || pthread_create(&one->thread, NULL, run, one) != 0))
		return;
	one->started = true;
	pthread_mutex_lock(&one->lock);
	one->due = true;
	pthread_mutex_unlock(&one->lock);
	pthread_cond_signal(&one->changed);
}

static int after_commit(void *data, sqlite3 *db, const char *name, int pages)
{
	struct checkpointer *one = data;

	(void)name;
	if (pages < one->pages)
		one->pages = 0;		/* the log began anew */
	if (pages < one->pages + PAGES_SOON)
		return SQLITE_OK;
	one->pages = pages;
	if (pages >= PAGES_MOST)
		carry(db);
	else
		wake(one);
	return SQLITE_OK;
}

struct checkpointer *checkpointer_create(sqlite3 *writer, const char *path)
{
	struct checkpointer *one = mem_alloc(sizeof(*one));

	one->writer = writer;
	one->path = path;
	pthread_mutex_init(&one->lock, NULL);
	pthread_cond_init(&one->changed, NULL);
	sqlite3_wal_hook(writer, after_commit, one);
	return one;
}

void checkpointer_destroy(struct checkpointer *one)
{
	if (one == NULL)
		return;
	sqlite3_wal_hook(one->writer, NULL, NULL);
	pthread_mutex_lock(&one->lock);
	one->stop = true;
	pthread_mutex_unlock(&one->lock);
	pthread_cond_signal(&one->changed);
	if (one->started)
		pthread_join(one->thread, NULL);
	pthread_mutex_destroy(&one->lock);
	pthread_cond_destroy(&one->changed);
	free(one);
}
