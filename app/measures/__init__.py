"""What is measured: the catalogue, the cube of quantities, and the estimators."""
