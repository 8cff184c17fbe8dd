"""The public face: reads the public folder and nothing else. No sign-in, no cookies."""
