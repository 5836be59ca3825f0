"""Staff at the admin's door."""

from playwright.sync_api import Page


PASSWORD = "madoguchi-demo"


def sign_in(page: Page, demo: str, email: str) -> None:
    """Sign in to the admin."""
    page.goto(f"{demo}/admin/login/")
    page.locator("input[name=username]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").first.click()
    page.wait_for_url(re_admin)


def re_admin(url: str) -> bool:
    """Whether an address is inside the admin, past the door."""
    return "/admin/" in url and "/login/" not in url
