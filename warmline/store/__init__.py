"""What is happening now (Redis) and what is known (SQL)."""
