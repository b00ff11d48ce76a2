"""The marketplace and the form of one application."""

from playwright.sync_api import expect

from .review import Review
from .shell import Shell


class MarketplacePage(Shell):
    @staticmethod
    def route(workspace_id: int) -> str:
        return f"#/workspaces/{workspace_id}/services/marketplace"

    def card(self, slug: str):
        return self.main.locator(f"[data-template={slug}]")

    def search(self, text: str) -> None:
        self.main.get_by_role("searchbox").fill(text)

    def configure(self, slug: str) -> None:
        """Open an application's card and go on to its form."""
        self.card(slug).click()
        self.page.get_by_role("dialog").locator("[data-name=configure]").click()
        self.page.wait_for_url("**/services/configure/*")


class ConfigurePage(Shell):
    def field(self, key: str):
        """The input of a value by its dotted key, or of `name` and `subdomain`."""
        return self.main.locator(f'[data-key="{key}"]').locator("input, select, textarea").first

    def error(self, key: str):
        return self.main.locator(f'[data-key="{key}"] .w-field__error')

    def name(self, text: str) -> None:
        self.field("name").fill(text)

    def subdomain(self, text: str) -> None:
        self.field("subdomain").fill(text)

    def expect_free(self) -> None:
        expect(self.main.locator('[data-key="subdomain"] [data-status=free]')).to_be_visible()

    def review(self) -> Review:
        self.main.locator("[data-name=review]").click()
        return Review(self.page).expect_checked()

    def launch(self) -> int:
        """Review and launch; answers the service's id once its screen is shown."""
        self.review()
        self.page.get_by_role("dialog").locator("[data-name=launch-now]").click()
        self.page.wait_for_url(lambda url: url.rpartition("/services/")[2].split("/")[0].isdigit())
        return int(self.page.url.rpartition("/services/")[2].split("/")[0])
