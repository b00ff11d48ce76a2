"""One service: its state, its controls, its values."""

from playwright.sync_api import Locator, expect

from .review import Review
from .shell import Shell


class ServicePage(Shell):
    @staticmethod
    def route(workspace_id: int, service_id: int, tab: str = "") -> str:
        return f"#/workspaces/{workspace_id}/services/{service_id}" + (f"/{tab}" if tab else "")

    @property
    def state(self) -> Locator:
        return self.main.locator("[data-state]").first

    def expect_state(self, state: str, seconds: float = 300) -> None:
        expect(self.state).to_have_attribute("data-state", state, timeout=seconds * 1000)

    def stages(self) -> Locator:
        return self.main.locator("[data-stage]")

    def tab(self, name: str) -> None:
        self.main.locator(f"[data-tab={name}]").click()

    def control(self, name: str) -> Locator:
        return self.main.locator(f"button[data-name={name}]")

    def menu(self) -> None:
        """Open the menu of rarer actions."""
        self.control("service-menu").click()

    def stop(self) -> None:
        self.control("stop").click()
        self.confirm()

    def start(self) -> None:
        self.control("start").click()
        self.confirm()

    def delete(self, name: str) -> None:
        self.menu()
        self.control("delete").click()
        self.confirm(typed=name)

    def change(self, key: str, value: str) -> None:
        """Write one value on the Configuration tab and save."""
        self.review_change(key, value).confirm()
        expect(self.control("save")).to_have_count(0)

    def review_change(self, key: str, value: str) -> Review:
        """Write one value on the Configuration tab and look at what it changes."""
        self.tab("configuration")
        self.main.locator(f'[data-key="{key}"] input').fill(value)
        self.control("save").click()
        return Review(self.page).expect_checked()

    def resource(self, kind: str) -> Locator:
        return self.main.locator(f"[data-resource^='{kind}/']")

    def log(self) -> Locator:
        return self.main.locator("[data-name=log]")
