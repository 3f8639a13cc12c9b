"""Those that `undersigned` lists."""
