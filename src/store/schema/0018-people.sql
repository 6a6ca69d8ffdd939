-- SPDX-License-Identifier: ISC
-- People behind identities: what colleagues should know of one, and the pages
-- that a profile names as its own.  A person's identities are found by the
-- contact that they share.

ALTER TABLE identity ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX identity_contact ON identity (contact) WHERE contact IS NOT NULL;
CREATE INDEX identity_url ON identity (url) WHERE url <> '';

CREATE TABLE profile_link (
	identity INTEGER NOT NULL REFERENCES identity (id),
	url TEXT NOT NULL,
	PRIMARY KEY (identity, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX profile_link_url ON profile_link (url);
