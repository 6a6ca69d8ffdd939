-- SPDX-License-Identifier: ISC
-- Dated settings are few rows among very many; who waits is walked through by
-- number when they change.

CREATE INDEX event_dated ON event (seq) WHERE kind IN (20, 21);
CREATE INDEX conversation_waiting_id ON conversation (id) WHERE wait_ms <> 0;
