"""How the house watches itself: what is wrong now, who is told of it, and once."""
