/* SPDX-License-Identifier: ISC */
/* When reports are due by a clock, and what became of each time. */
#include "guichet/desk/report_plan.h"

#include <inttypes.h>

#include "guichet/desk/report.h"
#include "guichet/desk/schedule.h"
#include "mail.h"

static err_t next_of(struct arena *arena, const struct report_plan *plan, int64_t after_ms, int64_t *out)
{
	struct zone zone;
	err_t err = desk_zone(arena, plan->zone, &zone);

	*out = err == NULL ? rhythm_next(&plan->rhythm, &zone, after_ms) : 0;
	return err;
}

err_t desk_report_plan_add(struct desk *desk, const struct report_plan *wish, int64_t *id, int64_t *next_ms)
{
	struct report_plan row = *wish;
	struct report_row report;
	err_t err = read_report(&desk->reader, desk->arena, row.name, &report);

	if (row.zone[0] == '\0' && desk_calendar(desk) != NULL)
		row.zone = desk_calendar(desk)->name;
	if (row.zone[0] == '\0')
		row.zone = "UTC";
	if (err == NULL)
		err = next_of(desk->arena, &row, desk->now_ms, &row.next_ms);
	if (err == NULL)
		err = read_mail_ready(&desk->reader, desk->arena);
	row.agent = desk->actor.agent;
	*next_ms = row.next_ms;
	return err != NULL ? err : store_report_plan_add(desk->store, &row, id);
}

err_t desk_report_plan_drop(struct desk *desk, int64_t id)
{
	bool found = false;
	err_t err = store_report_plan_drop(desk->store, id, &found);

	return err != NULL || found ? err : err_make(ERR_NOT_FOUND, "report unschedule: there is no number %" PRId64
		": guichet report scheduled", id);
}

static err_t still_due(struct desk *desk, const struct report_plan *plan)
{
	struct report_plan *rows = NULL;
	size_t count = 0;
	err_t err = store_report_plans(desk->store, desk->arena, &rows, &count);

	for (size_t i = 0; err == NULL && i < count; i++)
		if (rows[i].id == plan->id && rows[i].next_ms == plan->next_ms)
			return NULL;
	return err != NULL ? err : err_make(ERR_CONFLICT, "report %s is not due any more", plan->name);
}

err_t desk_report_plan_over(struct desk *desk, const struct report_plan *plan, const struct report_delivery *delivery)
{
	struct report_delivery row = *delivery;
	int64_t next = 0;
	err_t err = still_due(desk, plan);

	row.plan = plan->id;
	row.name = plan->name;
	row.at_ms = desk->now_ms;
	/* A zone that this machine has lost must not hold the others up: tomorrow it is looked at again. */
	if (err == NULL && next_of(desk->arena, plan, desk->now_ms, &next) != NULL)
		next = desk->now_ms + ZONE_DAY_MS;
	if (err == NULL)
		err = letters_prune(desk);
	if (err == NULL)
		err = store_report_plan_next(desk->store, plan->id, next);
	return err != NULL ? err : store_report_delivery_add(desk->store, &row);
}

err_t desk_report_plan_failed(struct desk *desk, const struct report_plan *plan, const struct report_delivery *delivery)
{
	err_t err = desk_begin_system(desk);

	return err != NULL ? err : desk_end(desk, desk_report_plan_over(desk, plan, delivery));
}

err_t read_report_plans(struct reader *reader, struct arena *arena, struct report_plan **out, size_t *count)
{
	return store_report_plans(reader->store, arena, out, count);
}

err_t read_report_plan_due(struct reader *reader, int64_t *ms)
{
	return store_report_plan_due(reader->store, ms);
}

err_t report_plan_newest(struct arena *arena, const struct report_plan *plan, int64_t now_ms, int64_t *due_ms)
{
	struct zone zone;
	err_t err = desk_zone(arena, plan->zone, &zone);

	*due_ms = plan->next_ms;
	for (int64_t next = plan->next_ms; err == NULL && next <= now_ms; next = rhythm_next(&plan->rhythm, &zone, next))
		*due_ms = next;
	return err;
}

err_t read_report_deliveries(struct reader *reader, struct arena *arena, int64_t limit, struct report_delivery **out,
	size_t *count)
{
	return store_report_deliveries(reader->store, arena, limit, out, count);
}
