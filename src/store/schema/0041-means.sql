-- SPDX-License-Identifier: ISC
-- How a person's reply was made: 0 by hand, 1 by a macro, 2 by a program.
-- The ledger's row of the reply says it too, once it was sent.

ALTER TABLE outbox ADD COLUMN means INTEGER NOT NULL DEFAULT 0;
