/* SPDX-License-Identifier: ISC */
/*
 * Surveys sent and answered.  One counts as sent when the network has it, not
 * while it waits in the outbox, where it can still be taken back.  A customer's message that is nothing but a score
 * is an answer and no request, as long as the last survey is not older than a
 * week; everything else is a message like any other.
 */
#include "guichet/desk/survey.h"

#include <inttypes.h>

#include "guichet/desk/reply.h"
#include "guichet/model/settings.h"
#include "guichet/model/survey.h"
#include "survey.h"

err_t survey_acceptable(struct arena *arena, const char *settings)
{
	const char *setting = settings_get(arena, settings, "survey");
	struct survey survey;

	return setting == NULL || setting[0] == '\0' ? NULL : survey_parse(arena, setting, &survey);
}

/* *open: one was sent, and its answer would count. */
static err_t survey_is_open(struct desk *desk, const struct conversation *conv, int64_t at_ms, bool *open)
{
	int64_t sent_ms = 0;
	err_t err = store_event_last(desk->store, conv->account, conv->id, EVENT_SURVEY_SENT, &sent_ms);

	*open = sent_ms != 0 && at_ms - sent_ms <= SURVEY_ANSWER_MS;
	return err;
}

static err_t answer_append(struct desk *desk, struct touched *touched, int64_t score, struct entry by)
{
	by.kind = EVENT_SURVEY;
	by.detail[0] = (struct pair){ "score", arena_printf(desk->arena, "%" PRId64, score) };
	return ledger_append(desk, touched, 0, &by, NULL);
}

err_t survey_hear(struct desk *desk, struct touched *touched, const struct account *account, const char *text,
	int64_t at_ms, bool *asks)
{
	const char *setting = settings_get(desk->arena, account->settings, "survey");
	struct survey survey;
	bool open = false;
	int score;
	err_t err;

	if (!*asks || touched->is_new || setting == NULL || survey_parse(desk->arena, setting, &survey) != NULL)
		return NULL;
	score = survey_score(&survey, text);
	if (score == 0)
		return NULL;
	err = survey_is_open(desk, &touched->row.conv, at_ms, &open);
	if (err != NULL || !open)
		return err;
	*asks = false;
	return answer_append(desk, touched, score, (struct entry){ .actor_kind = ACTOR_CUSTOMER });
}

err_t desk_survey_answer(struct desk *desk, int64_t conversation, int64_t score)
{
	struct touched *touched;
	bool open = false;
	err_t err = conversation_touch(desk, conversation, &touched);

	if (err == NULL && (score < SURVEY_LEAST || score > SURVEY_MOST))
		err = err_make(ERR_USAGE, "survey answer: a score is from %d to %d", SURVEY_LEAST, SURVEY_MOST);
	if (err == NULL)
		err = survey_is_open(desk, &touched->row.conv, desk->now_ms, &open);
	if (err == NULL && !open)
		err = err_make(ERR_STATE, "survey #%" PRId64 ": none was sent in the last 7 days", conversation);
	return err != NULL ? err : answer_append(desk, touched, score, entry_by_actor(desk, EVENT_SURVEY));
}

/* By itself: of nobody, so that nobody's claim is in its way and nobody is credited. */
static err_t queue(struct desk *desk, struct arena *arena, int64_t conversation, const char *text, int64_t *outbox)
{
	const struct reply_wish wish = { .conversation = conversation, .text = text, .visibility = -1, .again = true };
	struct actor actor = desk->actor;
	bool already = false;
	err_t err;

	desk->actor.agent = 0;
	desk->actor.origin = ORIGIN_RULE;
	err = desk_reply(desk, arena, &wish, outbox, &already);
	desk->actor = actor;
	return err;
}

err_t desk_survey_send(struct desk *desk, struct arena *arena, int64_t conversation, int64_t *outbox)
{
	struct touched *touched;
	struct account account = { 0 };
	struct survey survey;
	const char *setting;
	int64_t going = 0;
	bool found = false, open = false;
	err_t err = conversation_touch(desk, conversation, &touched);

	if (err == NULL)
		err = store_account(desk->store, arena, touched->row.conv.account, &account, &found);
	if (err != NULL)
		return err;
	setting = settings_get(arena, account.settings, "survey");
	if (setting == NULL || setting[0] == '\0')
		return err_make(ERR_STATE, "survey #%" PRId64 ": account set %s survey=keyword:WORD or link:URL comes first",
			conversation, account.name);
	err = survey_parse(arena, setting, &survey);
	if (err == NULL)
		err = survey_is_open(desk, &touched->row.conv, desk->now_ms, &open);
	if (err == NULL && open)
		err = err_make(ERR_STATE, "survey #%" PRId64 ": one was sent in the last 7 days", conversation);
	if (err == NULL)
		err = store_survey_of(desk->store, conversation, &going);
	if (err == NULL && going != 0)
		err = err_make(ERR_STATE, "survey #%" PRId64 ": one is on its way already, %" PRId64 " in the outbox",
			conversation, going);
	if (err == NULL)
		err = queue(desk, arena, conversation,
			survey_text(arena, &survey, settings_get(arena, account.settings, "survey-text")), outbox);
	return err != NULL ? err : store_survey_add(desk->store, *outbox);
}

err_t survey_sent(struct desk *desk, struct touched *touched, int64_t outbox)
{
	bool was = false;
	err_t err = store_survey_drop(desk->store, outbox, &was);

	return err != NULL || !was ? err : ledger_append(desk, touched, 0, &(struct entry){ .kind = EVENT_SURVEY_SENT,
		.actor_kind = ACTOR_AUTOMATIC }, NULL);
}
