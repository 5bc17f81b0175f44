"""Examples of properties: no deadline on shared machines, the same ones each time on CI."""

import os

from hypothesis import settings

settings.register_profile("short", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("long", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("short")
