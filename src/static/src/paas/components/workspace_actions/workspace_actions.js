import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { urls } from "../../core/urls";
import { ConfirmModal } from "../confirm_modal/confirm_modal";

/**
 * What may be done to a whole workspace; each asks first and says what happens.
 *
 * @param {() => Object} getWorkspace
 */
export function useWorkspaceActions(getWorkspace) {
    const dialog = useService("dialog");
    const notification = useService("notification");
    const router = useService("woow_router");
    const workspaces = useService("woow_workspaces");

    function ask(props, confirm) {
        dialog.add(ConfirmModal, { ...props, confirm });
    }

    function tell(message) {
        notification.add(message, { type: "success" });
    }

    function archive() {
        const { id, name } = getWorkspace();
        ask(
            {
                title: _t("Archive %s?", name),
                points: [
                    _t("Its services are stopped: nobody reaches them. Their data and settings stay."),
                    _t("It leaves everybody's lists and nothing new can be launched in it."),
                    _t("You can restore it at any time: choose Archived in the list of workspaces."),
                ],
                confirmLabel: _t("Archive"),
                icon: "archive",
            },
            async () => {
                await workspaces.archive(id);
                tell(_t("%s is archived.", name));
            }
        );
    }

    function restore() {
        const { id, name } = getWorkspace();
        ask(
            {
                title: _t("Restore %s?", name),
                points: [_t("The services that ran when it was archived are started again."), _t("It is back in everybody's lists.")],
                confirmLabel: _t("Restore"),
                icon: "unarchive",
            },
            async () => {
                await workspaces.restore(id);
                tell(_t("%s is back.", name));
            }
        );
    }

    function removeForever() {
        const { id, name } = getWorkspace();
        ask(
            {
                title: _t("Delete %s for good?", name),
                points: [
                    _t("All of its services are deleted, with all of their data."),
                    _t("Its members lose it, and its addresses become free for others."),
                    _t("This can't be undone."),
                ],
                typed: name,
                confirmLabel: _t("Delete for good"),
                icon: "delete",
                danger: true,
            },
            async () => {
                await workspaces.removeForever(id, name);
                router.navigate(urls.workspaces());
                tell(_t("%s is being deleted.", name));
            }
        );
    }

    return { archive, restore, removeForever };
}
