"""Plimsoll: decides what a care contract says should happen when a provider reports its performance."""
