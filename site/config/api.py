"""The JSON API: forms and applications at /api/v1/, published pages at /api/v2/."""

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from ninja import NinjaAPI

from eforms.filling import problems
from eforms.filling.api import router as filling
from eforms.filling.lookups.api import router as lookups
from eforms.filling.office_api import router as office


api = NinjaAPI(title="Madoguchi", version="1", urls_namespace="api-v1")
problems.install(api)
api.add_router("", filling)
api.add_router("", lookups)
api.add_router("", office)

pages_api = WagtailAPIRouter("pages-api")
pages_api.register_endpoint("pages", PagesAPIViewSet)
