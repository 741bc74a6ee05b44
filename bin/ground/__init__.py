"""The ground: sets up, starts, tests and lints the product from nothing."""
