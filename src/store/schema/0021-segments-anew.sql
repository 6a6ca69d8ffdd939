-- SPDX-License-Identifier: ISC
-- Packed days have other columns now: they are packed anew while nobody wants
-- anything, and meanwhile figures read the rows.
DELETE FROM segment_stale WHERE day >= 0;
DELETE FROM segment WHERE day >= 0;
