"""Pages of casework, one module for each noun."""
