"""What stories are told with: places, people, a campus, and the machinery behind them."""
