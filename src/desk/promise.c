/* SPDX-License-Identifier: ISC */
/*
 * Promises: what an agent told this customer.  The ledger says who promised
 * what for when and how it ended; that a promise was kept or broken is worked
 * out from there (model/wait.h).  Here they are made, ended by a word, taken
 * back, and bring a row back into the queue before they fall due.
 */
#include <inttypes.h>
#include <string.h>

#include "guichet/desk/promise.h"
#include "guichet/model/settings.h"
#include "promise.h"

#define PROMISE_MOST_MS INT64_C(31536000000)	/* a year */

static void inverse_promise(struct desk *desk, int64_t conversation, int64_t seq, const char *what)
{
	if (desk->keeps_inverse)
		str_printf(&desk->inverse, "promise %" PRId64 " %" PRId64 " %s\n", conversation, seq, what);
}

/* Those of the whole that is shown there, in order of their rows. */
static err_t promises_of(struct desk *desk, const struct touched *root, struct wait_result *out)
{
	const struct wait_rules rules = wait_rules_default();
	struct event *events = NULL;
	size_t count = 0;
	err_t err = desk_settle(desk);

	if (err == NULL)
		err = whole_events(desk->store, desk->arena, &root->row.conv, &events, &count);
	if (err == NULL)
		wait_reduce(desk->arena, events, count, &rules, 0, out);
	return err;
}

/* What was said can be erased, and the chain still proves it to whoever has it. */
static const char *words_hash(struct desk *desk, const char *text)
{
	unsigned char hash[CRYPT_SHORT];
	char hex[2 * CRYPT_SHORT + 1];

	if (text == NULL)
		return NULL;
	crypt_short(desk->hash_key, text, strlen(text), hash);
	crypt_hex(hash, sizeof(hash), hex);
	return arena_copy(desk->arena, hex);
}

/* Rows of older desks have the words in themselves. */
err_t promise_words(struct store *store, struct arena *arena, int64_t seq, const char *detail, const char **out)
{
	err_t err = store_promise_text(store, arena, seq, out);

	if (err == NULL && *out == NULL)
		*out = settings_get(arena, detail == NULL ? "" : detail, "text");
	return err;
}

err_t promise_make(struct desk *desk, struct touched *root, int64_t at_ms, const char *text, int64_t outbox)
{
	struct entry entry = entry_by_actor(desk, EVENT_PROMISED);
	struct arena *arena = desk->arena;
	err_t err;

	if (at_ms <= desk->now_ms)
		return err_make(ERR_USAGE, "promise #%" PRId64 ": the time is not in the future", root->row.conv.id);
	if (at_ms > desk->now_ms + PROMISE_MOST_MS)
		return err_make(ERR_USAGE, "promise #%" PRId64 ": the time is more than a year away", root->row.conv.id);
	entry.detail[0] = (struct pair){ "at", arena_printf(arena, "%" PRId64, at_ms) };
	entry.detail[1] = (struct pair){ "words", words_hash(desk, text) };
	entry.detail[2] = (struct pair){ "outbox", outbox == 0 ? NULL : arena_printf(arena, "%" PRId64, outbox) };
	err = ledger_append(desk, root, 0, &entry, NULL);
	if (err == NULL && text != NULL)
		err = store_promise_text_add(desk->store, desk->seq, text);
	if (err == NULL)
		inverse_promise(desk, root->row.conv.id, desk->seq, "made");
	return err;
}

/* A promise that stands open already, of the same agent for the same instant and in the same words, is not made twice. */
static err_t promise_stands(struct desk *desk, const struct touched *root, int64_t at_ms, const char *text, bool *stands)
{
	struct wait_result result = { 0 };
	err_t err = root->row.conv.promise_ms == 0 ? NULL : promises_of(desk, root, &result);

	*stands = false;
	for (size_t i = 0; err == NULL && i < result.promise_count && !*stands; i++) {
		const struct promise *promise = &result.promises[i];
		const char *words = NULL, *detail;

		if (promise->outcome != PROMISE_OPEN || promise->due_ms != at_ms || promise->agent != desk->actor.agent)
			continue;
		err = store_event_detail(desk->store, desk->arena, promise->seq, &detail);
		if (err == NULL)
			err = promise_words(desk->store, desk->arena, promise->seq, detail, &words);
		*stands = err == NULL && (text == NULL || str_equal(words, text));
	}
	return err;
}

err_t desk_promise(struct desk *desk, int64_t conversation, int64_t at_ms, const char *text)
{
	struct touched *root;
	bool stands = false;
	err_t err = conversation_meant(desk, &conversation, &root);

	if (err == NULL && root->row.conv.status == STATUS_CLOSED)
		err = err_make(ERR_STATE, "promise #%" PRId64 ": closed is final", conversation);
	if (err == NULL)
		err = promise_stands(desk, root, at_ms, text, &stands);
	return err != NULL || stands ? err : promise_make(desk, root, at_ms, text, 0);
}

/* unsent: the number of the reply with it that did not leave, NULL when somebody ends it. */
static err_t promise_end(struct desk *desk, struct touched *root, int64_t seq, bool kept, const char *unsent)
{
	struct entry entry = entry_by_actor(desk, kept ? EVENT_PROMISE_KEPT : EVENT_PROMISE_DROPPED);

	entry.subject = seq;
	entry.detail[0] = (struct pair){ "outbox", unsent };
	inverse_promise(desk, root->row.conv.id, seq, kept ? "kept" : "dropped");
	return ledger_append(desk, root, 0, &entry, NULL);
}

err_t desk_promise_end(struct desk *desk, int64_t conversation, bool kept, size_t *ended)
{
	struct wait_result result;
	struct touched *root;
	err_t err = conversation_meant(desk, &conversation, &root);

	*ended = 0;
	if (err == NULL)
		err = promises_of(desk, root, &result);
	if (err != NULL)
		return err;
	for (size_t i = 0; err == NULL && i < result.promise_count; i++)
		if (result.promises[i].outcome == PROMISE_OPEN) {
			err = promise_end(desk, root, result.promises[i].seq, kept, NULL);
			++*ended;
		}
	if (err == NULL && *ended == 0)
		err = err_make(ERR_STATE, "#%" PRId64 ": no promise stands open there", conversation);
	return err;
}

/* A reply that never left promised nothing. */
err_t promise_unsay(struct desk *desk, struct touched *root, int64_t outbox)
{
	struct wait_result result;
	const char *wanted = arena_printf(desk->arena, "%" PRId64, outbox), *detail;
	err_t err = root->row.conv.promise_ms == 0 ? NULL : promises_of(desk, root, &result);

	for (size_t i = 0; err == NULL && root->row.conv.promise_ms != 0 && i < result.promise_count; i++) {
		if (result.promises[i].outcome != PROMISE_OPEN)
			continue;
		err = store_event_detail(desk->store, desk->arena, result.promises[i].seq, &detail);
		if (err == NULL && str_equal(settings_get(desk->arena, detail, "outbox"), wanted))
			err = promise_end(desk, root, result.promises[i].seq, false, wanted);
	}
	return err;
}

/* ---- back and forth */

static err_t promise_again(struct desk *desk, struct touched *root, int64_t seq, bool was_kept)
{
	struct entry entry = entry_by_actor(desk, EVENT_PROMISED);
	const char *detail = "";
	err_t err = store_event_detail(desk->store, desk->arena, seq, &detail);

	entry.subject = seq;
	entry.detail[0] = (struct pair){ "at", settings_get(desk->arena, detail, "at") };
	inverse_promise(desk, root->row.conv.id, seq, was_kept ? "again-kept" : "again-dropped");
	return err != NULL ? err : ledger_append(desk, root, 0, &entry, NULL);
}

err_t promise_restore(struct desk *desk, struct touched *root, const struct step *step)
{
	if (strcmp(step->tag, "kept") == 0 || strcmp(step->tag, "dropped") == 0)
		return promise_again(desk, root, step->became, strcmp(step->tag, "kept") == 0);
	return promise_end(desk, root, step->became, strcmp(step->tag, "again-kept") == 0, NULL);
}

err_t promise_check(const struct steps *steps, const struct step *step, const char **why)
{
	bool ends = strcmp(step->tag, "kept") == 0 || strcmp(step->tag, "dropped") == 0;
	enum promise_outcome outcome = PROMISE_UNSAID;
	struct wait_result result;
	struct touched *root;
	int64_t id = step->conversation;
	err_t err = conversation_meant(steps->desk, &id, &root);

	if (err == NULL)
		err = promises_of(steps->desk, root, &result);
	for (size_t i = 0; err == NULL && i < result.promise_count; i++)
		if (result.promises[i].seq == step->became)
			outcome = result.promises[i].outcome;
	if (err == NULL && (outcome == PROMISE_OPEN) == ends)
		*why = ends ? "the promise stands again" : "the promise is over by now";
	return err;
}

/* ---- time */

static int64_t risk_of(const struct conversation *conv)
{
	return conv->promised_ms + risk_after(conv->promise_ms - conv->promised_ms);
}

err_t promise_watch(struct desk *desk, const struct touched *touched)
{
	const struct conversation *conv = &touched->row.conv;

	if (conv->promise_ms == (touched->stored ? touched->was.promise_ms : 0))
		return NULL;
	return conv->promise_ms == 0 ? store_alarm_drop(desk->store, ALARM_PROMISE, conv->id)
		: store_alarm_set(desk->store, ALARM_PROMISE, conv->id, risk_of(conv));
}

static bool is_put_away(enum status status)
{
	return status == STATUS_PENDING || status == STATUS_ON_HOLD || status == STATUS_SNOOZED;
}

/* Once when a quarter of the time is left, and once more when it is over. */
err_t promise_due(struct desk *desk, int64_t conversation)
{
	struct touched *touched;
	const struct conversation *conv;
	err_t err = conversation_touch(desk, conversation, &touched);

	if (err_is(err, ERR_NOT_FOUND))
		return store_alarm_drop(desk->store, ALARM_PROMISE, conversation);
	if (err != NULL)
		return err;
	conv = &touched->row.conv;
	if (conv->promise_ms != 0 && desk->now_ms >= risk_of(conv) && is_put_away(conv->status))
		err = conversation_status(desk, touched, STATUS_OPEN, 0, REASON_PROMISE,
			(struct entry){ .actor_kind = ACTOR_SYSTEM });
	if (err != NULL)
		return err;
	desk_note_change(desk, CHANGE_CONVERSATION, conversation);
	if (conv->promise_ms > desk->now_ms)
		return store_alarm_set(desk->store, ALARM_PROMISE, conversation, conv->promise_ms);
	return store_alarm_drop(desk->store, ALARM_PROMISE, conversation);
}

/* ---- told */

err_t read_promises(struct reader *reader, struct arena *arena, int64_t since_ms, int64_t until_ms,
	struct promise_row **out, size_t *count)
{
	struct promise *list = NULL;
	err_t err = store_promises_due(reader->store, arena, since_ms, until_ms, &list, count);

	*out = arena_array(arena, *count + 1, sizeof(**out));
	for (size_t i = 0; err == NULL && i < *count; i++) {
		struct promise_row *row = &(*out)[i];
		struct list_row place = { 0 };
		struct agent agent = { 0 };
		const char *detail = "";
		bool found = false;

		row->promise = list[i];
		err = store_event_detail(reader->store, arena, list[i].seq, &detail);
		if (err == NULL)
			err = store_agent(reader->store, arena, list[i].agent, &agent, &found);
		row->agent = found ? agent.name : NULL;
		/* Of what is linked the first may be on an account that who sees this one knows nothing of. */
		if (err == NULL)
			err = store_row(reader->store, arena, list[i].written_in, &place, &found);
		row->account = place.account;
		if (err == NULL)
			err = promise_words(reader->store, arena, list[i].seq, detail, &row->text);
	}
	return err;
}
