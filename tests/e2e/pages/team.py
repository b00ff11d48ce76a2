"""The people of a workspace, what happened in it, and its settings."""

from playwright.sync_api import Locator, expect

from .shell import Shell


class TeamPage(Shell):
    @staticmethod
    def route(workspace_id: int) -> str:
        return f"#/workspace/{workspace_id}/team"

    def member(self, login: str) -> Locator:
        return self.main.locator(f'[data-member="{login}"]')

    def invitation(self, address: str) -> Locator:
        return self.main.locator(f'[data-invitation="{address}"]')

    def control(self, name: str) -> Locator:
        return self.page.locator(f"[data-name={name}]")

    def invite(self, addresses: str, role: str) -> dict[str, str]:
        """Invite a pasted list; answers what became of each address."""
        self.control("invite").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Addresses").fill(addresses)
        dialog.locator(f"input[value={role}]").check()
        dialog.locator("[data-name=send]").click()
        expect(dialog.locator("[data-email]").first).to_be_visible()
        return {
            row.get_attribute("data-email"): row.get_attribute("data-status")
            for row in dialog.locator("[data-email]").all()
        }

    def link_of(self, address: str) -> str:
        """The link that the open dialog shows where the platform sends no mail."""
        return self.page.get_by_role("dialog").locator(f'[data-email="{address}"] .w-copy .w-mono').inner_text()

    def close(self) -> None:
        self.page.get_by_role("dialog").locator("[data-name=close]").click()

    def give_role(self, login: str, role: str) -> None:
        self.member(login).locator("[data-name=role]").click()
        self.page.locator(f"[data-name=role-{role}]").click()

    def offer(self, login: str) -> None:
        """Ask a member to become the owner."""
        self.member(login).locator("[data-name=member-menu]").click()
        self.control("offer").click()
        self.confirm()

    def leave(self) -> None:
        self.control("team-menu").click()
        self.control("leave").click()
        self.confirm()


class ActivityPage(Shell):
    @staticmethod
    def route(workspace_id: int) -> str:
        return f"#/workspace/{workspace_id}/activity"

    def rows(self, action: str) -> Locator:
        return self.main.locator(f'[data-action="{action}"]')


class SettingsPage(Shell):
    @staticmethod
    def route(workspace_id: int) -> str:
        return f"#/workspace/{workspace_id}/settings"

    def control(self, name: str) -> Locator:
        return self.main.locator(f"[data-name={name}]")
