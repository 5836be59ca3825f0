"""Which inline scripts get a nonce: Wagtail's widgets, holding nothing but data."""

import pytest

from config.admin_scripts import add_nonces, is_known


DATES = 'initDateTimeChooser("id_go_live\\u002Dat", {"format": "Y-m-d H:i", "lang": "ja"});'
CHOOSER = 'new PageChooser("id_page", {"modalUrl": "/admin/choose-page/", "parentId": 3});'
PANEL = """
        (function() {
            var panel = new InlinePanel(JSON.parse("{\\u0022formsetPrefix\\u0022: 1}"));
        })();
    """


@pytest.mark.parametrize(
    "script",
    [DATES, CHOOSER, PANEL, PANEL.replace("InlinePanel", "MultipleChooserPanel")]
    + ['createTaskChooser("id_task");', 'initTimeChooser("id_t", {});'],
)
def test_wagtails_widgets_are_known(script):
    assert is_known(script)
    page = f"<p>{script}</p><script>{script}</script>".encode()
    assert add_nonces(page, "N").count(b'<script nonce="N">') == 1


@pytest.mark.parametrize(
    "script",
    [
        "alert(1)",
        "",
        CHOOSER + "alert(1)",
        "alert(1);" + CHOOSER,
        CHOOSER + CHOOSER,
        CHOOSER.replace("3", "alert(1)"),
        CHOOSER.replace('"id_page"', "alert(1)"),
        CHOOSER.replace("PageChooser", "Function"),
        DATES.replace('"ja"', "(() => alert(1))()"),
        'new Chooser("a", {"b": `${alert(1)}`});',
        PANEL.replace("JSON.parse", "eval"),
        PANEL.replace("1}", '1}" + alert(1) + "'),
        PANEL.replace("1}", '\\" + alert(1) + \\"'),
        PANEL + "alert(1)",
        PANEL.replace("InlinePanel", "Function"),
    ],
)
def test_anything_else_stays_without_nonce(script):
    assert not is_known(script)
    page = f"<script>{script}</script>".encode()
    assert add_nonces(page, "N") == page


def test_scripts_with_attributes_and_other_content_are_untouched():
    page = f'<script src="x.js"></script><script type="a">{CHOOSER}</script>'.encode()
    assert add_nonces(page, "N") == page
