# isort: off
from . import member_thread, workspace, workspace_access  # the others build on these
# isort: on
from . import (
    activity,
    activity_export,
    cloud_app_category,
    cloud_app_tag,
    cloud_app_template,
    cloud_service,
    cloud_service_actions,
    cloud_service_reconcile,
    cloud_service_status,
    dashboard,
    event_delivery,
    host_name,
    idempotency_key,
    ir_http,
    operator_state,
    platform,
    recorded_changes,
    res_config_settings,
    res_users,
    secret,
    service_intent,
)
