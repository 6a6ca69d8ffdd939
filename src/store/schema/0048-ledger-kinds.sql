-- SPDX-License-Identifier: ISC
-- Two kinds of rows are few and are looked for among all: what is dated (the
-- clock's offsets too, which the index left out, so that nothing went by it)
-- and what was united or parted.

DROP INDEX event_dated;
CREATE INDEX event_dated ON event (seq) WHERE kind IN (20, 21, 22);
CREATE INDEX event_united ON event (seq) WHERE kind IN (9, 10, 11, 30);
