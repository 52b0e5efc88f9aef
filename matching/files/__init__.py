"""The files that the command line reads and writes: people, rules, results."""
