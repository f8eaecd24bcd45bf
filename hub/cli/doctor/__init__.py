"""`daumoi doctor`: what is wrong with a hub, since when, and what to do. Looks, and mends nothing.

`names` before anything of ours is imported, `ground` before anything is opened, `works` and `kept` in an open hub.
"""
