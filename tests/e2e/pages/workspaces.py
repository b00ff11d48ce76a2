"""The list of workspaces and one workspace."""

from playwright.sync_api import expect

from .shell import Shell


class WorkspacesPage(Shell):
    ROUTE = "#/workspaces"

    def create(self, name: str, description: str = "") -> int:
        """Make a workspace in the dialog; answers its id once its screen is shown."""
        self.main.locator("[data-name=new-workspace]").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("textbox", name="Name").fill(name)
        if description:
            dialog.get_by_label("Description").fill(description)
        dialog.locator("[data-name=save]").click()
        self.page.wait_for_url("**/woow#/workspace*/*")
        self.heading(name)
        return int(self.page.url.rpartition("/")[2])


class WorkspacePage(Shell):
    @staticmethod
    def route(workspace_id: int) -> str:
        return f"#/workspace/{workspace_id}"

    def service(self, name: str):
        return self.main.locator("[data-service]").filter(has_text=name)

    def kept(self, name: str):
        """A deleted service whose data was kept."""
        return self.main.locator("[data-kept]").filter(has_text=name)

    def expect_state(self, name: str, state: str, seconds: float = 30) -> None:
        badge = self.service(name).locator(f"[data-state={state}]")
        expect(badge).to_be_visible(timeout=seconds * 1000)
