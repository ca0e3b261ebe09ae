"""Who is signed in, what they may therefore see, and what is written down of it."""
