"""Columns, constraints and keys that models of every app use."""
