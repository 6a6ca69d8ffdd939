-- SPDX-License-Identifier: ISC
-- Deadlines from before a row knew whose they are: each was the target's.
-- When a customer wrote last is in the ledger alone, so a desk that is carried
-- here derives its rows once more, in slices, as after any new reducer.

UPDATE conversation SET due_of = 1 WHERE due_ms <> 0 AND due_of = 0;
DELETE FROM meta WHERE name = 'reducer';
