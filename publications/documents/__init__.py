"""Documents to take away: briefs, the trend report, receipts."""
