"""Tells people of single claims and disagreements: by Alertmanager, webhooks, mail and chat."""
