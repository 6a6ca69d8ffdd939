-- SPDX-License-Identifier: ISC
-- What is known since an instant: figures as of a time read the ledger only
-- for conversations that had rows after it.

CREATE INDEX event_received ON event (recv_ms);
