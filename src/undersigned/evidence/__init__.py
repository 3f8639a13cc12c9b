"""Polls, election results and the claims made from them."""
