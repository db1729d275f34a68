"""The requests that write, and what they may say."""
