"""A small slice of the real postal data."""

import pytest

from eforms.filling.lookups import postal_import


CODES = (
    "0210005",  # 中里, a part of it named in the note
    "0210102",  # 萩荘, 31 小字
    "0210821",
    "0218501",  # the city hall's own code
    "0210000",  # 以下に掲載がない場合
    "0295501",  # a range of 地割
    "4980000",  # two prefectures
    "5220317",  # a town that is really called 一円
    "4090142",  # …の次に…番地がくる場合
    "1006090",
    "6040955",
)


@pytest.fixture
def postal_data(db):
    """Places of a dozen codes in the table."""
    postal_import.import_all(CODES)
