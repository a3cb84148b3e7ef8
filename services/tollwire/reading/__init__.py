"""What the topics hold, for people: tallies, the claims behind a figure, and the claims folded afresh.

Everything is read from Kafka alone; no consumer group is joined, and nothing is committed or published.
"""
