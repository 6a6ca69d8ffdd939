-- SPDX-License-Identifier: ISC
-- What the clocks of a case ran over, for business time, and days of cases that
-- are packed with it.  Cases are reduced anew, because the reducer is another.
ALTER TABLE case_ ADD COLUMN clocks TEXT NOT NULL DEFAULT '';
DELETE FROM segment_stale WHERE kind = 1;
DELETE FROM segment WHERE kind = 1;
