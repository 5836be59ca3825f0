"""The try-out and the checks: the form as it stands in the editor, walked, and nothing stored."""

import copy
import re

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

import pytest

from accounts.models import User
from eforms.building.loading import save_form
from eforms.building.outline import walk
from eforms.building.versions import current_version
from eforms.engine.schema import FormSchema, Question
from eforms.filling.tryout import DroppingStore
from eforms.models import FormPage
from tests.eforms.building.test_editor import posted


@pytest.fixture
def editor(client, db):
    client.force_login(User.objects.create_superuser("editor@example.jp", "secret"))
    return client


def ids(page):
    """Return the id of each question, by code."""
    return {node.code: node.id for node in walk(page.body) if not node.is_section}


def packed(response):
    return re.search(r'name="tryout" value="([^"]+)"', response.content.decode())[1]


def html(response):
    return response.content.decode()


class Walk:
    """An editor who tries a form out, page after page."""

    def __init__(self, client, page):
        self.client = client
        self.url = reverse("form_tryout", args=[page.pk])
        self.names = {code: f"q-{identity}" for code, identity in ids(page).items()}
        self.response = None

    def begin(self, data, **more):
        self.response = self.client.post(self.url, data | more)
        return self

    def press(self, action, **inputs):
        data = {"tryout": packed(self.response), "action": action}
        data |= {self._name(name): value for name, value in inputs.items()}
        self.response = self.client.post(self.url, data)
        return self

    def _name(self, name):
        code, _, part = name.partition("__")
        return self.names.get(code, code) + (f"-{part}" if part else "")

    @property
    def html(self):
        return html(self.response)


def counts():
    """Return the number of rows of every table."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        found = {}
        for name in names & set(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT COUNT(*) FROM "{name}"')  # noqa: S608  (our own names)
            found[name] = cursor.fetchone()[0]
    return found


OWNER = {"owner__family": "一関", "owner__given": "太郎", "owner__family_kana": "イチノセキ"}
OWNER |= {"owner__given_kana": "タロウ"}


@pytest.fixture
def page(form):
    return FormPage.objects.get(pk=form.pk)


@pytest.fixture
def unsaved(page):
    """What the editor would send with a question that was never saved."""
    changed = copy.deepcopy(page)
    changed.body[0].value["items"][1].value["label"] = "代わりの方ですか"
    return posted(changed)


def test_what_is_unsaved_is_tried_and_nothing_is_stored(editor, page, unsaved):
    before = counts()
    session = dict(editor.session)
    walk_ = Walk(editor, page).begin(unsaved)
    assert "どの立場で試しますか" in walk_.html  # two kinds
    walk_.press("kind:individual")
    assert "代わりの方ですか" in walk_.html
    assert "代理の方ですか" not in walk_.html

    walk_.press("next", agent="yes")  # the name is missing, and now the reason
    assert walk_.response.status_code == 422
    assert "確認事項があります" in walk_.html
    assert "「代わりの方ですか」が「はい」であるため" in walk_.html

    walk_.press("next", **OWNER, agent="no")
    assert "犬について" in walk_.html
    choice = walk_.html.split("何頭ですか")[1]
    first = re.search(r'type="radio"[^>]*value="([^"]+)"', choice)[1]
    walk_.press("next", count_kind=first)
    assert "申請内容を確認してください" in walk_.html
    assert "一関" in walk_.html
    walk_.press("go:sent")
    assert "申請を受け付けました" in walk_.html

    assert counts() == before
    assert dict(editor.session) == session
    assert current_version(page).number == 1
    assert (
        FormPage.objects.get(pk=page.pk).body[0].value["items"][1].value["label"]
        == "代理の方ですか"
    )


def test_the_reasons_follow_what_is_typed(editor, page, unsaved):
    walk_ = Walk(editor, page).begin(unsaved).press("kind:individual")
    assert "「代わりの方ですか」が「はい」ではないため（まだ答えていません）" in walk_.html
    told = walk_.press("explain", agent="no")
    assert "<html" not in told.html
    assert "いまの回答は「いいえ」" in told.html


def test_answers_stay_when_the_form_is_edited_and_tried_again(editor, page, unsaved):
    walk_ = Walk(editor, page).begin(unsaved).press("kind:corporation")
    walk_.press("next", **OWNER, agent="no")
    changed = copy.deepcopy(page)
    changed.body[1].value["title"] = "飼い犬"
    walk_.begin(posted(changed), tryout=packed(walk_.response))
    assert "飼い犬" in walk_.html  # still at the second page
    walk_.press(f"go:{page.body[0].id}")
    assert 'value="一関"' in walk_.html
    assert re.search(r'value="kind:corporation" aria-pressed="true"', walk_.html)


def test_rows_are_added_as_citizens_add_them(editor, page):
    walk_ = Walk(editor, page).begin(posted(page)).press("kind:individual")
    group = ids(page)["dogs"]
    walk_.press(f"go:{page.body[1].id}")
    many = re.findall(r'type="radio"[^>]*value="([^"]+)"', walk_.html.split("何頭ですか")[1])[1]
    walk_.press("", count_kind=many, **{f"rows-{group}": ["r1", "r2"]}, add_row=group)
    assert 'data-row="r3"' in walk_.html
    assert "「何頭ですか」が「2頭以上」であるため" in walk_.html


def with_paper(folder, definition):
    definition["sections"][0]["items"] = [
        {"type": "attachment", "code": "paper", "label": "書類", "help": "写し", "required": True}
    ]
    return save_form(folder, definition)


def test_files_are_looked_at_and_let_go(editor, folder, definition):
    page = with_paper(folder, definition)
    walk_ = Walk(editor, page).begin(posted(FormPage.objects.get(pk=page.pk)))
    walk_.press("kind:individual")
    before = counts()
    walk_.press("next", paper=SimpleUploadedFile("a.pdf", b"no pdf at all"))
    assert walk_.response.status_code == 422
    assert "中身" in walk_.html
    good = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")
    walk_.press("next", paper=good)
    assert walk_.response.status_code == 200, walk_.html
    walk_.press("go:check")
    assert "a.pdf" in walk_.html
    assert counts() == before


def test_a_form_that_was_never_saved(editor, folder, page):
    tryout = reverse("form_tryout_new", args=[folder.pk])
    checks = reverse("form_checks_new", args=[folder.pk])
    assert "まだセクションがありません" in html(editor.get(tryout))
    data = posted(page) | {"slug": "", "title": ""}
    before = counts()
    response = editor.post(tryout, data)
    assert response.status_code == 200
    assert "どの立場で試しますか" in html(response)
    assert "公開前の確認" in html(editor.post(checks, data))
    assert counts() == before


def test_the_list_of_checks_leads_to_the_blocks(editor, page):
    page.body[0].value["items"][2].value["show"] = {
        "all": [
            {"ref": ids(page)["agent"], "op": "equals", "value": each} for each in (True, False)
        ]
    }
    page.contact_name = ""
    before = counts()
    response = editor.post(reverse("form_checks", args=[page.pk]), posted(page))
    text = html(response)
    assert "直すところが2件" in text
    assert f'data-goto="block-{ids(page)["agent_reason"]}-section"' in text
    assert f'href="/admin/pages/{page.pk}/edit/#id_contact_name"' in text
    assert counts() == before


def test_what_is_refused_in_the_list_is_refused_when_publishing(editor, page):
    page.body[0].value["items"][2].value["show"] = {
        "all": [
            {"ref": ids(page)["agent"], "op": "equals", "value": each} for each in (True, False)
        ]
    }
    data = posted(page, **{"action-publish": "1"})
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 200
    assert "body" in response.context["form"].errors
    assert "data-form-tools-refused" in html(response)
    assert current_version(page).number == 1


ADDRESSES = ("form_tryout", "form_checks", "form_tryout_new", "form_checks_new")


@pytest.mark.parametrize("name", ADDRESSES)
def test_only_who_may_edit_the_form(client, page, folder, name):
    address = reverse(name, args=[folder.pk if name.endswith("_new") else page.pk])
    user = User.objects.create_user("reviewer@example.jp", "secret")
    from django.contrib.auth.models import Permission

    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for response in (client.get(address), client.post(address, posted(page))):
        assert response.status_code == 302
        assert response["Location"] == "/admin/"


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_frame_is_ours_alone_and_a_press_needs_the_token(db, page, folder, name):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_superuser("strict@example.jp", "secret"))
    address = reverse(name, args=[folder.pk if name.endswith("_new") else page.pk])
    assert strict.post(address, {"tryout": "x"}).status_code == 403
    response = strict.get(address)
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in response["Cache-Control"]


def test_what_travels_with_the_page_cannot_be_changed_or_taken_over(editor, client, page):
    walk_ = Walk(editor, page).begin(posted(page))
    text = packed(walk_.response)
    changed = editor.post(walk_.url, {"tryout": text[:-2] + "xx", "action": "restart"})
    assert changed.status_code == 409
    other = Client()
    other.force_login(User.objects.create_superuser("other@example.jp", "secret"))
    taken = other.post(walk_.url, {"tryout": text, "action": "restart"})
    assert taken.status_code == 409
    assert "もう一度「試してみる」" in html(taken)


def test_a_form_that_asks_for_a_signature_says_that_it_cannot_be_sent(editor, page):
    page.signature = "required"
    walk_ = Walk(editor, page).begin(posted(page)).press("kind:individual")
    walk_.press("go:check")
    assert "電子署名が必要です" in walk_.html


def test_a_number_that_must_be_kept_secret_is_let_go():
    store = DroppingStore(FormSchema("", ()), {})
    question = Question("n", "my_number", "n", "マイナンバー")
    held = store.hold_secret(question, None, "123456789018")
    assert "123456789018" not in str(held) + str(vars(store))
    assert store.registered_secret("n", None, held["id"]) == held
    assert store.current_secret("n") is None


def test_the_answers_of_a_row_stand_under_one_heading(editor, page):
    walk_ = Walk(editor, page).begin(posted(page)).press("kind:individual")
    group, known = ids(page)["dogs"], ids(page)
    walk_.press(f"go:{page.body[1].id}")
    many = re.findall(r'type="radio"[^>]*value="([^"]+)"', walk_.html.split("何頭ですか")[1])[1]
    names = {f"g-{group}-{row}-{known['dog_name']}": name for row, name in ROWS.items()}
    walk_.press("next", count_kind=many, **{f"rows-{group}": list(ROWS)}, **names)
    walk_.press("go:check")
    assert walk_.html.count("犬 1") == walk_.html.count("<h3>犬 1</h3>") == 1
    parts = ["<h3>犬 1</h3>", "ポチ", "<h3>犬 2</h3>", "ハチ"]
    places = [walk_.html.index(part) for part in parts]
    assert places == sorted(places)


ROWS = {"r1": "ポチ", "r2": "ハチ"}
