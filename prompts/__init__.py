"""What we say to the model, and the one door to it. Plain values in, plain values out; nothing of ours."""
