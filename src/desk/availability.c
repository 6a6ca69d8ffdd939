/* SPDX-License-Identifier: ISC */
/*
 * Availability: every change is a row of the ledger, so that figures can say
 * how long somebody was there.  It is told together with the roster, because
 * who is off shift takes nothing whatever they said.
 */
#include "guichet/desk/availability.h"

#include <inttypes.h>
#include <string.h>

#include "availability.h"
#include "guichet/desk/account.h"
#include "guichet/desk/shift.h"

#define UNTIL_MOST_MS INT64_C(31536000000)	/* a year */

static err_t change(struct desk *desk, const struct availability_row *row, struct entry by)
{
	err_t err = row->until_ms != 0 ? store_alarm_set(desk->store, ALARM_AVAILABILITY, row->agent, row->until_ms)
		: store_alarm_drop(desk->store, ALARM_AVAILABILITY, row->agent);

	by.kind = EVENT_AVAILABILITY;
	by.subject = row->agent;
	by.detail[0] = (struct pair){ "to", availability_name(row->state) };
	by.detail[1] = (struct pair){ "until", row->until_ms == 0 ? NULL :
		arena_printf(desk->arena, "%" PRId64, row->until_ms) };
	by.detail[2] = (struct pair){ "idle", row->idle ? "1" : NULL };
	if (err == NULL)
		err = store_availability_set(desk->store, row);
	if (err == NULL)
		err = ledger_append(desk, NULL, 0, &by, NULL);
	if (err == NULL)
		desk_note_change(desk, CHANGE_AGENT, row->agent);
	return err;
}

static err_t whose(struct desk *desk, const char *of, struct agent *out)
{
	err_t err;

	*out = (struct agent){ .id = desk->actor.agent, .name = desk->actor.name };
	if (of == NULL || str_equal(of, desk->actor.name))
		return out->id != 0 ? NULL : err_make(ERR_DENIED, "availability is an agent's");
	if (!role_may(desk->actor.role, ROLE_LEAD))
		return err_make(ERR_DENIED, "availability of %s: of others a lead says it", of);
	err = desk_agent_find(desk, desk->arena, of, out);
	if (err == NULL && out->kind != AGENT_PERSON)
		err = err_make(ERR_USAGE, "%s is a %s: availability is a person's", of, agent_kind_name(out->kind));
	if (err == NULL && !out->active)
		err = err_make(ERR_STATE, "%s has left the desk", of);
	return err;
}

static err_t wish_check(const struct desk *desk, const struct availability_wish *wish)
{
	const char *name = availability_name(wish->state);

	if (wish->until_ms == 0)
		return NULL;
	if (wish->state == AVAILABLE)
		return err_make(ERR_USAGE, "available lasts until something else is said: --until is for busy and away");
	if (wish->until_ms <= desk->now_ms)
		return err_make(ERR_USAGE, "%s: the time is not in the future", name);
	if (wish->until_ms > desk->now_ms + UNTIL_MOST_MS)
		return err_make(ERR_USAGE, "%s: the time is more than a year away", name);
	return NULL;
}

/* A keyboard says only that somebody who took work is gone, or is back from that. */
static bool keyboard_may(const struct availability_row *is, enum availability to)
{
	return to == AWAY ? is->state == AVAILABLE : is->idle;
}

err_t desk_availability(struct desk *desk, const struct availability_wish *wish, struct availability_row *out)
{
	struct agent agent;
	err_t err = wish_check(desk, wish);

	if (wish->idle && wish->state == AWAY)
		desk_unattended(desk);
	if (err == NULL)
		err = whose(desk, wish->of, &agent);
	if (err == NULL)
		err = store_availability(desk->store, agent.id, out);
	if (err != NULL || (wish->idle && !keyboard_may(out, wish->state)))
		return err;
	if (out->state == wish->state && out->until_ms == wish->until_ms && out->idle == (wish->idle && wish->state == AWAY))
		return NULL;
	*out = (struct availability_row){ .agent = agent.id, .state = wish->state, .since_ms = desk->now_ms,
		.until_ms = wish->until_ms, .idle = wish->idle && wish->state == AWAY };
	return change(desk, out, entry_by_actor(desk, EVENT_AVAILABILITY));
}

/* A screen says the first two by itself. */
static bool is_by_hand(const struct desk *desk)
{
	return desk->actor.agent != 0 && desk->actor.origin == ORIGIN_HUMAN && desk->actor.means == MEANS_HAND &&
		desk->call != NULL && strcmp(desk->call, "look") != 0 && strcmp(desk->call, "availability") != 0;
}

err_t availability_hand(struct desk *desk)
{
	struct availability_row row;
	err_t err = is_by_hand(desk) ? store_availability(desk->store, desk->actor.agent, &row) : NULL;

	if (err != NULL || !is_by_hand(desk) || !row.idle)
		return err;
	row = (struct availability_row){ .agent = desk->actor.agent, .state = AVAILABLE, .since_ms = desk->now_ms };
	return change(desk, &row, entry_by_actor(desk, EVENT_AVAILABILITY));
}

err_t availability_over(struct desk *desk, int64_t agent)
{
	struct availability_row row;
	err_t err = store_availability(desk->store, agent, &row);

	if (err != NULL || row.state == AVAILABLE)
		return err != NULL ? err : store_alarm_drop(desk->store, ALARM_AVAILABILITY, agent);
	row = (struct availability_row){ .agent = agent, .state = AVAILABLE, .since_ms = desk->now_ms };
	return change(desk, &row, (struct entry){ .actor_kind = ACTOR_SYSTEM });
}

/* ---- told */

struct telling {
	struct reader *reader;
	struct arena *arena;
	const struct connected *connected;
	struct availability_row *said;
	size_t said_count;
	struct roster_row *roster;
	size_t roster_count;
	struct team_pair *pairs;	/* who is in which team */
	size_t pair_count;
	int64_t now_ms;
};

static bool is_connected(const struct connected *connected, int64_t agent)
{
	for (size_t i = 0; i < connected->count; i++)
		if (connected->ids[i] == agent)
			return true;
	return false;
}

static bool is_of(const struct telling *t, const struct shift_row *row, int64_t agent)
{
	for (size_t i = 0; i < t->pair_count; i++)
		if (t->pairs[i].team == row->agent && t->pairs[i].agent == agent)
			return true;
	return row->agent == agent;
}

/* By a row of their own, or of a team of theirs; of several shifts the one that lasts longest. */
static void roster_look(const struct telling *t, struct availability_told *out)
{
	for (size_t i = 0; i < t->roster_count; i++) {
		struct shift shift;

		if (!is_of(t, &t->roster[i].row, out->agent->id))
			continue;
		out->rostered = true;
		if (!roster_on(&t->roster[i].schedule, t->now_ms, &shift))
			continue;
		if (!out->on || (out->shift_until_ms != 0 && (shift.until_ms == 0 || shift.until_ms > out->shift_until_ms)))
			out->shift_until_ms = shift.until_ms;
		out->on = true;
	}
}

static err_t tell(const struct telling *t, const struct agent *agent, struct availability_told *out)
{
	struct presence_facts facts = { .connected = is_connected(t->connected, agent->id) };
	err_t err;

	*out = (struct availability_told){ .agent = agent, .row = { .agent = agent->id } };
	for (size_t i = 0; i < t->said_count; i++)
		if (t->said[i].agent == agent->id)
			out->row = t->said[i];
	roster_look(t, out);
	err = store_conversation_load(t->reader->store, agent->id, &out->held);
	facts.said = out->row.state;
	facts.rostered = out->rostered;
	facts.on = out->on;
	out->absence = absence_of(&facts);
	return err;
}

err_t read_availability_of(struct reader *reader, int64_t agent, struct availability_row *out)
{
	return store_availability(reader->store, agent, out);
}

err_t read_availability(struct reader *reader, struct arena *arena, const struct connected *connected, int64_t now_ms,
	struct availability_told **out, size_t *count)
{
	struct telling t = { .reader = reader, .arena = arena, .connected = connected, .now_ms = now_ms };
	struct agent *agents = NULL;
	size_t agent_count = 0;
	err_t err = store_agents(reader->store, arena, &agents, &agent_count);

	if (err == NULL)
		err = store_availabilities(reader->store, arena, &t.said, &t.said_count);
	if (err == NULL)
		err = store_team_pairs(reader->store, arena, &t.pairs, &t.pair_count);
	if (err == NULL)
		err = read_roster(reader, arena, &t.roster, &t.roster_count);
	*out = arena_array(arena, agent_count + 1, sizeof(**out));
	*count = 0;
	for (size_t i = 0; err == NULL && i < agent_count; i++) {
		const struct agent *a = &agents[i];

		if (a->kind == AGENT_PERSON && a->active && a->suspended_ms == 0 && role_may(a->role, ROLE_AGENT))
			err = tell(&t, a, &(*out)[(*count)++]);
	}
	return err;
}
