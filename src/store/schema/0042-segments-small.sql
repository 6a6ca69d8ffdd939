-- SPDX-License-Identifier: ISC
-- Packed days are columns of bits now, and no longer of bytes: they are packed
-- anew while nobody wants anything, and meanwhile figures read the rows.
DELETE FROM segment_stale WHERE day >= 0;
DELETE FROM segment WHERE day >= 0;
