"""Evaluation of ``pd`` ops on numpy arrays, for expressions of parameters and constants."""
