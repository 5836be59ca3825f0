from django.urls import include, path


urlpatterns = [
    path("demo/", include("operations.demo.urls")),
]
