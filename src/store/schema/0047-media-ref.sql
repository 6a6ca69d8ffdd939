-- SPDX-License-Identifier: ISC
-- How a file is fetched that has no address of its own.

ALTER TABLE media ADD COLUMN ref TEXT;
