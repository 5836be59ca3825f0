from tests.eforms.applications.staff_fixtures import groups, here, sign_in, there  # noqa: F401
