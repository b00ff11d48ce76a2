"""The WOOW PaaS operator: makes a cluster match the intents it was given."""

__version__ = "1.0.2"
