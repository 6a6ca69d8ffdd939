/* SPDX-License-Identifier: ISC */
/*
 * After a poll: customers' messages that are due to be read again, a handful
 * at a time.  What was found goes in like anything that a network brought,
 * and only then it is settled when next.
 */
#include "private.h"

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

static void refresh_done(struct run *run, err_t err)
{
	struct channel *channel = run->channel;

	channel->poll = NULL;
	if (err == NULL)
		err = desk_refreshed(channel->courier->options.desk, channel->account, run->due, run->task.again_count,
			refresh_first_ms(channel, &run->account));
	run_destroy(run);
	if (err != NULL || !channel_refresh(channel))
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
		again[i] = (struct refresh_message){ run->due[i].uid, run->due[i].native, run->due[i].rev };
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
