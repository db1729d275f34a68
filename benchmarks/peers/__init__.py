"""The same answers from other tools, each written as its own guide would have it."""
