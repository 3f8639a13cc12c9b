"""The public face: home, campaign page, share cards, sitemap."""
