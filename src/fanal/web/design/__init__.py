"""How the site looks: tokens, components, the frame of every page, error pages, the language of a page."""
