"""Sentences and words made from figures."""
