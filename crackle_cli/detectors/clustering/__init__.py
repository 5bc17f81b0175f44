"""Tasks that are close to each other in metric space."""
