"""What the services that answer HTTP share: the server, problems, tokens, and the page to try it."""
