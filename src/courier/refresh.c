/* SPDX-License-Identifier: ISC */
/*
 * After a poll: customers' messages that are due to be read again, a handful
 * at a time.  What was found goes in like anything that a network brought,
 * and only then it is settled when next.
 */
#include "private.h"

#include "guichet/base/log.h"
#include "guichet/desk/refresh.h"
#include "guichet/model/settings.h"

/* The setting "refresh": a duration, or no. */
int64_t refresh_first_ms(const struct channel *channel, const struct account *account)
{
	struct arena *arena = arena_create();
	const char *text = settings_get(arena, account->settings != NULL ? account->settings : "", "refresh");
	int64_t first = REFRESH_FIRST_MS;
	err_t err = text != NULL && !str_equal(text, "no") ? duration_parse(text, &first) : NULL;

	if (err != NULL)
		err_ignore(err, "a refresh setting that cannot be read is the default");
	if (str_equal(text, "no") || connector_lacks(channel->connector, account, FEATURE_REFRESH) != NULL)
		first = 0;
	arena_destroy(arena);
	return first;
}

/* Is it about the account, and not about the messages that were asked for? */
static bool is_everything(err_t err)
{
	return err_is(err, ERR_AUTH) || err_is(err, ERR_LIMIT);
}

static void refresh_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;

	bool failed = err != NULL;

	channel->poll = NULL;
	if (failed && !is_everything(err)) {
		log_line("courier", "account=%s refresh=%s", channel->name, err_kind_name(err->kind));
		err_ignore(err, "what was read before stands, and these messages have their turn again");
		err = NULL;
	}
	if (err == NULL)
		err = desk_refreshed(channel->courier->options.desk, channel->account, run->due, run->task.again_count,
			refresh_first_ms(channel, &run->account));
	run_destroy(run);
	if (failed || err != NULL || !channel_refresh(channel))
		poll_over(channel, err);
}

static err_t due_load(struct run *run)
{
	struct refresh_message *again;
	size_t count = 0;
	err_t err = desk_refresh_due(run->channel->courier->options.desk, run->arena, run->channel->account, REFRESH_MOST,
		&run->due, &count);

	if (err != NULL)
		return err;
	again = arena_array(run->arena, count + 1, sizeof(*again));
	for (size_t i = 0; i < count; i++)
		again[i] = (struct refresh_message){ .uid = run->due[i].uid, .native = run->due[i].native,
			.rev = run->due[i].rev, .reply_ctx = run->due[i].reply_ctx };
	run->task.again = again;
	run->task.again_count = count;
	return NULL;
}

bool channel_refresh(struct channel *channel)
{
	struct run *run = NULL;
	err_t err;

	/* At most all that one poll may bring; what is left comes with the next one. */
	if (channel->refreshes++ >= REFRESH_ROUNDS)
		return false;
	err = run_create(channel, TASK_REFRESH, &run);
	if (err == NULL && refresh_first_ms(channel, &run->account) > 0)
		err = due_load(run);
	if (err != NULL || run->task.again_count == 0) {
		if (err != NULL)
			err_ignore(err, "the next poll tries again");
		run_destroy(run);
		return false;
	}
	run->commit = poll_commit;
	run->done = refresh_done;
	channel->poll = run;
	run_start(run);
	return true;
}
