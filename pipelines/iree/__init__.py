"""The hand-over to IREE: targets, compilation."""
