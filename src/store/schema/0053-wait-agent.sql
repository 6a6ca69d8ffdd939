-- SPDX-License-Identifier: ISC
-- Who ever answered: asked for by agent, to know whether a total less what is
-- shown of the others would tell of one alone.
CREATE INDEX wait_agent ON wait (agent) WHERE agent > 0;
