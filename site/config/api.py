"""The JSON API: forms and applications at /api/v1/, published pages at /api/v2/."""

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from ninja import NinjaAPI


api = NinjaAPI(title="Madoguchi", version="1", urls_namespace="api-v1")

pages_api = WagtailAPIRouter("pages-api")
pages_api.register_endpoint("pages", PagesAPIViewSet)
