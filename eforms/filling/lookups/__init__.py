"""Look-ups that help to fill a page: places by postal code, companies by number or name.

They only ever help: the way by hand is always there, and nothing typed is replaced unasked.
"""
