"""Push: articles by HTTP, answered when the brokers have them."""
