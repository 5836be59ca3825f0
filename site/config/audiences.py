"""For whom the views of other packages are, by the beginning of their route.

Our own views say it themselves (``accounts.audience``); what stands neither here nor there is
answered 404. The longest entry counts; one ending in ``$`` stands for exactly that route. The
routes are Django's (``ResolverMatch.route``), not what somebody typed into the address line.
"""

AUDIENCES = (
    # Wagtail's admin, and the doors that lead into it.
    ("admin/", "staff"),
    ("admin/login/$", "public"),
    ("admin/logout/$", "public"),
    ("admin/password_reset/", "public"),
    ("admin/jsi18n/$", "public"),
    ("admin/sprite/$", "public"),
    # Published pages and documents; private ones ask for their password themselves.
    (r"^((?:[\w\-]+/)*)$$", "public"),
    # "_util/login/" stays closed: staff sign in at one door.
    ("_util/authenticate_with_password/", "public"),
    ("documents/", "public"),
    # The API checks each operation itself.
    ("api/v1/", "public"),
    ("api/v2/pages/", "public"),
    # Editors' media, served by Django while developing only.
    ("^media/(?P<path>.*)$$", "public"),
)
