"""What every service stands on: settings, logs, metrics, Kafka clients, dead letters, health, the brokers."""
