"""Policies of a stranger: what a council pays for beds kept free, and when a provider has failed too often."""
