-- SPDX-License-Identifier: ISC
-- Settings and remarks are few among many events, and each
-- index holds them alone.  That of settings missed a kind that is asked for
-- with them, so that the whole ledger was read for every figure; and a list of
-- more than two kinds is made a table of its own for each event written.
DROP INDEX event_dated;
CREATE INDEX event_dated ON event (seq) WHERE kind >= 20 AND kind <= 22;
DROP INDEX event_remarks;
CREATE INDEX event_remarks ON event (seq) WHERE kind >= 39 AND kind <= 42;
