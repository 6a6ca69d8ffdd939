-- SPDX-License-Identifier: ISC
-- Packets that one shift hands to the next.  agent: whose work it is; maker:
-- who prepared it; target: an agent or a team.  over_ms 0: under way, and of
-- those an agent has one.  alarmed_ms: when leads were told, 0 for never.

CREATE TABLE handover (
	id INTEGER PRIMARY KEY,
	agent INTEGER NOT NULL REFERENCES agent (id) ON UPDATE CASCADE,
	maker INTEGER NOT NULL,
	target INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	accept_by_ms INTEGER NOT NULL,
	alarmed_ms INTEGER NOT NULL,
	over_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX handover_under_way ON handover (agent) WHERE over_ms = 0;
CREATE INDEX handover_over ON handover (over_ms, id);

-- Its lines, a conversation each.  owner is who had it then, 0 nobody; state
-- and why are those of model/handover.h; taker is whoever settled it.  wait_ms
-- is the wait that was open then.  A conversation is in one open line at most.
CREATE TABLE handover_item (
	handover INTEGER NOT NULL REFERENCES handover (id),
	conversation INTEGER NOT NULL,
	owner INTEGER NOT NULL,
	target INTEGER NOT NULL,
	red INTEGER NOT NULL,
	why TEXT NOT NULL,
	line TEXT NOT NULL,
	question TEXT NOT NULL,
	state INTEGER NOT NULL,
	taker INTEGER NOT NULL,
	bounced INTEGER NOT NULL,
	wait_ms INTEGER NOT NULL,
	drafted_ms INTEGER NOT NULL,
	at_ms INTEGER NOT NULL,
	PRIMARY KEY (handover, conversation)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX handover_item_open ON handover_item (conversation) WHERE state < 2;
CREATE INDEX draft_agent ON draft (agent, conversation);
