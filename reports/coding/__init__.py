"""Recording what a report says on each commitment, and checking it."""
