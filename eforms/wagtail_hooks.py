"""Where the forms meet Wagtail's admin; each hook hands over to its room."""

from django.templatetags.static import static
from django.utils.html import format_html

from wagtail import hooks
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail_modeladmin.options import modeladmin_register

from eforms.applications.models import Application
from eforms.building import guards, overwriting
from eforms.building.check_views import check_urls
from eforms.building.library import buttons as library_buttons
from eforms.building.library.views import library_urls
from eforms.building.models import FormPage
from eforms.building.translating import translation_urls, translations_button
from eforms.filling.views.tryout import tryout_urls
from eforms.notices.ledger import MailLedger
from eforms.notices.preview import preview_button, preview_urls
from eforms.review.appointing import handler_viewset
from eforms.review.dashboard import arrange_menu, arrange_panels, arrange_summary
from eforms.review.policy import ApplicationPolicy
from eforms.review.versions.publish import after_publishing, before_publishing
from eforms.review.versions.urls import version_urls, versions_button
from eforms.review.viewset import application_viewset


# Before anything asks for a policy: Wagtail keeps the first one it finds.
register_permission_policy(Application, ApplicationPolicy(Application))
modeladmin_register(MailLedger)


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


@hooks.register("register_admin_viewset")
def register_desk():
    """申請管理."""
    return application_viewset


@hooks.register("register_admin_viewset")
def register_my_number_handlers():
    """マイナンバー取扱担当者, under 設定."""
    return handler_viewset


@hooks.register("register_admin_urls")
def register_mail_preview():
    """Open the preview of a form's mails."""
    return preview_urls


@hooks.register("register_admin_urls")
def register_form_tools():
    """Open the try-out and the checks of a form as it stands in the editor."""
    return [*tryout_urls, *check_urls]


@hooks.register("register_page_header_buttons")
def offer_mail_preview(page, user, view_name, next_url=None):
    """Offer the preview of a form's mails where the form is edited."""
    yield from preview_button(page, user)


@hooks.register("register_admin_urls")
def register_templates():
    """Open the screens of templates."""
    return library_urls


hooks.register("register_admin_menu_item", library_buttons.menu_item)


@hooks.register("register_page_header_buttons")
def offer_templates(page, user, view_name, next_url=None):
    """Offer templates where forms are edited and listed."""
    yield from library_buttons.page_buttons(page, user)


@hooks.register("before_edit_page")
def let_nobody_overwrite_unseen(request, page):
    """Ask before a form is saved over what somebody else saved meanwhile."""
    return overwriting.before_editing(request, page) if isinstance(page, FormPage) else None


hooks.register("before_publish_page", before_publishing)
hooks.register("after_publish_page", after_publishing)


@hooks.register("register_admin_urls")
def register_versions():
    """Open the screens of versions, and the one before publishing."""
    return version_urls


@hooks.register("register_page_header_buttons")
def offer_versions(page, user, view_name, next_url=None):
    """Offer the versions of a form where it is edited and listed."""
    yield from versions_button(page, user)


@hooks.register("register_admin_urls")
def register_translations():
    """Open the screen of a form's translations."""
    return translation_urls


@hooks.register("register_page_header_buttons")
def offer_translations(page, user, view_name, next_url=None):
    """Offer the translations of a form where it is edited and listed."""
    yield from translations_button(page, user)


hooks.register("construct_main_menu", arrange_menu)
hooks.register("construct_homepage_panels", arrange_panels)
hooks.register("construct_homepage_summary_items", arrange_summary)


@hooks.register("insert_global_admin_js")
def editor_styles():
    """Let the rich text editor's own styles pass the policy."""
    return format_html('<script src="{}"></script>', static("eforms/admin/editor-styles.js"))


@hooks.register("insert_editor_js")
def autosave_order():
    """Let a press of "publish" or "save" wait for an autosave, for every kind of page."""
    return format_html('<script src="{}"></script>', static("eforms/admin/autosave-order.js"))
