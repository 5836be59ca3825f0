"""Filling in a form, under its access URL, and the guests' way in."""

from django.urls import include, path

from eforms.filling.views import (
    begin,
    check,
    export,
    files,
    guest,
    joining,
    keeping,
    profile,
    resume,
    section,
    start,
    stop,
)


draft_patterns = [
    path("", section.resume, name="resume"),
    path("<int:number>/", section.section, name="section"),
    path("<int:number>/autosave/", keeping.autosave, name="autosave"),
    path("check/", check.check, name="check"),
    path("stop/", stop.stop, name="stop"),
    path("sent/", check.sent, name="sent"),
    path("stay/", keeping.stay, name="stay"),
    path("kept/", keeping.kept, name="kept"),
    path("<int:number>/files/", files.upload, name="upload"),
    path("files/<uuid:file_id>/", files.download, name="file"),
    path("files/<uuid:file_id>/remove/", files.remove, name="remove_file"),
]
form_patterns = [
    path("", start.start, name="start"),
    path("begin/", begin.begin, name="begin"),
    path("d/<uuid:draft_id>/", include(draft_patterns)),
]
guest_patterns = [
    path("", guest.email, name="email"),
    path("number/", guest.number, name="number"),
    path("leave/", guest.leave, name="leave"),
    path("<uuid:code_id>/", guest.code, name="code"),
]

profile_patterns = [
    path("", profile.overview, name="overview"),
    path("keep/<uuid:application_id>/", profile.keep, name="keep"),
    path("<slug:kind>/", profile.edit, name="edit"),
]

urlpatterns = [
    path("account/export/", export.copy, name="export"),
    path("account/profile/", include((profile_patterns, "profile"))),
    path("f/<slug:code>/", include((form_patterns, "filling"))),
    path("applications/join/", joining.join, name="join-applications"),
    path("resume/sent/", resume.resume_link_sent, name="resume-link-sent"),
    path("resume/<str:token>/", resume.resume_link, name="resume-link"),
    path("guest/", include((guest_patterns, "guest"))),
]
