from . import event_delivery, idempotency_key, ir_http, platform, res_users
