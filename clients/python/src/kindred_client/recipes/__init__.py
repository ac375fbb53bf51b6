"""Recipes: steps from files to files, done once and gone on with where an earlier run ended."""
