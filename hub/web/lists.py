"""What all lists of notices have in common: how many a page shows, and over which time they are counted beside it."""

from datetime import timedelta

PAGE = 20
WEEK = timedelta(days=7)
