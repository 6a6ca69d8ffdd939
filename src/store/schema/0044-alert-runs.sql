-- SPDX-License-Identifier: ISC
-- What was told of an alarm, and what is old, are found without looking at the rest.

CREATE INDEX alert_told_alert ON alert_told (alert);
CREATE INDEX alert_over ON alert (over_ms);
CREATE INDEX hook_run_told ON hook_run (hook, at_ms);
CREATE INDEX hook_run_at ON hook_run (at_ms);
