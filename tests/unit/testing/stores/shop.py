"""A simulator that has nothing to do with any driver."""

import json

NOTHING = json.dumps({})
