"""Following parcels: one protocol, one file per carrier."""
