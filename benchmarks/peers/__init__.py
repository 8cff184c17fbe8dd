"""What is compared with, run by interpreters of their own: nothing here imports Fanal."""
