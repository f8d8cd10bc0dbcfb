"""Where the time of a model goes: its dispatches, timed by IREE, and the ops they come from."""
