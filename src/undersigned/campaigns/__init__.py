"""Campaigns, their demands, launch plan, elections and timeline."""
