-- SPDX-License-Identifier: ISC
-- Saved replies.  owner 0 is everybody; lang '' is any language.

CREATE TABLE snippet (
	id INTEGER PRIMARY KEY,
	owner INTEGER NOT NULL,
	name TEXT NOT NULL,
	lang TEXT NOT NULL,
	text TEXT NOT NULL,
	uses INTEGER NOT NULL,
	UNIQUE (owner, name, lang)
) STRICT;
