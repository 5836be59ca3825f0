"""Attaching files in the browser: at once with a script, with the page without one."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from eforms.models import Attachment, Draft
from tests import papers
from tests.browser import chromium
from tests.eforms.filling.conftest import fill, q, uid, url
from vault import files as vault_files


pytestmark = pytest.mark.e2e

NEXT = "保存して次へ進む"


@pytest.fixture
def window(live_server, settings, transactional_db, client, draft, request):
    """The page with the papers in Chromium, as the draft's owner."""
    settings.ALLOWED_HOSTS = ["*"]
    fill(draft, full_name="一関 太郎", contact=None, wants_children="no-thanks", remarks=None)
    with chromium() as browser:
        options = {"viewport": {"width": 1280, "height": 900}} | getattr(request, "param", {})
        context = browser.new_context(locale="ja-JP", **options)
        context.set_default_timeout(10_000)
        context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
            ]
        )
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + url(draft, "3/"))
        page.wait_for_load_state("networkidle")
        yield page
        context.close()


def paper(name="証.pdf", content=papers.PDF) -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def choose(page, *files) -> None:
    page.locator(f'input[name="{q("proof")}"]').set_input_files(list(files) or [paper()])


def items(page):
    return page.locator("ul.files > li")


def status(page):
    return page.locator(".upload__status")


def button(page, words: str, name: str):
    """Return a button of one file."""
    return page.get_by_role("button", name=re.compile(f"^{words}.*{re.escape(name)}$"))


PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("window", [{}, PHONE], indirect=True)
def test_files_arrive_as_soon_as_they_are_chosen(window, draft):
    choose(window, paper("一.pdf"), paper("二.pdf", papers.padded_pdf(700_000)))
    expect(status(window)).to_have_text("2個のファイルを添付しました。")
    expect(items(window)).to_have_count(2)
    assert Attachment.objects.count() == 2
    expect(items(window).nth(1)).to_contain_text("二.pdf（684KB）")
    # The page saves itself with them.
    expect(window.locator("[data-autosave-status]")).to_contain_text("に保存しました")
    window.reload()
    expect(items(window)).to_have_count(2)
    window.get_by_role("button", name=NEXT).click()
    window.wait_for_url("**/check/")
    expect(window.get_by_text("一.pdf")).to_be_visible()
    assert len(Draft.objects.get().answers[uid("proof")]) == 2
    assert window.complaints == []


def test_a_button_that_is_pressed_meanwhile_waits(window):
    held = []
    window.route("**/3/files/**", lambda route: held.append(route))
    choose(window)
    expect(window.get_by_role("progressbar", name="証.pdfの送信")).to_be_visible()
    window.get_by_role("button", name=NEXT).click()
    expect(status(window)).to_contain_text("終わりしだい、先に進みます")
    assert window.url.endswith("/3/")
    held[0].continue_()
    window.wait_for_url("**/check/")
    expect(window.get_by_text("証.pdf")).to_be_visible()


def test_after_a_broken_line_it_is_sent_again_and_kept_once(window):
    tries = []

    def broken(route):
        tries.append(route.request.headers["x-upload-key"])
        if len(tries) == 1:
            route.fetch()  # it arrives, but the answer gets lost
        route.abort() if len(tries) < 3 else route.continue_()

    window.route("**/3/files/**", broken)
    choose(window)
    expect(items(window)).to_contain_text("通信の状態を確かめて")
    window.get_by_role("button", name=NEXT).click()
    expect(status(window)).to_contain_text("送れなかったファイルがあります")
    again = button(window, "もう一度送る", "証.pdf")
    expect(again).to_be_focused()
    again.press("Enter")
    expect(items(window)).to_contain_text("通信の状態を確かめて")
    again.click()
    expect(status(window)).to_have_text("「証.pdf」を添付しました。")
    assert len(tries) == 3 and len(set(tries)) == 1
    assert Attachment.objects.count() == len(list(vault_files.names())) == 1


def test_a_file_on_its_way_can_be_called_back(window):
    window.route("**/3/files/**", lambda route: None)
    choose(window)
    button(window, "取りやめる", "証.pdf").click()
    expect(items(window)).to_have_count(0)
    expect(status(window)).to_have_text("「証.pdf」を取りやめました。")
    expect(window.locator(f'input[name="{q("proof")}"]')).to_be_focused()
    window.get_by_role("button", name=NEXT).click()
    window.wait_for_url("**/check/")


def test_a_refused_file_says_why_and_gives_its_place_free(window):
    big = paper("大.pdf", b"x" * 1_100_000)
    choose(window, paper("動く.pdf", papers.pdf(papers.script)), big, paper("良い.pdf"))
    expect(items(window).nth(0)).to_contain_text("開くと動くプログラム")
    expect(items(window).nth(1)).to_contain_text("1ファイル1MBまで")
    expect(items(window).nth(2)).to_contain_text("良い.pdf（1KB）")
    expect(status(window)).to_have_text(
        re.compile("「良い.pdf」を添付しました。添付できなかったファイルが[12]個あります。")
    )
    found = Axe().run(window, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.response["violations"] == []
    button(window, "閉じる", "動く.pdf").click()
    button(window, "閉じる", "大.pdf").click()
    expect(items(window)).to_have_count(1)
    assert Attachment.objects.count() == 1


def test_when_all_places_are_taken_the_input_goes_and_comes_back(window):
    box = window.locator(f'input[name="{q("proof")}"]')
    choose(window, *[paper(f"{n}.pdf") for n in range(4)])
    expect(items(window)).to_have_count(4)  # the fourth says that it is too many
    expect(status(window)).to_contain_text("3個のファイルを添付しました。")
    expect(items(window).nth(3)).to_contain_text("3個までです")
    expect(box).to_be_hidden()
    remove = button(window, "削除", "0.pdf")
    remove.focus()
    # The page takes the file off at once, before the server has answered.
    with window.expect_response(re.compile("/remove/$")):
        remove.press("Enter")
    expect(status(window)).to_contain_text("0.pdf（1KB）」を削除しました")
    expect(box).to_be_focused()
    assert Attachment.objects.count() == 2


def test_a_file_can_be_dropped(window):
    window.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File(["a,b"], "x.exe"));
            const zone = document.querySelector("[data-upload]");
            for (const name of ["dragover", "drop"]) {
                zone.dispatchEvent(new DragEvent(name, { dataTransfer: files, cancelable: true }));
            }
        }"""
    )
    expect(items(window)).to_contain_text("添付できる形式のファイルを選んでください")
    expect(window.get_by_text("ここにファイルを置いて")).to_be_visible()


@pytest.mark.parametrize("window", [PHONE], indirect=True)
def test_a_phone_offers_its_camera(window):
    button = window.get_by_role("button", name="カメラで撮影する")
    expect(button).to_be_visible()
    expect(window.get_by_text("ここにファイルを置いて")).to_have_count(0)
    with window.expect_file_chooser() as chosen:
        button.click()
    assert chosen.value.element.get_attribute("capture") == "environment"
    photo = papers.picture("PNG", exif=papers.told_by_a_phone())
    chosen.value.set_files({"name": "image.png", "mimeType": "image/png", "buffer": photo})
    expect(status(window)).to_have_text("「image.png」を添付しました。")
    width = window.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_on_a_computer_there_is_no_camera(window):
    expect(window.get_by_role("button", name="カメラで撮影する")).to_have_count(0)


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_files_go_with_the_page(window):
    choose(window, paper("一.pdf"), paper("動く.pdf", papers.pdf(papers.script)))
    window.get_by_role("button", name=NEXT).click()
    expect(window.locator(".error-summary")).to_contain_text("「動く.pdf」には、開くと動く")
    expect(items(window)).to_contain_text("一.pdf")
    button(window, "削除", "一.pdf").click()
    expect(window.get_by_text("「一.pdf」を削除しますか")).to_be_visible()
    window.goto(window.url.partition("?")[0])
    window.get_by_role("button", name=NEXT).click()
    window.wait_for_url("**/check/")
    assert Attachment.objects.count() == 1
