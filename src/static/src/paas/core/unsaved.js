import { markRaw, onWillUnmount } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ConfirmModal } from "../components/confirm_modal/confirm_modal";

/** Asks before a page with unsaved input is left. */
export function useUnsaved(isDirty) {
    const router = useService("woow_router");
    const dialog = useService("dialog");
    const guard = markRaw({
        isDirty,
        confirm: (leave, answered) =>
            dialog.add(
                ConfirmModal,
                {
                    title: _t("Leave this page?"),
                    points: [_t("What you typed here is not saved and will be lost.")],
                    confirmLabel: _t("Leave"),
                    danger: true,
                    confirm: leave,
                },
                { onClose: answered }
            ),
    });
    router.setGuard(guard);
    onWillUnmount(() => router.dropGuard(guard));
}
