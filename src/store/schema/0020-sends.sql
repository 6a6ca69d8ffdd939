-- SPDX-License-Identifier: ISC
-- How much an agent sent within an hour, and the drafts of one who leaves.

CREATE INDEX outbox_agent ON outbox (agent, queued_ms);
CREATE INDEX draft_agent ON draft (agent, conversation);
