"""The processes that work in the background: the worker and the clock."""
