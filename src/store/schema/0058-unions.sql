-- SPDX-License-Identifier: ISC
-- Rows that unite conversations or part them again: few among millions, and
-- asked for with every figure of the past.
CREATE INDEX event_unions ON event (seq) WHERE kind IN (9, 10, 11, 30);
