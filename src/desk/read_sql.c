/* SPDX-License-Identifier: ISC */
/*
 * What the database cannot work out by itself is worked out here, by the
 * functions that every other figure goes through.
 */
#include "guichet/desk/sql.h"

#include <string.h>

#include "guichet/desk/schedule.h"
#include "guichet/desk/setting.h"
#include "guichet/store/sql.h"
#include "private.h"

enum { SECRET_BYTES = 16 };

/* account, team, from, to */
static int64_t business(const struct metric_settings *settings, const int64_t *a)
{
	return schedule_business_ms(settings_schedule(settings, a[0], a[1]), a[2], a[3]);
}

static int surface_of(int64_t value)
{
	return value == SURFACE_PRIVATE ? SURFACE_PRIVATE : SURFACE_PUBLIC;
}

static int64_t number(void *data, size_t count, const int64_t *a)
{
	const struct metric_settings *settings = data;

	if (a[0] == SQL_BUSINESS && count == 5)
		return business(settings, &a[1]);
	if (a[0] == SQL_TARGET && count == 4)
		return settings_target(settings, a[1], surface_of(a[2]), a[3]);
	if (a[0] == SQL_SLA && count == SQL_NUMBER_ARGS)
		return wait_sla((enum wait_outcome)a[5], business(settings, &a[1]),
			settings_target(settings, a[1], surface_of(a[6]), a[3]));
	return 0;
}

/* Agents about whom who asks sees no figures. */
static err_t hidden_find(struct reader *reader, struct arena *arena, const struct sql_wish *wish, struct sql_scope *out)
{
	struct agent_sight sight;
	struct agent *agents = NULL;
	int64_t *hidden;
	size_t count = 0;
	err_t err = read_agent_sight(reader, arena, wish->agent, wish->role, &sight);

	if (err == NULL)
		err = store_agents(reader->store, arena, &agents, &count);
	if (err != NULL)
		return err;
	hidden = arena_array(arena, count + 1, sizeof(*hidden));
	for (size_t i = 0; i < count; i++)
		if (!agent_is_seen(&sight, agents[i].id, agents[i].name))
			hidden[out->hidden_count++] = agents[i].id;
	out->hidden = hidden;
	return NULL;
}

err_t read_sql(struct reader *reader, struct arena *arena, const struct sql_wish *wish, sql_row_fn visit, void *data)
{
	unsigned char bytes[SECRET_BYTES];
	char secret[2 * SECRET_BYTES + 1];
	struct metric_settings *settings = NULL;
	struct sql_asked asked = { .text = wish->text, .secret = secret, .number = number, .limits = wish->limits,
		.scope = { .now_ms = wish->now_ms, .private = wish->private } };
	err_t err = read_metric_settings(reader, arena, 0, 0, wish->now_ms, &settings);

	if (err == NULL)
		err = hidden_find(reader, arena, wish, &asked.scope);
	if (err != NULL)
		return err;
	crypt_random(bytes, sizeof(bytes));
	crypt_hex(bytes, sizeof(bytes), secret);
	asked.data = settings;
	return store_sql(reader->store, arena, &asked, visit, data);
}
