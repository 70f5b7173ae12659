"""What only the author of a platform can know, a module a platform, named by its key.

`unseen(desk)` spoils a release in a way that the store rejects and our checks cannot know; `wrong_login(folder)`
returns settings the store refuses. `CHANGES`, where it is there, are fields of a release's document that it wants
otherwise.
"""
