/* SPDX-License-Identifier: ISC */
/*
 * VACUUM INTO rather than a copy of pages: free pages hold what was erased.
 * The file that a person named is looked at before it is opened, because
 * closing a descriptor of an open database would drop SQLite's locks on it.
 */
#include "db_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guichet/base/arena.h"
#include "guichet/base/clock.h"
#include "guichet/base/file.h"
#include "guichet/base/str.h"
#include "guichet/store/backup.h"

#define UNFINISHED ".unfinished"

enum { STEP = 20000 /* of SQLite's machine */, TELL_US = 200000, HEADER = 100, HEADER_APPLICATION = 68 };

struct copying {
	struct store *store;
	const struct backup *backup;
	const char *part, *note;	/* the file under way; where the desk keeps its name meanwhile */
	int64_t expected, told_us;
	err_t err;		/* why it was ended from here */
};

/* ---- where it goes */

static const char *beside(struct arena *arena, const char *path, const char *end)
{
	return arena_printf(arena, "%s%s", path, end);
}

static err_t is_copy(const char *path, bool *out)
{
	unsigned char header[HEADER] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return err_sys("%s", path);
	n = read(fd, header, sizeof(header));
	close(fd);
	*out = n == HEADER && memcmp(header, "SQLite format 3", 16) == 0 &&
		memcmp(header + HEADER_APPLICATION, "guic", 4) == 0;
	return NULL;
}

/* A file beside which there is one of these belongs to a program that is open, or was not closed. */
static err_t is_unused(struct arena *arena, const char *path)
{
	static const char *const ends[] = { ".lock", "-wal", "-journal" };
	struct stat st;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (lstat(beside(arena, path, ends[i]), &st) == 0)
			return err_make(ERR_STATE, "%s is a desk in use: %s%s is there", path, path, ends[i]);
	return NULL;
}

static err_t target_check(const struct copying *c, struct arena *arena)
{
	const char *path = c->backup->path;
	bool copy = false;
	struct stat st;
	err_t err = path[0] == '/' ? NULL : err_make(ERR_USAGE, "%s: write the whole path, from / on", path);

	if (err == NULL && lstat(path, &st) < 0)
		return errno == ENOENT ? is_unused(arena, path) : err_sys("%s", path);
	if (err == NULL && st.st_dev == c->store->place.device && st.st_ino == c->store->place.inode)
		err = err_make(ERR_STATE, "%s is the desk itself", path);
	if (err == NULL && !c->backup->replace)
		err = err_make(ERR_STATE, "%s exists: --force replaces an earlier copy", path);
	if (err == NULL)
		err = is_unused(arena, path);
	if (err == NULL && S_ISREG(st.st_mode))
		err = is_copy(path, &copy);
	if (err == NULL && !copy)
		err = err_make(ERR_STATE, "%s is no copy of a desk: it stays as it is", path);
	return err;
}

/* ---- while it has no name */

static bool part_drop(struct arena *arena, const char *part)
{
	struct stat st;

	if (lstat(part, &st) != 0 || !S_ISREG(st.st_mode) || st.st_uid != geteuid())
		return false;
	unlink(beside(arena, part, "-journal"));
	return unlink(part) == 0;
}

/* What the last one left goes if that was killed, wherever it was; only a file that is called so and was noted. */
static const char *left_drop(const struct copying *c, struct arena *arena)
{
	struct str note = { 0 };
	const char *left = NULL;

	if (file_read_private(c->note, PATH_MAX, &note) == NULL && note.len > sizeof(UNFINISHED) && note.text[0] == '/' &&
	    str_equal(note.text + note.len + 1 - sizeof(UNFINISHED), UNFINISHED))
		left = arena_copy(arena, note.text);
	str_finish(&note);
	return left != NULL && part_drop(arena, left) ? left : NULL;
}

/* Of one that was killed before it was noted: nothing is in it yet. */
static bool is_bare(const char *part)
{
	struct stat st;

	return lstat(part, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0;
}

/* Noted when it is there: what somebody else called so is never taken for ours. */
static err_t part_create(const struct copying *c, struct arena *arena)
{
	int fd;

	if (is_bare(c->part))
		part_drop(arena, c->part);
	fd = open(c->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 && errno == EEXIST)
		return err_make(ERR_STATE, "%s is there, and no backup of this desk began it: it stays as it is", c->part);
	if (fd < 0)
		return err_sys("the server cannot write %s", c->backup->path);
	close(fd);
	err_ignore(file_write(c->note, 0600, c->part, strlen(c->part)), "a full disk wants its copy all the more");
	return NULL;
}

/* ---- the copy */

static int on_step(void *data)
{
	struct copying *c = data;
	int64_t now_us = clock_steady_us();
	struct stat st;

	if (c->backup->tell == NULL || now_us - c->told_us < TELL_US || stat(c->part, &st) < 0)
		return 0;
	c->told_us = now_us;
	c->err = c->backup->tell(c->backup->data, st.st_size, c->expected);
	return c->err != NULL;
}

static bool is_damage(int code)
{
	return (code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_NOTADB;
}

/* SQLite says what is wrong and not with which of the two files: the desk is asked. */
static bool desk_is_sound(const struct copying *c)
{
	struct arena *arena = arena_create();
	const char *trouble = NULL;
	err_t err = store_quick_check(c->store, arena, &trouble);
	bool sound = err == NULL && trouble == NULL;

	err_ignore(err, "it is not sound, which is all that is asked");
	arena_destroy(arena);
	return sound;
}

static err_t part_error(const struct copying *c, int code)
{
	const char *path = c->backup->path, *why = sqlite3_errmsg(c->store->db);
	int sys = sqlite3_system_errno(c->store->db);
	bool reads = code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ;
	err_t damaged = err_make(ERR_STORE, "the copy is damaged: %s", why);

	if ((code & 0xFF) == SQLITE_FULL)
		return err_make(ERR_STORE, "%s: no space left", path);
	if ((code & 0xFF) == SQLITE_INTERRUPT)
		return err_make(ERR_CANCELLED, "the copy was cancelled");
	if ((code & 0xFF) == SQLITE_IOERR && !reads)
		return err_make(ERR_STORE, "%s: %s", path, strerror(sys));
	return is_damage(code) && desk_is_sound(c) ? damaged : db_error(c->store, code);
}

static void expect(struct copying *c)
{
	struct rows rows;

	db_dynamic(c->store, "SELECT (SELECT page_count FROM pragma_page_count) - (SELECT freelist_count FROM"
		" pragma_freelist_count), (SELECT page_size FROM pragma_page_size)", &rows);
	if (rows_next(&rows))
		c->expected = col_int(&rows, 0) * col_int(&rows, 1);
	err_ignore(rows_end(&rows), "it is only for who looks on");
}

static err_t copy_out(struct copying *c)
{
	sqlite3 *db = c->store->db;
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &statement, NULL);

	expect(c);
	if (code == SQLITE_OK)
		code = sqlite3_bind_text(statement, 1, c->part, -1, SQLITE_STATIC);
	if (code == SQLITE_OK) {
		sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 1);
		sqlite3_progress_handler(db, STEP, on_step, c);
		code = sqlite3_step(statement);
		sqlite3_progress_handler(db, 0, NULL, NULL);
	}
	sqlite3_finalize(statement);
	sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
	if (c->err != NULL)
		return c->err;
	return code == SQLITE_DONE ? NULL : part_error(c, code);
}

/* It must not find that it lies where its original lay, whatever number its file has one day. */
static err_t copy_mark(struct store *copy, const struct backup *backup)
{
	struct arena *arena = arena_create();
	const char *trouble = NULL;
	char at[24];
	err_t err = db_exec(copy, "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA trusted_schema=OFF");

	(void)snprintf(at, sizeof(at), "%" PRId64, backup->at_ms);
	if (err == NULL)
		err = store_meta_set(copy, "place", "copy");
	if (err == NULL)
		err = store_meta_set(copy, "backup_at", at);
	if (err == NULL)
		err = store_quick_check(copy, arena, &trouble);
	if (err == NULL && trouble != NULL)
		err = err_make(ERR_STORE, "the copy is damaged: %s", trouble);
	arena_destroy(arena);
	return err != NULL || backup->check == NULL ? err : backup->check(backup->check_data, copy);
}

static err_t copy_error(struct store *copy, err_t err)
{
	return err != NULL && is_damage(sqlite3_errcode(copy->db)) ?
		err_make(ERR_STORE, "the copy is damaged: %s", sqlite3_errmsg(copy->db)) : err;
}

static err_t copy_finish(struct copying *c)
{
	struct store copy = { .path = (char *)(uintptr_t)c->backup->path };
	int code = sqlite3_open_v2(c->part, &copy.db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
	err_t err;

	if (code == SQLITE_OK)
		sqlite3_progress_handler(copy.db, STEP, on_step, c);
	err = code == SQLITE_OK ? copy_error(&copy, copy_mark(&copy, c->backup)) : db_error(&copy, code);
	statements_drop(&copy);
	sqlite3_close(copy.db);
	return c->err != NULL ? c->err : err;
}

/* ---- its name */

static err_t path_sync(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
	err_t err;

	if (fd < 0)
		return err_sys("open %s", path);
	err = fsync(fd) < 0 ? err_sys("sync %s", path) : NULL;
	close(fd);
	return err;
}

/* Whoever put a file there meanwhile keeps it, unless copies may be replaced. */
static err_t name_give(const struct copying *c, struct arena *arena)
{
	const char *path = c->backup->path;

	if (c->backup->replace) {
		if (rename(c->part, path) < 0)
			return err_sys("rename %s", path);
	} else if (link(c->part, path) < 0) {
		return errno == EEXIST ? err_make(ERR_STATE, "%s exists: --force replaces an earlier copy", path)
			: err_sys("%s", path);
	} else {
		unlink(c->part);
	}
	return path_sync(arena_printf(arena, "%.*s/", (int)(strrchr(path, '/') - path), path), O_DIRECTORY);
}

static err_t part_make(struct copying *c, struct arena *arena, int64_t *bytes)
{
	struct stat st = { 0 };
	err_t err = copy_out(c);

	if (err == NULL)
		err = copy_finish(c);
	if (err == NULL && c->backup->tell != NULL)	/* it may have been cancelled meanwhile */
		err = c->backup->tell(c->backup->data, c->expected, c->expected);
	if (err == NULL)
		err = path_sync(c->part, 0);
	if (err == NULL && stat(c->part, &st) < 0)
		err = err_sys("%s", c->part);
	if (err == NULL)
		err = name_give(c, arena);
	*bytes = st.st_size;
	return err;
}

err_t store_backup(struct store *store, struct arena *arena, const struct backup *backup, struct backup_made *made)
{
	struct copying c = { .store = store, .backup = backup, .part = beside(arena, backup->path, UNFINISHED),
		.note = beside(arena, store->path, UNFINISHED) };
	err_t err = target_check(&c, arena);

	*made = (struct backup_made){ 0 };
	if (err != NULL)
		return err;
	made->left = left_drop(&c, arena);
	err = part_create(&c, arena);
	if (err == NULL) {
		err = part_make(&c, arena, &made->bytes);
		if (err != NULL)
			part_drop(arena, c.part);
	}
	unlink(c.note);
	return err;
}
