"""The life of a report: steps, checks, rules of the database, events, receipts, versions."""
