-- SPDX-License-Identifier: ISC
-- What a message said before it was edited, until the instant at which the
-- desk had the next text; edited_ms is that text's own.  Only the past asks
-- for it, nothing searches or exports it, and it goes when its message is
-- deleted at the network.

CREATE TABLE earlier_text (
	message INTEGER NOT NULL REFERENCES message (id),
	until_ms INTEGER NOT NULL,
	text TEXT NOT NULL,
	cw TEXT,
	edited_ms INTEGER NOT NULL,
	PRIMARY KEY (message, until_ms)
) STRICT, WITHOUT ROWID;
