"""Paying by card over the internet: one protocol, one file per provider."""
