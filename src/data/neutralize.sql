-- a copy of the database must not speak to the operator of the original
DELETE FROM woow_paas_platform_secret;
UPDATE woow_paas_platform_service_intent SET secrets_sealed = NULL;
DELETE FROM ir_config_parameter WHERE key IN ('woow_paas_platform.operator_url', 'woow_paas_platform.secret_key_file');
UPDATE woow_paas_platform_operator_state SET reachable = false, listed_at = NULL;
UPDATE woow_paas_platform_invitation SET state = 'cancelled' WHERE state = 'pending';
