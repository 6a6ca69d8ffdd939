-- SPDX-License-Identifier: ISC
-- Letters and deliveries that are kept no longer are found without looking at the rest.

CREATE INDEX letter_at ON letter (at_ms);
CREATE INDEX report_delivery_at ON report_delivery (at_ms);
