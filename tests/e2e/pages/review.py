"""What will change: the part of a dialog that every launch, change, upgrade, rollback and new address shows."""

from contextlib import suppress

from playwright.sync_api import Page, expect

LOOKS, A_LOOK = 6, 30_000
LOOK_AGAIN = "[data-name=blind] button, [data-name=unforeseen] button"


class Review:
    def __init__(self, page: Page):
        self.page = page
        self.dialog = page.get_by_role("dialog")

    def expect_checked(self) -> "Review":
        """Wait until the cluster said what it would do.

        A chart that it has not yet is fetched meanwhile; where it was too busy to answer, it is asked again.
        """
        checked = self.dialog.locator("[data-name=preview][data-cluster=ok]")
        for _look in range(LOOKS):
            with suppress(AssertionError):
                expect(checked).to_be_attached(timeout=A_LOOK)
                break
            self.dialog.locator(LOOK_AGAIN).evaluate_all("buttons => buttons.forEach(button => button.click())")
        expect(checked).to_be_attached(timeout=A_LOOK)
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
