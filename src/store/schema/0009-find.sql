-- SPDX-License-Identifier: ISC
-- What queries look for that few rows have: an address, whatever its case and
-- the @ in front, what somebody wrote to us, and notes.
CREATE INDEX identity_handle ON identity (lower(ltrim(handle, '@')));
CREATE INDEX conversation_contact ON conversation (contact);
CREATE INDEX message_note ON message (conversation) WHERE direction = 2;
