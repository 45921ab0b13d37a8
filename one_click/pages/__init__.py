"""The pages in `published/`: their facts, words, tables and charts."""
