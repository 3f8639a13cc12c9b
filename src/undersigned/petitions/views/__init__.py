"""The petition's pages: signing, confirming, what one signed, and the dashboard's settings."""
