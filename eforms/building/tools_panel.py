"""The tools beside the editor: 試してみる and 公開前の確認. They look at what is unsaved too."""

from typing import Any

from django.forms import Media
from django.urls import reverse

from wagtail.admin.panels import Panel


class ToolsPanel(Panel):
    """The buttons; the editor's script puts them into the header, where they stay in sight."""

    class BoundPanel(Panel.BoundPanel):
        """The buttons for one page, saved or not."""

        template_name = "eforms/building/tools_panel.html"

        @property
        def media(self) -> Media:
            """The script of the drawer."""
            return Media(js=["eforms/admin/form-drawer.js"])

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the addresses, and whether publishing was just refused."""
            context = super().get_context_data(parent_context)
            if self.instance.pk:
                names, number = ("form_tryout", "form_checks"), self.instance.pk
            else:
                names, number = ("form_tryout_new", "form_checks_new"), self.form.parent_page.pk
            tryout, checks = (reverse(name, args=[number]) for name in names)
            refused = self.form.is_bound and not self.form.is_valid()
            return context | {"tryout": tryout, "checks": checks, "refused": refused}
