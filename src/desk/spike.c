/* SPDX-License-Identifier: ISC */
/* What a look found, against what is known: written only where something differs. */
#include "guichet/desk/spike.h"

#include "guichet/base/str.h"
#include "private.h"

static bool is_same(const struct spike_said *a, const struct spike_said *b)
{
	return a->from_ms < b->until_ms && b->from_ms < a->until_ms;
}

static bool differs(const struct spike_said *a, const struct spike_said *b)
{
	return a->from_ms != b->from_ms || a->until_ms != b->until_ms || a->count != b->count || a->low != b->low ||
		a->high != b->high || !str_equal(a->words, b->words) || !str_equal(a->examples, b->examples);
}

static err_t known_take(struct desk *desk, const struct spike_row *known, const struct spike_seen *seen, bool *changed)
{
	struct spike_row row = seen->row;

	row.id = known->id;
	if (known->over_ms != 0 || !differs(&known->said, &row.said))
		return NULL;
	*changed = true;
	return store_spike_set(desk->store, &row);
}

static err_t seen_take(struct desk *desk, const struct spike_seen *seen, bool *changed)
{
	struct spike_row known, row = seen->row;
	bool found = false;
	err_t err = store_spike_newest(desk->store, desk->arena, row.account, &known, &found);

	if (err != NULL)
		return err;
	if (found && is_same(&known.said, &row.said))
		return known_take(desk, &known, seen, changed);
	if (found && known.over_ms == 0) {
		*changed = true;
		err = store_spike_over(desk->store, known.id, desk->now_ms);
	}
	if (err != NULL || !seen->is_certain)
		return err;
	*changed = true;
	row.seen_ms = desk->now_ms;
	return store_spike_add(desk->store, &row);
}

/* An account that has none now had one. */
static err_t others_end(struct desk *desk, const struct spike_seen *list, size_t count, bool *changed)
{
	struct spike_row *rows = NULL;
	size_t standing = 0;
	err_t err = store_spikes(desk->store, desk->arena, &rows, &standing);

	for (size_t i = 0; err == NULL && i < standing; i++) {
		size_t k = 0;

		while (k < count && list[k].row.account != rows[i].account)
			k++;
		if (k < count)
			continue;
		*changed = true;
		err = store_spike_over(desk->store, rows[i].id, desk->now_ms);
	}
	return err;
}

err_t desk_spikes_seen(struct desk *desk, const struct spike_seen *list, size_t count)
{
	bool changed = false;
	err_t err = desk_begin_system(desk);

	if (err != NULL)
		return err;
	err = others_end(desk, list, count, &changed);
	for (size_t i = 0; err == NULL && i < count; i++)
		err = seen_take(desk, &list[i], &changed);
	if (err == NULL && changed) {
		desk_note_change(desk, CHANGE_ALERT, 0);
		if (desk->alert_ms != 0)
			desk->alert_ms = desk->now_ms;	/* somebody is to be told of alarms */
	}
	return desk_end(desk, err);
}

err_t read_spikes(struct reader *reader, struct arena *arena, struct spike_row **out, size_t *count)
{
	return store_spikes(reader->store, arena, out, count);
}

err_t read_message_mark(struct reader *reader, int64_t *out)
{
	return store_message_count(reader->store, out);
}
