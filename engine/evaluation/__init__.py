"""Decides: outcomes, payment, ladders, in that order, and nothing reads back up; explanation only renders."""
