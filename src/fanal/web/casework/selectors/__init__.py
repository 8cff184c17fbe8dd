"""What is read of casework, one module for each noun."""
