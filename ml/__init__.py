"""Who is about to buy less: training, honest evaluation and scoring."""
