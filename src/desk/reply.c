/* SPDX-License-Identifier: ISC */
/*
 * From a text to a queued reply.  The connector proposes a plan; here it is
 * held against what it answers: never more public, never too long, never
 * over somebody else's claim or an unseen message.
 */
#include "guichet/desk/reply.h"

#include <inttypes.h>
#include <string.h>

#include "guichet/base/clock.h"
#include "guichet/model/picture.h"
#include "guichet/model/settings.h"
#include "guichet/model/snippet.h"
#include "attachment.h"
#include "draft.h"
#include "private.h"
#include "promise.h"

/* conv: the conversation that is answered, a part of the whole perhaps, whose row is root. */
struct answer {
	struct stored_conversation conv, root;
	struct account account;
	struct contact contact;
	struct stored_message answered;
};

static err_t conversation_load(struct desk *desk, struct arena *arena, int64_t id, struct stored_conversation *out)
{
	bool found = false;
	err_t err = store_conversation(desk->store, arena, id, out, &found);

	return err == NULL && !found ? err_make(ERR_NOT_FOUND, "there is no conversation #%" PRId64, id) : err;
}

/* The newest customer message of the whole; who names a part of it by its number answers that part. */
static err_t part_find(struct desk *desk, struct arena *arena, int64_t *id)
{
	int64_t *ids = NULL, named = *id, newest_ms = INT64_MIN;
	size_t count = 0;
	err_t err = store_whole(desk->store, arena, named, &ids, &count);

	for (size_t i = 0; err == NULL && count > 1 && i < count; i++) {
		struct shown_message one;
		bool found = false;

		err = store_message_shown(desk->store, arena, ids[i], &one, &found);
		if (found && one.at_ms > newest_ms) {
			newest_ms = one.at_ms;
			*id = ids[i];
		}
	}
	return err;
}

static err_t answer_load(struct desk *desk, struct arena *arena, int64_t id, struct answer *out)
{
	bool found = false;
	err_t err = desk->open ? desk_settle(desk) : NULL;

	if (err == NULL)
		err = part_find(desk, arena, &id);
	if (err == NULL)
		err = conversation_load(desk, arena, id, &out->conv);
	out->root = out->conv;
	if (err == NULL && out->conv.conv.root != 0)
		err = conversation_load(desk, arena, out->conv.conv.root, &out->root);
	if (err == NULL)
		err = store_account(desk->store, arena, out->conv.conv.account, &out->account, &found);
	if (err == NULL && (!found || out->account.state == ACCOUNT_REMOVED))
		err = err_make(ERR_STATE, "reply #%" PRId64 ": its account was removed", id);
	if (err == NULL)
		err = store_contact(desk->store, arena, out->conv.conv.contact, &out->contact, &found);
	if (err == NULL)
		err = store_message_newest_in(desk->store, arena, id, &out->answered, &found);
	if (err == NULL && !found)
		err = store_message_newest_out(desk->store, arena, id, &out->answered, &found);
	if (err == NULL && !found)
		err = err_make(ERR_STATE, "reply #%" PRId64 ": there is nothing to answer", id);
	return err;
}

/* The same words for the same message have the same key, whoever types them. */
static const char *reply_key(struct desk *desk, struct arena *arena, const struct reply_wish *wish,
	const struct answer *answer)
{
	unsigned char hash[CRYPT_SHORT];
	char *hex = arena_alloc(arena, 2 * CRYPT_SHORT + 1);
	struct str text = { 0 };

	str_printf(&text, "reply %" PRId64 " %" PRId64 " ", answer->conv.conv.id,
		answer->answered.message.id);
	if (wish->again)
		str_printf(&text, "again %" PRIx64 " ", random_next(desk->random));
	str_add(&text, wish->text);
	for (size_t i = 0; i < wish->attached_count; i++)
		str_printf(&text, "\nattached %s %s", wish->attached[i].hash,
			wish->attached[i].alt != NULL ? wish->attached[i].alt : "");
	crypt_short(desk->hash_key, text.text, text.len, hash);
	crypt_hex(hash, sizeof(hash), hex);
	str_finish(&text);
	return hex;
}

/* Why the network takes no answer any more, or NULL. */
static const char *window_closed(struct arena *arena, const struct answer *answer, int64_t now_ms)
{
	int64_t length = settings_int(answer->account.caps == NULL ? "" : answer->account.caps, CAP_WINDOW, 0);
	int64_t heard = answer->answered.message.direction == DIR_IN ? answer->answered.message.at_ms : 0;
	char window[TIME_TEXT], ago[TIME_TEXT];

	if (length <= 0 || heard == 0 || heard + length >= now_ms)
		return NULL;
	return arena_printf(arena, "the network takes answers for %s after the customer's last message, which was over "
		"%s ago", duration_format(length, window), duration_format(now_ms - heard - length, ago));
}

static void plan_complete(struct arena *arena, const struct answer *answer, const struct plan_wish *wish,
	int64_t now_ms, struct plan *plan)
{
	const char *unfilled = snippet_unfilled(wish->text), *key = wish->key;

	plan->conversation = answer->conv.conv.id;
	plan->account = answer->account.id;
	if (plan->blocked == NULL && unfilled != NULL)
		plan->blocked = arena_printf(arena, "the field {%s} is not filled in", unfilled);
	if (plan->blocked == NULL)
		plan->blocked = window_closed(arena, answer, now_ms);
	/* Nobody reviews a picture that is then left behind. */
	if (plan->blocked == NULL && plan->media_count != wish->media_count)
		plan->blocked = "no files can be sent there";
	attachments_describe(arena, &answer->account, plan);
	if (plan->reply_to == NULL)
		plan->reply_to = answer->answered.message.remote_id;
	if (plan->reply_ctx == NULL)
		plan->reply_ctx = answer->answered.message.reply_ctx;
	for (size_t i = 0; i < plan->part_count; i++)
		if (plan->parts[i].key == NULL)
			plan->parts[i].key = arena_printf(arena, "%s-%zu", key, i);
}

/*
 * Where several conversations are shown as one, or one goes on in private, the
 * writer has read what those who read the answer may not know.
 */
static err_t plan_united(struct desk *desk, struct arena *arena, const struct answer *answer, struct plan *plan)
{
	int64_t *ids = NULL, *links = NULL;
	size_t count = 0, link_count = 0;
	enum visibility narrowest = VIS_PUBLIC, one;
	err_t err = store_whole(desk->store, arena, answer->root.conv.id, &ids, &count);

	if (err == NULL)
		err = store_link_goes_on(desk->store, arena, answer->root.conv.id, &links, &link_count);
	for (size_t i = 0; err == NULL && count + link_count > 1 && i < count + link_count; i++) {
		err = store_message_narrowest(desk->store, i < count ? ids[i] : links[i - count], &one);
		narrowest = one > narrowest ? one : narrowest;
	}
	if (err == NULL && count > 1 && plan->warning_count < PLAN_WARNINGS)
		plan->warnings[plan->warning_count++] = arena_printf(arena, "this answers in #%" PRId64 ", merged into #%"
			PRId64, answer->conv.conv.id, answer->root.conv.id);
	if (err == NULL && narrowest >= VIS_GROUP && plan->visibility < VIS_GROUP &&
	    plan->warning_count < PLAN_WARNINGS)
		plan->warnings[plan->warning_count++] = "others can read this: some of what was written with this person "
			"is private";
	return err;
}

/* The newest message is the ceiling even after it was deleted: what answers it is as private. */
static err_t plan_make(struct desk *desk, struct arena *arena, const struct reply_wish *wish,
	const struct answer *answer, const char *key, struct plan *out)
{
	enum visibility answered = answer->answered.message.visibility;
	enum visibility ceiling = visibility_ceiling(answered, answer->conv.conv.visibility);
	bool asked = wish->visibility >= 0;
	struct plan_wish ask = {
		.account = &answer->account, .conversation = &answer->conv.conv,
		.answered = &answer->answered.message, .contact = &answer->contact,
		.text = wish->text, .cw = wish->cw, .lang = wish->lang,
		.visibility = !asked && ceiling == answered ? -1 : (int)visibility_ceiling(ceiling,
			asked ? (enum visibility)wish->visibility : ceiling),
		.key = key
	};
	struct plan_media *media;
	err_t err;

	if (desk->planner.prepare == NULL)
		return err_make(ERR_UNSUPPORTED, "nobody here can carry a reply");
	err = attachments_find(desk, arena, wish, &media);
	if (err != NULL)
		return err;
	ask.media = media;
	ask.media_count = wish->attached_count;
	*out = (struct plan){ 0 };
	err = desk->planner.prepare(desk->planner.data, arena, &ask, out);
	if (err != NULL)
		return err;
	plan_complete(arena, answer, &ask, desk->open ? desk->now_ms : clock_now(desk->clock), out);
	if (asked && (int)out->visibility > wish->visibility && out->warning_count < PLAN_WARNINGS)
		out->warnings[out->warning_count++] = arena_printf(arena, "narrowed to %s",
			visibility_name(out->visibility));
	err = plan_united(desk, arena, answer, out);
	if (err != NULL)
		return err;
	if (out->visibility < ceiling)
		return err_make(ERR_STATE, "reply #%" PRId64 ": it would be %s, but the message is %s",
			wish->conversation, visibility_name(out->visibility),
			visibility_name(ceiling));
	if (asked && out->blocked == NULL && (int)out->visibility < wish->visibility)
		return err_make(ERR_STATE, "reply #%" PRId64 ": it would be %s, and %s was asked for", wish->conversation,
			visibility_name(out->visibility), visibility_name((enum visibility)wish->visibility));
	return NULL;
}

/*
 * Who else has it, a person who is still here: only they answer.  *out NULL for nobody, a team, and the
 * agent who asks.
 */
static err_t reply_holder(struct desk *desk, struct arena *arena, int64_t assignee, int64_t asks, const char **out)
{
	struct agent agent;
	bool found = false;
	err_t err;

	*out = NULL;
	if (assignee == 0 || asks == 0 || assignee == asks)
		return NULL;
	err = store_agent(desk->store, arena, assignee, &agent, &found);
	if (err == NULL && found && agent.kind != AGENT_TEAM && agent.active)
		*out = arena_copy(arena, agent.name);
	return err;
}

/* Said in the plan, before a word is written in vain. */
static err_t plan_holder(struct desk *desk, struct arena *arena, const struct reply_wish *wish,
	const struct answer *answer, struct plan *plan)
{
	const char *holder;
	err_t err = reply_holder(desk, arena, answer->root.conv.assignee, wish->writer, &holder);

	if (err == NULL && holder != NULL && plan->blocked == NULL)
		plan->blocked = arena_printf(arena, "%s has it; assign %" PRId64 " @me takes it over", holder,
			answer->root.conv.id);
	return err;
}

static err_t wish_check(const struct reply_wish *wish)
{
	if (wish->text == NULL || (wish->attached_count == 0 && wish->text[strspn(wish->text, " \t\r\n")] == '\0'))
		return err_make(ERR_USAGE, "reply #%" PRId64 ": it is empty", wish->conversation);
	return NULL;
}

err_t desk_plan(struct desk *desk, struct arena *arena, const struct reply_wish *wish,
	struct plan *out)
{
	struct answer answer = { 0 };
	err_t err = wish_check(wish);

	if (err == NULL)
		err = answer_load(desk, arena, wish->conversation, &answer);
	if (err == NULL)
		err = plan_make(desk, arena, wish, &answer, reply_key(desk, arena, wish, &answer), out);
	if (err == NULL)
		err = plan_holder(desk, arena, wish, &answer, out);
	return err;
}

static err_t plan_check(const struct plan *plan)
{
	if (plan->blocked != NULL)
		return err_make(ERR_STATE, "reply #%" PRId64 ": %s", plan->conversation, plan->blocked);
	if (plan->part_count == 0)
		return err_make(ERR_STATE, "reply #%" PRId64 ": nothing would be sent",
			plan->conversation);
	for (size_t i = 0; i < plan->part_count; i++)
		if (plan->parts[i].max > 0 && plan->parts[i].length > plan->parts[i].max)
			return err_make(ERR_STATE, "reply #%" PRId64 ": too long, %zu of %zu characters",
				plan->conversation, plan->parts[i].length, plan->parts[i].max);
	return NULL;
}

/* Unclaimed, it becomes the sender's; a claim of somebody else stops it. */
static err_t reply_claim(struct desk *desk, struct touched *touched)
{
	const char *holder;
	int64_t me = desk->actor.agent;
	err_t err = reply_holder(desk, desk->arena, touched->row.conv.assignee, me, &holder);

	if (err == NULL && holder != NULL)
		err = err_make(ERR_CONFLICT, "reply #%" PRId64 ": %s has it; assign %" PRId64 " @me takes it over",
			touched->row.conv.id, holder, touched->row.conv.id);
	if (err != NULL || me == 0 || touched->row.conv.assignee == me)
		return err;
	return conversation_assign(desk, touched, desk->actor.agent);
}

static err_t reply_seen(struct desk *desk, const struct reply_wish *wish, const struct answer *answer)
{
	int64_t *ids = NULL;
	size_t count = 0;
	bool newer = false;
	err_t err = wish->seen > 0 ? store_whole(desk->store, desk->arena, answer->root.conv.id, &ids, &count) : NULL;

	for (size_t i = 0; err == NULL && !newer && i < count; i++)
		err = store_message_in_since(desk->store, ids[i], wish->seen, &newer);
	if (err == NULL && newer)
		err = err_make(ERR_CONFLICT, "reply #%" PRId64 ": a newer message has come",
			wish->conversation);
	return err;
}

/* When it may leave: long enough after now that its writer can still take it back. */
static int64_t leaves_at(struct desk *desk, const struct reply_wish *wish, const struct account *account)
{
	int64_t delay = wish->delay_ms;
	const char *text = settings_get(desk->arena, account->settings, "undo-send");

	if (delay < 0 && (text == NULL || desk->actor.origin != ORIGIN_HUMAN || duration_parse(text, &delay) != NULL))
		delay = 0;
	if (delay > UNDO_SEND_MOST_MS)
		delay = UNDO_SEND_MOST_MS;
	return delay > 0 ? desk->now_ms + delay : 0;
}

/* What goes with it, as it stands below our words until the network says where it is. */
static struct media *media_of(struct arena *arena, const struct plan *plan)
{
	struct media *list = arena_array(arena, plan->media_count + 1, sizeof(*list));

	for (size_t i = 0; i < plan->media_count; i++)
		list[i] = (struct media){ .kind = picture_kind(plan->media[i].mime), .alt = plan->media[i].alt,
			.mime = plan->media[i].mime, .size = plan->media[i].size, .width = plan->media[i].width,
			.height = plan->media[i].height };
	return list;
}

static err_t reply_store(struct desk *desk, struct touched *touched, const struct reply_wish *wish,
	const struct answer *answer, const struct plan *plan, const char *key, int64_t *outbox)
{
	struct stored_message row = {
		.message = {
			.conversation = answer->conv.conv.id, .account = answer->account.id,
			.direction = DIR_OUT, .author = desk->actor.name, .handle = answer->account.self_handle,
			.agent = desk->actor.agent, .at_ms = desk->now_ms, .received_ms = desk->now_ms,
			.visibility = plan->visibility, .text = wish->text, .cw = plan->cw,
			.lang = plan->lang, .reply_to = plan->reply_to,
			.media = media_of(desk->arena, plan), .media_count = plan->media_count
		},
		.thread = answer->conv.conv.thread, .kind = "reply"
	};
	struct outbox_row out = {
		.conversation = answer->conv.conv.id, .account = answer->account.id,
		.answered = answer->answered.message.id, .agent = desk->actor.agent,
		.origin = desk->actor.origin, .means = desk->actor.means, .state = OUT_QUEUED,
		.plan = plan_format(desk->arena, plan), .queued_ms = desk->now_ms, .key = key,
		.seen = desk->seq, .not_before_ms = leaves_at(desk, wish, &answer->account)
	};
	bool approval = false;
	err_t err = reply_needs_approval(desk, &answer->account, answer->root.conv.id, &approval);

	if (err == NULL && approval)
		out.state = OUT_APPROVAL;
	if (err == NULL)
		err = store_message_add(desk->store, &row, &out.message);
	if (err == NULL)
		err = store_outbox_add(desk->store, &out, outbox);
	if (err == NULL)
		err = attachments_use(desk, *outbox, plan);
	if (err == NULL)
		err = draft_sent(desk, answer->root.conv.id, wish->text, plan);
	if (err != NULL)
		return err;
	if (touched->row.newest == 0)
		touched->row.newest = out.message;
	inverse_reply(desk, answer->conv.conv.id, *outbox);
	conversation_dirty(desk, touched);
	desk_note_change(desk, CHANGE_OUTBOX, *outbox);
	out.id = *outbox;
	return approval ? approval_record(desk, &out, entry_by_actor(desk, EVENT_APPROVAL_ASKED)) : NULL;
}

/* How many replies an hour its agent may still send. */
static err_t sends_check(struct desk *desk, int64_t conversation)
{
	struct agent agent;
	bool found = false;
	int64_t most, sent = 0;
	err_t err = store_agent(desk->store, desk->arena, desk->actor.agent, &agent, &found);

	if (err != NULL || !found)
		return err;
	most = settings_int(agent.settings, "sends", 0);
	if (most > 0)
		err = store_outbox_since(desk->store, agent.id, desk->now_ms - INT64_C(3600000), &sent);
	if (err == NULL && most > 0 && sent >= most)
		err = err_make(ERR_LIMIT, "reply #%" PRId64 ": %s may send %d replies an hour, and has: try again later, "
			"the draft stays", conversation, agent.name, (int)most);
	return err;
}

err_t desk_reply(struct desk *desk, struct arena *arena, const struct reply_wish *wish,
	int64_t *outbox, bool *already)
{
	struct answer answer = { 0 };
	struct outbox_row same;
	struct touched *touched, *head;
	const char *key;
	struct plan plan;
	err_t err = wish_check(wish);

	if (err == NULL)
		err = conversation_touch(desk, wish->conversation, &touched);
	if (err == NULL)
		err = answer_load(desk, arena, wish->conversation, &answer);
	if (err == NULL)
		err = conversation_touch(desk, answer.conv.conv.id, &touched);
	if (err == NULL)
		err = conversation_head(desk, touched, &head);
	if (err != NULL)
		return err;
	key = reply_key(desk, arena, wish, &answer);
	*already = false;
	err = store_outbox_keyed(desk->store, arena, key, &same, already);
	if (err == NULL && *already)
		*outbox = same.id;
	if (err != NULL || *already)
		return err;
	if (head->row.conv.status == STATUS_CLOSED)
		return err_make(ERR_STATE, "reply #%" PRId64 ": it is closed", wish->conversation);
	err = sends_check(desk, wish->conversation);
	if (err == NULL)
		err = reply_seen(desk, wish, &answer);
	if (err == NULL)
		err = plan_make(desk, arena, wish, &answer, key, &plan);
	if (err == NULL)
		err = plan_check(&plan);
	if (err == NULL)
		err = reply_claim(desk, head);
	if (err == NULL)
		err = reply_store(desk, touched, wish, &answer, &plan, key, outbox);
	/* Behind the rows that the reply knows: it does not keep what it promises. */
	if (err == NULL && wish->promise_ms != 0)
		err = promise_make(desk, head, wish->promise_ms, NULL, *outbox);
	return err;
}
