"""The conversation and its doors: web, terminal, supervisor."""
