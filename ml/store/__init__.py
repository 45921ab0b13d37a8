"""Whatever `ml` keeps between builds: fold predictions, small tables, fitted models."""
