/* SPDX-License-Identifier: ISC */
/*
 * Entries wait in memory for the writer; visits remember what was noted lately.
 * Who reads is answered whatever becomes of the entry: when the disk refuses
 * it, it is tried again, and the log says what was lost in the end.  What would
 * leave the desk does not before its entry is written.
 */
#include "access.h"

#include <stdlib.h>
#include <string.h>

#include "guichet/base/alloc.h"
#include "guichet/base/log.h"
#include "guichet/desk/access.h"

enum { VISIT_MS = 900000, BATCH_MS = 1000, AGAIN_MS = 5000, PENDING_MOST = 10000, BUCKETS = 256, VISITS_MOST = 20000 };

struct entry { struct entry *next; struct access_row row; char *front, *words; };
struct visit { struct visit *next; int64_t at_ms; char key[]; };

struct access {
	struct server *server;
	struct entry *first, **end;
	size_t count;
	struct visit *visits[BUCKETS];
	size_t visit_count;
	struct loop_timer *timer;
};

/* ---- visits */

static size_t bucket_of(const char *key)
{
	uint32_t hash = 2166136261u;

	for (; *key != '\0'; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return hash % BUCKETS;
}

static void visits_drop(struct access *access)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct visit *visit = access->visits[i], *next; visit != NULL; visit = next) {
			next = visit->next;
			free(visit);
		}
		access->visits[i] = NULL;
	}
	access->visit_count = 0;
}

/* True when it is the first for a while; those of the bucket that are over go. */
static bool visit_begins(struct access *access, const char *key, int64_t now_ms)
{
	struct visit **link = &access->visits[bucket_of(key)], *visit;

	if (access->visit_count >= VISITS_MOST)	/* a script gone wild: then some are noted twice */
		visits_drop(access);
	while ((visit = *link) != NULL) {
		if (now_ms - visit->at_ms >= VISIT_MS) {
			*link = visit->next;
			access->visit_count--;
			free(visit);
		} else if (strcmp(visit->key, key) == 0) {
			return false;
		} else {
			link = &visit->next;
		}
	}
	visit = mem_alloc(sizeof(*visit) + strlen(key) + 1);
	visit->next = NULL;
	visit->at_ms = now_ms;
	memcpy(visit->key, key, strlen(key) + 1);
	*link = visit;
	access->visit_count++;
	return true;
}

/* ---- entries */

static void entry_free(struct entry *entry)
{
	free(entry->front);
	free(entry->words);
	free(entry);
}

static void on_batch(void *data);

static void batch_in(struct access *access, int64_t ms)
{
	if (access->timer == NULL && access->first != NULL)
		access->timer = loop_after(access->server->loop, ms, on_batch, access);
}

static void entries_drop(struct access *access)
{
	for (struct entry *entry = access->first, *next; entry != NULL; entry = next) {
		next = entry->next;
		entry_free(entry);
	}
	access->first = NULL;
	access->end = &access->first;
	access->count = 0;
}

static err_t batch_write(struct access *access)
{
	struct arena *arena = arena_create();
	struct access_row *rows = arena_array(arena, access->count + 1, sizeof(*rows));
	size_t count = 0;
	err_t err;

	for (struct entry *entry = access->first; entry != NULL; entry = entry->next)
		rows[count++] = entry->row;
	err = desk_access_add(access->server->desk, rows, count);
	arena_destroy(arena);
	return err;
}

static err_t entries_write(struct access *access)
{
	err_t err = access->first == NULL ? NULL : batch_write(access);

	loop_timer_stop(access->server->loop, &access->timer);
	if (err == NULL) {
		entries_drop(access);
		return NULL;
	}
	log_line("server", "access entries=%zu: %s", access->count, err->text);
	if (access->count >= PENDING_MOST)
		entries_drop(access);
	batch_in(access, AGAIN_MS);
	return err;
}

void access_write(struct access *access)
{
	err_ignore(entries_write(access), "the log has it, and it is tried again");
}

static void on_batch(void *data)
{
	struct access *access = data;

	access->timer = NULL;
	access_write(access);
}

/* each: it is noted as often as it is done. */
static void entry_add(struct access *access, const struct call_context *context, struct access_row row, bool each)
{
	struct entry *entry;
	const char *key = arena_printf(context->arena, "%lld %s %s %lld %d %s", (long long)context->actor->agent,
		context->session->front, row.conversation != 0 ? "" : context->request->call->name,
		(long long)row.conversation, row.contact != 0, row.words);

	if (!each && !visit_begins(access, key, context->now_ms))
		return;
	entry = mem_alloc(sizeof(*entry));
	entry->next = NULL;
	entry->row = row;
	entry->row.at_ms = context->now_ms;
	entry->row.agent = context->actor->agent;
	entry->row.call = context->request->call->name;
	entry->row.front = entry->front = mem_copy(context->session->front);
	entry->row.words = entry->words = mem_copy(row.words);
	*access->end = entry;
	access->end = &entry->next;
	access->count++;
	batch_in(access, BATCH_MS);
}

/* ---- what a call asks for */

static bool names_conversations(const struct call *call)
{
	return call->args[0].kind == ARG_CONVERSATION;
}

/* All that is said, as far as it fits; what was cut may differ behind that. */
static const char *words_of(const struct call_context *context, bool *cut)
{
	const struct call *call = context->request->call;
	struct str text = { 0 };
	const char *copy;
	size_t len = ACCESS_WORDS;

	for (size_t i = 0; i < CALL_ARGS && call->args[i].kind != ARG_END; i++)
		for (size_t k = 0; k < context->request->values[i].count; k++) {
			bool option = (call->args[i].flags & ARG_OPTION) != 0;

			str_printf(&text, "%s%s%s%s%s", text.len > 0 ? " " : "", option ? "--" : "",
				option ? call->args[i].name : "", option ? " " : "", context->request->values[i].texts[k]);
		}
	while (len < text.len && ((unsigned char)text.text[len] & 0xC0) == 0x80)	/* whole characters */
		len--;
	*cut = text.len > len;
	copy = !*cut ? arena_copy(context->arena, str_text(&text))
		: arena_printf(context->arena, "%.*s...", (int)len, text.text);
	str_finish(&text);
	return copy;
}

/* The queue shows a line of each conversation, which is no reading; whoever asks for words reads. */
static bool asks_for_words(const struct call_context *context)
{
	for (size_t i = 0; i < call_count(context->request, "query"); i++) {
		struct query *query = NULL;

		if (query_parse(context->arena, call_text_at(context->request, "query", i), &query) == NULL &&
		    query_has_words(query))
			return true;
	}
	return false;
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool is_of_queue(const char *name)
{
	return is_one_of(name, (const char *const[]){ "count", "ids", "list", "watch", NULL });
}

/* Their lines are the queue's, of what leaves and of what was promised. */
static bool is_list(const char *name)
{
	return is_one_of(name, (const char *const[]){ "list", "outbox list", "promise list", NULL });
}

/* About one customer, whatever of it was private. */
static bool is_page(const char *name)
{
	return is_one_of(name, (const char *const[]){ "contact show", "others", NULL });
}

/* What is looked at again and again; anything else takes something away each time. */
static bool is_visited(const char *name)
{
	return is_of_queue(name) || is_list(name) ||
		is_one_of(name, (const char *const[]){ "contact list", "handover show", "search", NULL });
}

/* A screen asks for its queue with list, too. */
static bool is_screen(const char *front)
{
	return strcmp(front, "screen") == 0 || strcmp(front, "plain") == 0;
}

err_t access_note(struct access *access, struct call_context *context)
{
	const char *name = context->request->call->name, *front = context->session->front;
	bool page = is_page(name), queue = is_of_queue(name), export = !is_visited(name), cut = false;

	if (!access->server->team)
		return NULL;
	if (names_conversations(context->request->call)) {
		for (size_t i = 0; i < call_count(context->request, "id"); i++)
			entry_add(access, context, (struct access_row){ .words = "", .contact = page,
				.conversation = call_int_at(context->request, "id", i) }, false);
		return NULL;
	}
	if ((is_list(name) ? is_screen(front) : queue) && !(queue && asks_for_words(context)))
		return NULL;
	entry_add(access, context, (struct access_row){ .words = words_of(context, &cut) }, export || cut);
	return export ? entries_write(access) : NULL;
}

struct access *access_create(struct server *server)
{
	struct access *access = mem_alloc(sizeof(*access));

	access->server = server;
	access->end = &access->first;
	return access;
}

void access_destroy(struct access *access)
{
	if (access == NULL)
		return;
	access_write(access);
	loop_timer_stop(access->server->loop, &access->timer);
	entries_drop(access);
	visits_drop(access);
	free(access);
}
