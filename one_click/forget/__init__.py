"""`make forget ID=…`: one customer leaves every file of the project, and is not read again."""
