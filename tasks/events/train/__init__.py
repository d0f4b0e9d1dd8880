"""Training of the learned heads from labelled texts."""
