"""The console: what coordinators, advisers, counselors, mentors and the engineer see in a browser.

Pages read Redis and SQL; whatever they do goes through the same doors as commands and texts do.
Nothing is imported here, so that a web process that only answers calls carries none of it.
"""
