"""The two groups of staff, and Wagtail's rights that each needs.

A group opens the door to the screens; which applications somebody sees there is decided by the
memberships alone (:mod:`eforms.applications.access`).
"""

from django.contrib.auth.models import Group, Permission

from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site


REVIEWERS = "審査担当"
EDITORS = "ページ編集"

_ADMIN = ("wagtailadmin", "access_admin")
_REVIEW = (_ADMIN, ("eforms", "view_application"), ("outbox", "view_mail"))
_PAGES = ("add_page", "change_page", "publish_page")
_FILES = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "choose_document"),
)


def ensure_groups() -> dict[str, Group]:
    """Make the groups and give them their rights; what is there already stays.

    Returns ``{"reviewer": Group, "editor": Group}``.
    """
    reviewers, _ = Group.objects.get_or_create(name=REVIEWERS)
    editors, _ = Group.objects.get_or_create(name=EDITORS)
    reviewers.permissions.add(*map(_permission, _REVIEW))
    editors.permissions.add(_permission(_ADMIN))
    root = _site_root()
    for codename in _PAGES:
        GroupPagePermission.objects.get_or_create(
            group=editors, page=root, permission=_permission(("wagtailcore", codename))
        )
    collection = Collection.get_first_root_node()
    for name in _FILES:
        GroupCollectionPermission.objects.get_or_create(
            group=editors, collection=collection, permission=_permission(name)
        )
    return {"reviewer": reviewers, "editor": editors}


def _permission(name: tuple[str, str]) -> Permission:
    app, codename = name
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def _site_root() -> Page:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return site.root_page if site else Page.get_first_root_node()
