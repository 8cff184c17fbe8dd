"""What is done in casework, one module for each noun."""
