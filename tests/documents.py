"""What documents say of the code, written from it; `python -m tests.documents` writes all anew.

A page holds generated text between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

import re
from collections.abc import Callable

from tests import bad_input
from tests.command_line import commands
from tests.json_fields import fields
from tests.profile_keys import keys
from tests.readme import DOCUMENTS, rewritten

GENERATED: dict[str, Callable[[], str]] = {
    "command line": commands,
    "profile keys": keys,
    "JSON fields": fields,
}
PLACE = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """The text with every generated part as the code has it now."""
    return PLACE.sub(lambda match: f"{match[1]}\n{GENERATED[match[2]]()}\n{match[3]}", text)


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(rewritten(filled(document.read_text())))
    bad_input.write()
