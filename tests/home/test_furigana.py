"""Readings of hard words: in text only, whole words only, hidden from screen readers."""

from home.furigana import in_page, in_text


def test_the_longest_word_wins_and_a_part_of_a_longer_word_is_left_alone():
    assert "うけつけばんごう" in in_text("受付番号をお伝えください。")
    assert "<ruby>" not in in_text("入力者")
    assert in_text("申請書") == "申請書"


def test_tags_attributes_scripts_and_inputs_are_left_alone():
    page = (
        '<head><title>申請</title></head><body><p title="申請">申請</p><script>"申請"</script>'
        "<textarea>申請</textarea><select><option>申請</option></select><!-- 申請 --></body>"
    )
    written = in_page(page)
    assert written.count("<ruby>") == 1
    assert '<p title="申請"><ruby>申請<rp>（</rp><rt aria-hidden="true">しんせい</rt>' in written


def test_a_screen_reader_hears_a_word_once():
    assert in_text("保存").count('aria-hidden="true"') == 1
