-- SPDX-License-Identifier: ISC
-- Of an account: between which instants something was not read, because more
-- waited than one poll takes.  A to_ms of 0 is none; a from_ms of 0 is unknown.
ALTER TABLE account ADD COLUMN gap_from_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN gap_to_ms INTEGER NOT NULL DEFAULT 0;
