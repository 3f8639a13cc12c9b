"""People: addresses, consent, tags, notes, export, erasing."""
