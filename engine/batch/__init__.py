"""Ways to drive `decide` over many contracts: rows of figures in, decisions out, and nothing decided here."""
