"""The third step: compare an outcome with the records and write the difference, all or nothing."""
