-- SPDX-License-Identifier: ISC
-- Packed days of waits have a column of codes now: they are packed anew while
-- nobody wants anything, and meanwhile figures read the rows.
DELETE FROM segment_stale WHERE kind = 0;
DELETE FROM segment WHERE kind = 0;
