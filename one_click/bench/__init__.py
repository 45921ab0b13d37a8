"""How fast the project is, against what could do the same work: `make bench`.

`floor` is a bare SQL script, `notebook` the same job in pandas and scikit-learn;
`project` builds copies of this one. Each is measured from outside as a process of its
own (`processes`), their results are compared (`agreement`), and the ratios of what they
took are held against what is allowed (`gates`).
"""
