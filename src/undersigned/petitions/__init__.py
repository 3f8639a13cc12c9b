"""One kind of action: a petition, its signatures, their confirming and counting."""
