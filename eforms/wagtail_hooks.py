"""Where the forms meet Wagtail's admin; each hook hands over to its room."""

from wagtail import hooks
from wagtail.models import Page

from eforms.building import guards


@hooks.register("before_delete_page")
def keep_published_forms(request, page):
    """Refuse the deletion of a form that was ever published."""
    return guards.deletion_refused(request, page)


@hooks.register("before_bulk_action")
def refuse_bulk_action(request, action_type, objects, action_class_instance):
    """Refuse bulk deletion of published forms and bulk publishing of unready ones."""
    if action_class_instance.model is Page:
        return guards.bulk_action_refused(request, action_type, objects)
    return None
