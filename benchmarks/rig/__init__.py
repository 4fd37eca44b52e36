"""What the benchmark of the pipeline runs on: a filled gallery, real processes, clients, and the floors beside them."""
