-- SPDX-License-Identifier: ISC
-- No page is a contact's: who writes is found by handle, and the rows of one
-- person in one thread by the table's own key.

DROP INDEX conversation_contact;
