-- SPDX-License-Identifier: ISC
-- A packed day of cases ends with the last resolve in it, also of a courtesy:
-- packed anew, and meanwhile figures read the rows.
DELETE FROM segment_stale WHERE kind = 1;
DELETE FROM segment WHERE kind = 1;
