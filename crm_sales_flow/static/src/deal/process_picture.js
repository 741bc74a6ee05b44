import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState, useSubEnv } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { downloadFile } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { getDefaultConfig } from "@web/views/view";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { layoutProcess } from "./process_layout";
import { STYLE, toFile } from "./process_svg";

/** The live picture of the sales process; opened from a deal it shows where that deal stands. */
export class ProcessPicture extends Component {
    static template = "crm_sales_flow.ProcessPicture";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        useSubEnv({ config: { ...getDefaultConfig(), ...this.env.config } });
        this.orm = useService("orm");
        this.action = useService("action");
        this.style = STYLE;
        this.display = { controlPanel: {} };
        this.canvas = useRef("canvas");
        this.state = useState({ width: 1300, picture: null });
        this.dealId = this.props.action.context?.active_id || false;
        onWillStart(() => this.load());
        this.observer = new ResizeObserver(() => this.measure());
        onMounted(() => {
            this.measure();
            this.observer.observe(this.canvas.el);
        });
        onWillUnmount(() => this.observer.disconnect());
    }

    async load() {
        this.state.picture = await this.orm.call("crm.stage", "flow_picture", [this.dealId]);
    }

    measure() {
        if (this.canvas.el) {
            this.state.width = this.canvas.el.clientWidth;
        }
    }

    get stages() {
        return this.state.picture.stages.map((stage) => ({
            id: stage.id,
            name: stage.name,
            isWon: stage.is_won,
            isConditional: stage.is_conditional,
            role: stage.roles.join(", "),
            count: _t("Deals: %s", stage.count),
            // How long ago deals were won says nothing of the process.
            age: stage.count && !stage.is_won ? _t("On average %s days", stage.age) : "",
            description: this.describe(stage),
        }));
    }

    describe(stage) {
        const parts = [stage.name, _t("Deals: %s", stage.count)];
        if (stage.conditions.length) {
            parts.push(_t("Conditions: %s", stage.conditions.join("; ")));
        }
        return parts.join(". ");
    }

    get deal() {
        return this.state.picture.deal;
    }

    get dealText() {
        return this.deal.is_lost
            ? _t("The deal «%s» is lost.", this.deal.name)
            : _t("The stage of the deal «%s» stands in colour.", this.deal.name);
    }

    get currentId() {
        return this.deal && !this.deal.is_lost && this.deal.stage_id;
    }

    get drawing() {
        const process = {
            stages: this.stages,
            currentId: this.currentId,
            isLost: Boolean(this.deal && this.deal.is_lost),
            labels: {
                start: _t("Request"),
                lost: _t("Lost: %s", this.state.picture.lost),
                question: _t("Needed?"),
                yes: _t("yes"),
                no: _t("not needed"),
            },
        };
        return layoutProcess(process, this.state.width);
    }

    async openDeals(stageId) {
        const ids = stageId ? [stageId] : [];
        this.action.doAction(await this.orm.call("crm.stage", "action_flow_deals", [ids]));
    }

    onKeydown(ev, stageId) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.openDeals(stageId);
        }
    }

    save() {
        const svg = this.canvas.el.querySelector("svg");
        downloadFile(toFile(svg), `${_t("Sales process")}.svg`, "image/svg+xml");
    }
}

registry.category("actions").add("crm_sales_flow.process_picture", ProcessPicture);
