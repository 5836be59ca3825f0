"""SQLite in WAL mode by default, PostgreSQL when DATABASE_URL names it.

SQLite begins every transaction with the write lock: Django's deferred default loses
concurrent writes with "database is locked".
"""

import dj_database_url

from config.environment import VAR, text


SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA secure_delete=ON;"
    ),
}


def _database() -> dict:
    url = text("DATABASE_URL")
    if not url:
        VAR.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "madoguchi.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    database = dj_database_url.parse(url)
    if "postgresql" in database["ENGINE"]:
        # A new connection for each request is ten times slower; a pool also caps their number.
        database["CONN_MAX_AGE"] = 0
        database.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 12, "timeout": 10}
    else:
        database["OPTIONS"] = SQLITE_OPTIONS | database.get("OPTIONS", {})
    return database


DATABASES = {"default": _database()}
