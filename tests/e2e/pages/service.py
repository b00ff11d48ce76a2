"""One service: its state, its controls, its values."""

from playwright.sync_api import Locator, expect

from .shell import Shell


class ServicePage(Shell):
    @staticmethod
    def route(workspace_id: int, service_id: int, tab: str = "") -> str:
        return f"#/workspaces/{workspace_id}/services/{service_id}" + (f"/{tab}" if tab else "")

    @property
    def state(self) -> Locator:
        return self.main.locator("[data-state]").first

    def expect_state(self, state: str, seconds: float = 120) -> None:
        expect(self.state).to_have_attribute("data-state", state, timeout=seconds * 1000)

    def stages(self) -> Locator:
        return self.main.locator("[data-stage]")

    def tab(self, name: str) -> None:
        self.main.locator(f"[data-tab={name}]").click()

    def control(self, name: str) -> Locator:
        return self.page.locator(f"[data-name={name}]").first

    def stop(self) -> None:
        self.control("stop").click()
        self.confirm()

    def start(self) -> None:
        self.control("start").click()
        dialog = self.page.get_by_role("dialog")
        if dialog.count():
            self.confirm()

    def delete(self, name: str) -> None:
        self.control("delete").click()
        self.confirm(typed=name)

    def change(self, key: str, value: str) -> None:
        """Write one value on the Configuration tab and save."""
        self.tab("configuration")
        self.main.locator(f'[data-key="{key}"]').locator("input, select, textarea").first.fill(value)
        self.control("save").click()
