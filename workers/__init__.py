"""Workers: they look at rows and act. A task carries ids and only says where to look."""
