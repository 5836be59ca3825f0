"""Look-ups at other servers: the corporate numbers of the National Tax Agency."""

from config.environment import text


# Given by the agency on registration; without it numbers are checked by their digit alone.
HOUJIN_API_ID = text("HOUJIN_API_ID")
HOUJIN_API_BASE = text("HOUJIN_API_BASE", "https://api.houjin-bangou.nta.go.jp/4/")
# All of a look-up: name service, connection, answer.
HOUJIN_API_SECONDS = 5.0
