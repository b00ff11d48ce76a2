"""What is around every screen: navigation, theme, account."""

from playwright.sync_api import Page, expect

# The router renders the new screen in the frame after it heard of the new hash.
GO = """hash => location.hash === hash || new Promise(done => {
    addEventListener("hashchange", () => requestAnimationFrame(() => requestAnimationFrame(done)), { once: true });
    location.hash = hash;
})"""


class Shell:
    def __init__(self, page: Page):
        self.page = page

    @property
    def main(self):
        return self.page.locator("#woow-main")

    def heading(self, text: str) -> None:
        """Wait until the screen with this heading is there."""
        expect(self.main.get_by_role("heading", name=text).first).to_be_visible()

    def settle(self) -> None:
        """Wait until nothing on the screen is loading any more."""
        expect(self.main).to_be_visible()
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    def show(self, route: str) -> None:
        """Another screen without loading the page anew; returns when it is there."""
        self.page.evaluate(GO, route)
        self.settle()

    def theme(self, name: str) -> None:
        """Choose `Light`, `Dark` or `System` in the header."""
        self.page.get_by_role("button", name="Theme").click()
        self.page.get_by_role("menuitemradio", name=name).click()

    def confirm(self, typed: str = "") -> None:
        """Go through with what the open dialog asks."""
        dialog = self.page.get_by_role("dialog")
        if typed:
            dialog.get_by_role("textbox").fill(typed)
        dialog.locator("[data-name=confirm]").click()
        expect(dialog).to_have_count(0)
