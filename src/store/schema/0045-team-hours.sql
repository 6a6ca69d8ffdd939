-- SPDX-License-Identifier: ISC
-- Whose hours a wait and a case are measured by: a team's, or 0.  Packed days
-- have a column more: they are packed anew while nobody wants anything, and
-- meanwhile figures read the rows.
ALTER TABLE wait ADD COLUMN team INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_ ADD COLUMN team INTEGER NOT NULL DEFAULT 0;
DELETE FROM segment_stale WHERE day >= 0;
DELETE FROM segment WHERE day >= 0;
