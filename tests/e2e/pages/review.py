"""What will change: the part of a dialog that every launch, change, upgrade, rollback and new address shows."""

from playwright.sync_api import Page, expect


class Review:
    def __init__(self, page: Page):
        self.page = page
        self.dialog = page.get_by_role("dialog")

    def expect_checked(self, seconds: float = 60) -> "Review":
        """Wait until the cluster said what it would do; a chart that it has not yet is fetched meanwhile."""
        shown = self.dialog.locator("[data-name=preview][data-cluster=ok]")
        expect(shown).to_be_attached(timeout=seconds * 1000)
        return self

    def value(self, key: str):
        return self.dialog.locator(f'[data-value="{key}"]')

    def objects(self) -> dict[str, str]:
        """`{"Deployment": "Changed"}` of all that does not stay."""
        details = self.dialog.locator("details.w-review__objects")
        details.evaluate("one => { one.open = true; }")
        rows = details.locator("li").all()
        kinds = [row.locator(".w-mono").first.inner_text().split("/")[0] for row in rows]
        return dict(zip(kinds, [row.locator(".w-review__count").inner_text() for row in rows], strict=True))

    def confirm(self) -> None:
        self.dialog.locator("[data-name=confirm]").click()
        expect(self.dialog).to_have_count(0)
