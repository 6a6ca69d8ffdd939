/* SPDX-License-Identifier: ISC */
/*
 * Files and folders as words that are completed.  ~ is the person's own
 * folder; what begins with a dot stands there when a dot was typed.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "candidates.h"
#include "guichet/base/message.h"

enum { PATHS_MOST = 1000, ENTRIES_MOST = 20000 };	/* a folder with more is not worth waiting for */

struct paths { struct candidates *to; const char *folder, *shown, *begun; char **names; size_t count; };

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in the folder that begin so, sorted. */
static void read_folder(struct paths *p, DIR *folder)
{
	size_t len = strlen(p->begun), seen = 0;
	const struct dirent *entry;

	p->names = arena_array(p->to->arena, PATHS_MOST, sizeof(*p->names));
	while (p->count < PATHS_MOST && seen++ < ENTRIES_MOST && (entry = readdir(folder)) != NULL) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || (name[0] == '.' && p->begun[0] != '.') ||
		    strncmp(name, p->begun, len) != 0)
			continue;
		p->names[p->count++] = arena_copy(p->to->arena, name);
	}
	qsort(p->names, p->count, sizeof(*p->names), by_name);
}

static void offer(const struct paths *p, const char *name)
{
	struct arena *arena = p->to->arena;
	struct stat st;

	if (stat(arena_printf(arena, "%s%s", p->folder, name), &st) != 0)
		return;
	if (S_ISDIR(st.st_mode))
		candidate(p->to, arena_printf(arena, "%s%s/", p->shown, name), _("folder"));
	else if (S_ISREG(st.st_mode))
		candidate(p->to, arena_printf(arena, "%s%s", p->shown, name),
			arena_printf(arena, _("%lld KiB"), ((long long)st.st_size + 1023) / 1024));
}

void paths_of(struct candidates *to)
{
	const char *slash = strrchr(to->prefix, '/'), *home = getenv("HOME");
	struct paths p = { .to = to, .begun = slash != NULL ? slash + 1 : to->prefix };
	DIR *folder;

	p.shown = p.folder = arena_copy_n(to->arena, to->prefix, (size_t)(p.begun - to->prefix));
	if (home != NULL && strcmp(to->prefix, "~") == 0) {
		candidate(to, "~/", _("folder"));
		return;
	}
	if (home != NULL && str_starts(p.folder, "~/"))
		p.folder = arena_printf(to->arena, "%s%s", home, p.folder + 1);
	folder = opendir(*p.folder != '\0' ? p.folder : ".");
	if (folder == NULL)
		return;
	read_folder(&p, folder);
	closedir(folder);
	for (size_t i = 0; i < p.count; i++)
		offer(&p, p.names[i]);
}
