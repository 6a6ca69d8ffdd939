/* SPDX-License-Identifier: ISC */
/* Silence counts from the last sign of life, or from when an answer was first waited for. */
#include "pulse.h"

int64_t pulse_take(struct pulse *pulse, const struct pulse_seen *seen, int64_t now_ms, bool *ask)
{
	int64_t from, silent;

	*ask = false;
	if (!seen->here || !seen->waiting)
		pulse->since_ms = 0;
	else if (pulse->since_ms == 0)
		pulse->since_ms = now_ms;
	if (!seen->here)
		return 0;
	from = seen->heard_ms > pulse->since_ms ? seen->heard_ms : pulse->since_ms;
	silent = now_ms - from;
	*ask = !seen->asked && (seen->waiting ? silent >= PULSE_ASK_MS : seen->remote && silent >= PULSE_IDLE_MS);
	return seen->waiting && silent >= PULSE_SILENT_MS ? silent : 0;
}

int64_t pulse_pause(const struct pulse_seen *seen, int64_t now_ms)
{
	int64_t left_ms = seen->heard_ms + PULSE_IDLE_MS - now_ms;

	if (seen->waiting)
		return PULSE_MS;
	if (!seen->here || !seen->remote)
		return 0;
	return left_ms > PULSE_MS ? left_ms : PULSE_MS;
}
