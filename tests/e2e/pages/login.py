"""Odoo's sign-in form."""

from playwright.sync_api import Page


def sign_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("Email").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
