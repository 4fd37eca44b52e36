"""Files in and out: contacts, items and sales history from other people's spreadsheets, and ours for them."""
