"""Figures of the pages as plain frames, out of the store, the analysis and the model."""
