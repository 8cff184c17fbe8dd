"""People who sign in: invitation, second factor, recovery, sessions, step-up."""
