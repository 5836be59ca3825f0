"""What the JSON API answers when something is not right: problem objects (RFC 9457) in Japanese."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse

from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError


class Problem(Exception):
    """An answer other than success: its status, a title, how to put it right, and more."""

    def __init__(self, status: int, title: str, detail: str = "", **more: Any) -> None:
        super().__init__(title)
        self.status = status
        self.body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        self.body |= more


UNKNOWN = Problem(
    404, "見つかりません", "アドレスと、利用中のトークンのメールアドレスをご確認ください。"
)
NOT_SIGNED_IN = Problem(
    401,
    "メールアドレスの確認が必要です",
    "確認コードで得たトークンを Authorization: Bearer に付けてください。有効期間は24時間です。",
)


def install(api: NinjaAPI) -> None:
    """Let every answer of an API that is not a success be a problem object."""

    def told(request: HttpRequest, problem: Problem) -> HttpResponse:
        response = api.create_response(request, problem.body, status=problem.status)
        response["Content-Type"] = "application/problem+json; charset=utf-8"
        return response

    @api.exception_handler(Problem)
    def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
        return told(request, problem)

    @api.exception_handler(Http404)
    def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return told(request, UNKNOWN)

    @api.exception_handler(AuthenticationError)
    def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return told(request, NOT_SIGNED_IN)

    @api.exception_handler(ValidationError)
    def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {
                "field": ".".join(str(part) for part in one["loc"][1:]),
                "message": "値の型を、この API の定義（openapi.json）に合わせてください。",
            }
            for one in error.errors
        ]
        detail = "リクエストの形を、この API の定義に合わせてください。"
        return told(request, Problem(422, "読み取れない項目があります", detail, errors=errors))

    @api.exception_handler(RequestDataTooBig)
    def _endless(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        detail = "本文を小さくして、もう一度送ってください。"
        return told(request, Problem(413, "リクエストが大きすぎます", detail))

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        detail = "本文は JSON で、UTF-8 で送ってください。"
        return told(request, Problem(error.status_code, "リクエストを読み取れません", detail))
