"""A browser without script, small enough for the fault tests: cookies, pages and their forms."""

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html import unescape


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass
class Answer:
    """What came back: 0 for a line that broke."""

    status: int
    text: str
    location: str = ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The hidden inputs of the page."""
        return [(name, unescape(value)) for name, value in HIDDEN.findall(self.text)]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


class Browser:
    """A guest's browser with a session."""

    def __init__(self, site: str, session: str) -> None:
        self.site, self.cookies = site, {"sessionid": session}
        self._opener = urllib.request.build_opener(_Stay)

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def post(self, path: str, page: Answer, **more: str) -> Answer:
        """Send a page's form back, with what was typed."""
        return self._ask(path, urllib.parse.urlencode([*page.hidden, *more.items()]).encode())

    def _ask(self, path: str, data: bytes | None) -> Answer:
        request = urllib.request.Request(self.site + path, data)  # noqa: S310
        request.add_header("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        try:
            with self._opener.open(request, timeout=60) as answer:
                return self._read(answer)
        except urllib.error.HTTPError as answer:
            return self._read(answer)
        except OSError:
            return Answer(0, "")

    def _read(self, answer) -> Answer:
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.read().decode(), answer.headers.get("Location", ""))
