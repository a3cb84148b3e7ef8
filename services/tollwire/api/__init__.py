"""Read access by HTTP: the topics folded into a read model, for those who have no client of Kafka."""
