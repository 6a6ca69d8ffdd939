-- SPDX-License-Identifier: ISC
-- The first desk.  Instants are milliseconds UTC, enumerations those of
-- model/record.h and model/event.h, ids from networks are text.

CREATE TABLE meta (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT;

-- Persons, robots and teams; a team is nobody's login.
CREATE TABLE agent (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	kind INTEGER NOT NULL,
	role INTEGER NOT NULL,
	uid INTEGER UNIQUE,
	active INTEGER NOT NULL
) STRICT;

CREATE TABLE team_member (
	team INTEGER NOT NULL REFERENCES agent (id),
	agent INTEGER NOT NULL REFERENCES agent (id),
	PRIMARY KEY (team, agent)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
	id INTEGER PRIMARY KEY,
	network TEXT NOT NULL,
	name TEXT NOT NULL UNIQUE,
	url TEXT NOT NULL,
	settings TEXT NOT NULL,
	state INTEGER NOT NULL,
	reason TEXT NOT NULL,
	self_id TEXT NOT NULL,
	self_handle TEXT NOT NULL,
	caps TEXT NOT NULL,
	level INTEGER NOT NULL,
	since_ms INTEGER NOT NULL,
	skew_ms INTEGER NOT NULL,
	checked_ms INTEGER NOT NULL,
	polled_ms INTEGER NOT NULL
) STRICT;

-- Sealed under the vault's key; the version is part of what is sealed.
CREATE TABLE secret (
	account INTEGER PRIMARY KEY REFERENCES account (id),
	version INTEGER NOT NULL,
	sealed BLOB NOT NULL
) STRICT;

CREATE TABLE cursor (
	account INTEGER NOT NULL REFERENCES account (id),
	stream TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (account, stream)
) STRICT, WITHOUT ROWID;

-- A person known under several identities: rows exist only where some were merged.
CREATE TABLE contact (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL
) STRICT;

CREATE TABLE identity (
	id INTEGER PRIMARY KEY,
	contact INTEGER REFERENCES contact (id),
	network TEXT NOT NULL,
	remote_id TEXT NOT NULL,
	handle TEXT NOT NULL,
	name TEXT NOT NULL,
	url TEXT NOT NULL,
	followers INTEGER NOT NULL,
	bot INTEGER NOT NULL,
	UNIQUE (network, remote_id)
) STRICT;

-- One customer (an identity) in one thread on one account.  After it was
-- closed the same customer begins a new episode.  rank is the queue's order:
-- who waits by due time, then the rest, newest first.  newest is the newest
-- customer message, or our first where there is none.
CREATE TABLE conversation (
	id INTEGER PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account (id),
	thread TEXT NOT NULL,
	contact INTEGER NOT NULL REFERENCES identity (id),
	episode INTEGER NOT NULL,
	status INTEGER NOT NULL,
	visibility INTEGER NOT NULL,
	assignee INTEGER REFERENCES agent (id),
	lang TEXT NOT NULL,
	created_ms INTEGER NOT NULL,
	last_ms INTEGER NOT NULL,
	wait_ms INTEGER NOT NULL,
	due_ms INTEGER NOT NULL,
	rank INTEGER NOT NULL,
	rev INTEGER NOT NULL,
	snoozed_until INTEGER NOT NULL,
	newest INTEGER,
	scope TEXT NOT NULL DEFAULT '',
	UNIQUE (account, thread, contact, episode)
) STRICT;
CREATE INDEX conversation_rank ON conversation (rank, id);
CREATE INDEX conversation_status ON conversation (status, rank, id);
CREATE INDEX conversation_assignee ON conversation (assignee, rank, id);
CREATE INDEX conversation_status_assignee ON conversation (status, assignee, rank, id);
CREATE INDEX conversation_account ON conversation (account, rank, id);
CREATE INDEX conversation_account_status ON conversation (account, status, rank, id);
CREATE INDEX conversation_contact ON conversation (contact, rank, id);
CREATE INDEX conversation_waiting ON conversation (rank, id) WHERE wait_ms <> 0;

-- The rest of a thread is context: it belongs to no conversation.
CREATE TABLE message (
	id INTEGER PRIMARY KEY,
	conversation INTEGER REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
	account INTEGER NOT NULL REFERENCES account (id),
	thread TEXT NOT NULL,
	direction INTEGER NOT NULL,
	remote_id TEXT,
	native TEXT,
	rev TEXT,
	kind TEXT NOT NULL,
	author TEXT NOT NULL,
	handle TEXT NOT NULL,
	agent INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	received_ms INTEGER NOT NULL,
	edited_ms INTEGER NOT NULL,
	deleted_ms INTEGER NOT NULL,
	visibility INTEGER NOT NULL,
	text TEXT NOT NULL,
	cw TEXT,
	lang TEXT,
	url TEXT,
	reply_to TEXT,
	reply_ctx TEXT,
	UNIQUE (account, remote_id)
) STRICT;
CREATE INDEX message_conversation ON message (conversation, at_ms, id) WHERE conversation IS NOT NULL;
CREATE INDEX message_thread ON message (account, thread, at_ms, id) WHERE conversation IS NULL;

-- What search looks into; the index keeps no second copy of a text.
CREATE VIEW searched AS SELECT message.id, message.text FROM message WHERE message.direction <> 3;
CREATE VIRTUAL TABLE message_fts USING fts5 (
	text, content='searched', content_rowid='id', tokenize='unicode61 remove_diacritics 2');

CREATE TABLE tag (
	conversation INTEGER NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
	name TEXT NOT NULL,
	PRIMARY KEY (conversation, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_name ON tag (name, conversation);

CREATE TABLE draft (
	conversation INTEGER NOT NULL REFERENCES conversation (id),
	agent INTEGER NOT NULL,
	text TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (conversation, agent)
) STRICT, WITHOUT ROWID;

-- Replies on their way.  reply_key is empty once a reply was cancelled.
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	conversation INTEGER NOT NULL REFERENCES conversation (id) DEFERRABLE INITIALLY DEFERRED,
	account INTEGER NOT NULL REFERENCES account (id),
	message INTEGER NOT NULL UNIQUE REFERENCES message (id),
	answered INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	origin INTEGER NOT NULL,
	state INTEGER NOT NULL,
	plan TEXT NOT NULL,
	part INTEGER NOT NULL,
	attempt INTEGER NOT NULL,
	queued_ms INTEGER NOT NULL,
	not_before_ms INTEGER NOT NULL,
	attempted_ms INTEGER NOT NULL,
	quarantine_until_ms INTEGER NOT NULL,
	reason TEXT NOT NULL,
	reply_key TEXT UNIQUE
) STRICT;
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_conversation ON outbox (conversation, id);

CREATE TABLE outbox_part (
	account INTEGER NOT NULL,
	remote_id TEXT NOT NULL,
	outbox INTEGER NOT NULL REFERENCES outbox (id),
	part INTEGER NOT NULL,
	PRIMARY KEY (account, remote_id)
) STRICT, WITHOUT ROWID;

-- The ledger.  Conversation and account 0 are the desk itself.
CREATE TABLE event (
	seq INTEGER PRIMARY KEY,
	account INTEGER NOT NULL,
	conversation INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	net_ms INTEGER NOT NULL,
	recv_ms INTEGER NOT NULL,
	actor_kind INTEGER NOT NULL,
	actor INTEGER NOT NULL,
	subject INTEGER NOT NULL,
	ext BLOB,
	ref BLOB,
	surface INTEGER NOT NULL,
	detail TEXT NOT NULL,
	hash BLOB NOT NULL,
	UNIQUE (account, conversation, kind, ext)
) STRICT;

-- Derived from the ledger, all waits of a conversation.
CREATE TABLE wait (
	conversation INTEGER NOT NULL,
	position INTEGER NOT NULL,
	account INTEGER NOT NULL,
	case_no INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	outcome INTEGER NOT NULL,
	start_ms INTEGER NOT NULL,
	end_ms INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	own_ms INTEGER NOT NULL,
	flags INTEGER NOT NULL,
	PRIMARY KEY (conversation, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX wait_start ON wait (start_ms);

CREATE TABLE journal (
	id INTEGER PRIMARY KEY,
	entry_key TEXT UNIQUE,
	at_ms INTEGER NOT NULL,
	agent INTEGER NOT NULL,
	session TEXT NOT NULL,
	origin INTEGER NOT NULL,
	call TEXT NOT NULL,
	inverse TEXT NOT NULL,
	revs TEXT NOT NULL,
	answer TEXT NOT NULL
) STRICT;

CREATE TABLE alarm (
	kind INTEGER NOT NULL,
	subject INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarm_at ON alarm (at_ms);

CREATE TABLE bad_item (
	id INTEGER PRIMARY KEY,
	account INTEGER NOT NULL REFERENCES account (id),
	mark TEXT NOT NULL,
	at_ms INTEGER NOT NULL,
	why TEXT NOT NULL,
	raw TEXT NOT NULL,
	UNIQUE (account, mark)
) STRICT;

CREATE TABLE bucket (
	name TEXT PRIMARY KEY,
	state TEXT NOT NULL
) STRICT;
