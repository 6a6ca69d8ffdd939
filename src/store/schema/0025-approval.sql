-- SPDX-License-Identifier: ISC
-- Who let a reply leave that waited for a second person (0: nobody had to), and
-- how much an agent sent within an hour.

ALTER TABLE outbox ADD COLUMN approver INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_agent ON outbox (agent, queued_ms);
