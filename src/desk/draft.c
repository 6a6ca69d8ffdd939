/* SPDX-License-Identifier: ISC */
/*
 * Texts that were not sent, and the files that would go with them.  Kept
 * where they were begun, also in what was merged since.  A file that a draft
 * names does not go with the day after which others go.
 */
#include "draft.h"

#include <inttypes.h>
#include <string.h>

#include "attachment.h"
#include "guichet/desk/triage.h"
#include "guichet/model/attachment.h"
#include "guichet/store/blob.h"
#include "guichet/store/draft.h"

#define DRAFTED_MOST (INT64_C(4) * ATTACH_MOST)	/* bytes of the files of one agent's drafts */

struct draft { int64_t place; const char *text; struct media_list files; };

err_t draft_place(struct store *store, struct arena *arena, int64_t conversation, int64_t agent, int64_t *place,
	const char **text)
{
	int64_t *ids = NULL;
	size_t count = 0;
	err_t err = store_whole(store, arena, conversation, &ids, &count);

	*place = conversation;
	*text = NULL;
	for (size_t i = 0; err == NULL && *text == NULL && i < count; i++) {
		err = store_draft(store, arena, ids[i], agent, text);
		if (*text != NULL)
			*place = ids[i];
	}
	return err;
}

static err_t draft_load(struct desk *desk, int64_t conversation, int64_t agent, struct draft *out)
{
	err_t err;

	*out = (struct draft){ 0 };
	err = draft_place(desk->store, desk->arena, conversation, agent, &out->place, &out->text);
	if (err == NULL && out->text != NULL)
		err = store_draft_files(desk->store, desk->arena, out->place, agent, &out->files);
	return err;
}

/* ---- files */

static bool same_files(const struct media_list *a, const struct media_list *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++)
		same = a->list[i].blob == b->list[i].blob && str_equal(a->list[i].alt, b->list[i].alt);
	return same;
}

static void lose(struct desk *desk, const char *hash, const char **lost)
{
	*lost = *lost == NULL ? arena_copy(desk->arena, hash) : arena_printf(desk->arena, "%s %s", *lost, hash);
}

/* Those that the desk has. */
static err_t files_find(struct desk *desk, const struct attached *attached, size_t count, struct media_list *out,
	const char **lost)
{
	err_t err = NULL;

	*out = (struct media_list){ .list = arena_array(desk->arena, count + 1, sizeof(*out->list)) };
	for (size_t i = 0; err == NULL && i < count; i++) {
		struct blob blob = { 0 };
		bool found = false;

		err = store_blob_find(desk->store, desk->arena, attached[i].hash, desk->actor.agent, &blob, &found);
		if (err == NULL && !found)
			lose(desk, attached[i].hash, lost);
		if (err == NULL && found)
			out->list[out->count++] = (struct plan_media){ .blob = blob.id, .hash = blob.hash, .name = blob.name,
				.size = blob.size, .alt = attached[i].alt };
	}
	return err;
}

/* Its row is there, and names no other files. */
static err_t files_add(struct desk *desk, int64_t place, int64_t agent, const struct media_list *files, const char **lost)
{
	size_t kept = 0;
	int64_t bytes = 0;
	err_t err = store_draft_bytes(desk->store, agent, &bytes);

	for (size_t i = 0; err == NULL && i < files->count; i++) {
		bytes += files->list[i].size;
		if (bytes > DRAFTED_MOST || kept >= PLAN_MEDIA) {
			bytes -= files->list[i].size;
			lose(desk, files->list[i].hash, lost);
			continue;
		}
		err = store_draft_file_add(desk->store, place, agent, kept++, &files->list[i]);
	}
	return err != NULL ? err : attachments_wake(desk);
}

static err_t files_put(struct desk *desk, int64_t place, int64_t agent, const struct media_list *files, const char **lost)
{
	err_t err = store_draft_files_leave(desk->store, place, agent, desk->now_ms);

	return err != NULL ? err : files_add(desk, place, agent, files, lost);
}

/* Names of those that were lost, with commas between. */
static void lost_name(struct desk *desk, const struct media_list *files, const char *lost, const char **names)
{
	for (size_t i = 0; lost != NULL && i < files->count; i++)
		if (strstr(lost, files->list[i].hash) != NULL)
			*names = *names == NULL ? files->list[i].name
				: arena_printf(desk->arena, "%s, %s", *names, files->list[i].name);
}

/* "HASH ALT", a line each; what it shows has no line of its own. */
static const char *files_lines(struct arena *arena, const struct media_list *files)
{
	const char *lines = NULL;

	for (size_t i = 0; i < files->count; i++) {
		char *alt = arena_copy(arena, files->list[i].alt != NULL ? files->list[i].alt : "");

		for (char *p = alt; *p != '\0'; p++)
			*p = *p == '\n' ? ' ' : *p;
		lines = arena_printf(arena, "%s%s %s\n", lines != NULL ? lines : "", files->list[i].hash, alt);
	}
	return lines;
}

err_t draft_files_told(struct desk *desk, int64_t conversation, const char **lines)
{
	struct draft draft;
	err_t err = draft_load(desk, conversation, desk->actor.agent, &draft);

	if (err == NULL)
		*lines = files_lines(desk->arena, &draft.files);
	return err;
}

err_t draft_files_restore(struct desk *desk, int64_t conversation, const char *lines, const char **lost)
{
	struct attached attached[PLAN_MEDIA];
	size_t count = 0;

	for (const char *p = lines != NULL ? lines : ""; *p != '\0' && count < PLAN_MEDIA; ) {
		size_t len = strcspn(p, "\n"), hash = strcspn(p, " \n");
		bool said = hash < len && len - hash > 1;

		attached[count++] = (struct attached){ arena_copy_n(desk->arena, p, hash),
			said ? arena_copy_n(desk->arena, p + hash + 1, len - hash - 1) : NULL };
		p += len + (p[len] == '\n');
	}
	return desk_draft_files(desk, conversation, attached, count, lost);
}

/* ---- what an agent does */

static err_t draft_meant(struct desk *desk, int64_t *conversation, struct draft *out)
{
	struct touched *touched;
	err_t err = conversation_meant(desk, conversation, &touched);

	return err != NULL ? err : draft_load(desk, *conversation, desk->actor.agent, out);
}

err_t desk_draft_mark(struct desk *desk, int64_t conversation, char out[static DRAFT_MARK])
{
	struct draft draft;
	err_t err = draft_meant(desk, &conversation, &draft);

	if (err == NULL)
		draft_mark(draft.text, &draft.files, out);
	return err;
}

err_t desk_draft_save(struct desk *desk, int64_t conversation, const char *text)
{
	struct draft old;
	err_t err = draft_meant(desk, &conversation, &old);

	if (err == NULL && text[0] == '\0' && old.files.count == 0)
		return desk_draft_drop(desk, conversation);
	if (err != NULL || str_equal(old.text, text))
		return err;
	inverse_draft(desk, conversation, old.text, text);
	desk_note_change(desk, CHANGE_MARK, conversation);
	return store_draft_set(desk->store, old.place, desk->actor.agent, text, desk->now_ms);
}

err_t desk_draft_files(struct desk *desk, int64_t conversation, const struct attached *attached, size_t count,
	const char **lost)
{
	struct media_list files = { 0 };
	struct draft old;
	err_t err = draft_meant(desk, &conversation, &old);

	*lost = NULL;
	if (err == NULL && count > PLAN_MEDIA)
		err = err_make(ERR_USAGE, "reply #%" PRId64 ": at most %d files go with a reply", conversation, PLAN_MEDIA);
	if (err == NULL)
		err = files_find(desk, attached, count, &files, lost);
	if (err != NULL || same_files(&old.files, &files))
		return err;
	desk_note_change(desk, CHANGE_MARK, conversation);
	if (old.text == NULL)
		err = store_draft_set(desk->store, old.place, desk->actor.agent, "", desk->now_ms);
	if (err == NULL)
		err = files_put(desk, old.place, desk->actor.agent, &files, lost);
	if (err == NULL)
		err = store_draft_files(desk->store, desk->arena, old.place, desk->actor.agent, &files);
	if (err == NULL)
		inverse_files(desk, conversation, files_lines(desk->arena, &old.files), files_lines(desk->arena, &files));
	if (err == NULL && files.count == 0 && str_equal(old.text, ""))
		err = store_draft_drop(desk->store, old.place, desk->actor.agent);
	return err;
}

/* Undo reads what was said last first: a text is there before its files are. */
err_t desk_draft_drop(struct desk *desk, int64_t conversation)
{
	struct draft old;
	err_t err = draft_meant(desk, &conversation, &old);

	if (err != NULL || old.text == NULL)
		return err;
	if (old.files.count > 0)
		inverse_files(desk, conversation, files_lines(desk->arena, &old.files), NULL);
	inverse_draft(desk, conversation, old.text, NULL);
	desk_note_change(desk, CHANGE_MARK, conversation);
	return draft_forget(desk, old.place, desk->actor.agent);
}

/* ---- what becomes of it */

err_t draft_forget(struct desk *desk, int64_t place, int64_t agent)
{
	err_t err = store_draft_files_leave(desk->store, place, agent, desk->now_ms);

	if (err == NULL)
		err = store_draft_drop(desk->store, place, agent);
	return err != NULL ? err : attachments_wake(desk);
}

static bool takes_along(const struct plan *plan, const struct plan_media *file)
{
	for (size_t i = 0; i < plan->media_count; i++)
		if (str_equal(plan->media[i].hash, file->hash))
			return true;
	return false;
}

/* Nothing, or the same words whatever stands around them. */
static bool says_no_more(const char *draft, const char *sent)
{
	size_t len, sent_len;

	draft += strspn(draft, " \t\n");
	sent += strspn(sent, " \t\n");
	for (len = strlen(draft); len > 0 && strchr(" \t\n", draft[len - 1]) != NULL; )
		len--;
	for (sent_len = strlen(sent); sent_len > 0 && strchr(" \t\n", sent[sent_len - 1]) != NULL; )
		sent_len--;
	return len == 0 || (len == sent_len && memcmp(draft, sent, len) == 0);
}

err_t draft_sent(struct desk *desk, int64_t conversation, const char *text, const struct plan *plan)
{
	struct media_list left = { 0 };
	const char *lost = NULL;
	struct draft draft;
	err_t err = draft_load(desk, conversation, desk->actor.agent, &draft);

	if (err != NULL || draft.text == NULL || !says_no_more(draft.text, text))
		return err;
	left.list = arena_array(desk->arena, draft.files.count + 1, sizeof(*left.list));
	for (size_t i = 0; i < draft.files.count; i++)
		if (!takes_along(plan, &draft.files.list[i]))
			left.list[left.count++] = draft.files.list[i];
	if (left.count == 0)
		return draft_forget(desk, draft.place, desk->actor.agent);
	err = store_draft_set(desk->store, draft.place, desk->actor.agent, "", desk->now_ms);
	return err != NULL ? err : files_put(desk, draft.place, desk->actor.agent, &left, &lost);
}

/* The reply's files before those of the draft. */
static void files_join(struct arena *arena, const struct plan *plan, struct media_list *files)
{
	struct media_list all = { .list = arena_array(arena, plan->media_count + files->count + 1, sizeof(*all.list)) };

	for (size_t i = 0; i < plan->media_count; i++)
		all.list[all.count++] = plan->media[i];
	for (size_t i = 0; i < files->count; i++)
		if (!takes_along(plan, &files->list[i]))
			all.list[all.count++] = files->list[i];
	*files = all;
}

err_t draft_give_back(struct desk *desk, const struct outbox_row *row, const char **names)
{
	struct stored_message message;
	struct plan plan = { 0 };
	struct draft draft = { 0 };
	const char *text, *lost = NULL;
	bool found = false;
	err_t err = store_message(desk->store, desk->arena, row->message, &message, &found);

	if (err == NULL && found)
		err = draft_load(desk, row->conversation, row->agent, &draft);
	if (err == NULL && found)
		err = plan_parse(desk->arena, row->plan, &plan);
	if (err != NULL || !found)
		return err;
	text = message.message.text;
	if (draft.text != NULL && *draft.text != '\0' && strcmp(draft.text, text) != 0)
		text = arena_printf(desk->arena, "%s\n\n%s", text, draft.text);
	files_join(desk->arena, &plan, &draft.files);
	err = store_draft_set(desk->store, draft.place, row->agent, text, desk->now_ms);
	if (err == NULL)
		err = files_put(desk, draft.place, row->agent, &draft.files, &lost);
	lost_name(desk, &draft.files, lost, names);
	return err;
}

static const char *names_behind(struct arena *arena, const char *text, const struct media_list *files)
{
	for (size_t i = 0; i < files->count; i++)
		text = arena_printf(arena, "%s%s[%s]", text, i == 0 ? "\n" : " ", files->list[i].name);
	return text;
}

err_t draft_pass(struct desk *desk, const struct agent *from, const struct agent *to, int64_t conversation,
	const char **names)
{
	bool person = to != NULL && to->kind != AGENT_TEAM;
	const char *other = NULL, *lost = NULL;
	struct draft draft = { .place = conversation };
	int64_t message;
	err_t err = store_draft(desk->store, desk->arena, conversation, from->id, &draft.text);

	if (err == NULL && draft.text != NULL)
		err = store_draft_files(desk->store, desk->arena, conversation, from->id, &draft.files);
	if (err == NULL && draft.text != NULL && person)
		err = store_draft(desk->store, desk->arena, conversation, to->id, &other);
	if (err != NULL || draft.text == NULL)
		return err;
	if (person && other == NULL) {
		err = store_draft_set(desk->store, conversation, to->id, draft.text, desk->now_ms);
		if (err == NULL)
			err = files_add(desk, conversation, to->id, &draft.files, &lost);
		for (size_t i = 0; err == NULL && i < draft.files.count; i++)	/* else undo finds them no more */
			err = store_blob_give(desk->store, draft.files.list[i].blob, to->id);
		lost_name(desk, &draft.files, lost, names);
	} else {	/* a note has no files: it names them */
		err = desk_note(desk, conversation, arena_printf(desk->arena, "%s: %s", from->name,
			names_behind(desk->arena, draft.text, &draft.files)), &message);
	}
	return err != NULL ? err : draft_forget(desk, conversation, from->id);
}
