-- SPDX-License-Identifier: ISC
-- The ledger's last row when a reply was written: what its writer could know.

ALTER TABLE outbox ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
