"""The ground floor: dtypes, shapes, errors, and the ``pd`` dialect. Imports nothing of ours."""
