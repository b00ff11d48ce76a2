import { mountComponent } from "@web/env";
import { whenReady } from "@odoo/owl";
import { WoowApp } from "./core/app/app";

whenReady(() => mountComponent(WoowApp, document.body, { name: "Woow PaaS" }));
