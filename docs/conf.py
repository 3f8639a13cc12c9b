"""Sphinx: Markdown pages, built with every warning an error; no page asks another server."""

import undersigned

project = "Undersigned"
author = "The Undersigned maintainers"
copyright = "the Undersigned contributors, under the Apache License 2.0"  # noqa: A001  Sphinx's name
version = release = undersigned.__version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Undersigned"
html_show_sphinx = False
html_copy_source = False
