"""The pages in `published/`: what they show, in which words, drawn how."""
