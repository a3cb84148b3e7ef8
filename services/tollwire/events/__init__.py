"""What travels: wire models, the topics as data, CloudEvents headers, and the schemas made from them."""
