"""Timed work with its results table in docs/performance.md. Nothing here is asserted in a test."""
