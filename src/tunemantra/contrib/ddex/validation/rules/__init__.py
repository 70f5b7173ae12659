"""The rules, one module a concern; `catalogue.RULES` is all of them."""
