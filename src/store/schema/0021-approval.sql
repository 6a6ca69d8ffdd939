-- SPDX-License-Identifier: ISC
-- Who let a reply leave that waited for a second person; 0: nobody had to.

ALTER TABLE outbox ADD COLUMN approver INTEGER NOT NULL DEFAULT 0;
