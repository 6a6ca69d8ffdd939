-- SPDX-License-Identifier: ISC
-- What a member may see and do beyond the role, as key=value lines, and since
-- when it is suspended (0: it is not).

ALTER TABLE agent ADD COLUMN settings TEXT NOT NULL DEFAULT '';
ALTER TABLE agent ADD COLUMN suspended_ms INTEGER NOT NULL DEFAULT 0;
