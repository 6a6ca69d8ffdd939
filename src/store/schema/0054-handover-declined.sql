-- SPDX-License-Identifier: ISC
-- What came back with a reason, by its conversation: a lead offers it again.
CREATE INDEX handover_item_declined ON handover_item (conversation) WHERE state = 3;
