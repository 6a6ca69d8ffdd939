-- SPDX-License-Identifier: ISC
-- When the wait of a line was due as it was drafted, so that what became late
-- around a change of shifts can be counted; 0: nobody waited, or it is from before.

ALTER TABLE handover_item ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX handover_at ON handover (at_ms);
