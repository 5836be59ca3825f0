from django.urls import include, path

from operations import health


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("demo/", include("operations.demo.urls")),
]
