"""How fast the project is, against what could do the same work: `make bench`.

`floor` is a bare SQL script, `notebook` is the same job in pandas and scikit-learn, and
`project` builds copies of this checkout. Each runs as a process of its own (`processes`).
The bench compares the results (`agreement`), and holds the ratios of time and memory
against what is promised (`figures`).
"""
