import "@crm/views/crm_form/crm_form";

import { Component, useEffect, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { append, createElement } from "@web/core/utils/xml";
import { getFieldsSpec } from "@web/model/relational_model/utils";

const crmForm = registry.category("views").get("crm_form");

const words = (text) => new Set(text.match(/\w+/g));

/**
 * What the pages of a form ask for when they are opened: everything that only pages after the
 * first show. A field that is named anywhere else (the header, a condition, a context) is read
 * with the form, and so are the fields of the first page.
 *
 * @param {Element} form the arch
 * @returns {Object} name of a page -> names of fields, also of those its conditions name
 */
export function fieldsOfPages(form) {
    const rest = form.cloneNode(true);
    const shells = [...rest.querySelectorAll("notebook > page[name]:not(field page)")].slice(1);
    const pages = shells.map((page) => page.cloneNode(true));
    shells.forEach((page) => page.replaceChildren()); // their own conditions are asked at once
    const elsewhere = words(rest.outerHTML);
    const waiting = new Set();
    for (const page of pages) {
        for (const field of page.querySelectorAll("field:not(field field)")) {
            if (!elsewhere.has(field.getAttribute("name"))) {
                waiting.add(field.getAttribute("name"));
            }
        }
    }
    return Object.fromEntries(
        pages.map((page) => [
            page.getAttribute("name"),
            [...words(page.outerHTML)].filter((word) => waiting.has(word)),
        ])
    );
}

/** Stands in a page until its fields are there, and asks for them. */
export class PageLoader extends Component {
    static template = xml`<p class="o_flow_page_loading text-muted p-3" role="status" t-out="text"/>`;
    static props = { record: Object, page: String };

    setup() {
        this.text = _t("Loading...");
        useEffect(
            () => {
                this.props.record.model.loadPage(this.props.record, this.props.page);
            },
            () => [this.props.record.id, this.props.page]
        );
    }
}

class DealFormRecord extends crmForm.Model.Record {
    /**
     * The answer to the first question may come again, fresher than the browser's cache: what
     * pages brought meanwhile is not in it, and they ask for it when they are shown.
     */
    _setData(data) {
        if (this.config.isRoot && this.resId) {
            const known = { ...data, ...this._changes };
            const activeFields = this.model._without(this.activeFields, known);
            this.model._updateConfig(this.config, { activeFields }, { reload: false });
        }
        return super._setData(...arguments);
    }
}

export class DealFormModel extends crmForm.Model {
    static Record = DealFormRecord;

    setup(params) {
        super.setup(...arguments);
        this.pages = params.pages || {};
    }

    isOfPage(name) {
        return Object.values(this.pages).some((names) => names.includes(name));
    }

    /** A new record is asked for as a whole: its defaults come in one answer. */
    async load(params = {}) {
        const resId = "resId" in params ? params.resId : this.config.resId;
        if (!resId) {
            this.config.activeFields = this.allFields || this.config.activeFields;
        } else if (!this.allFields) {
            this.allFields = this.config.activeFields;
            this.config.activeFields = this._without(this.allFields);
        }
        this.allFields ||= this.config.activeFields;
        return super.load(...arguments);
    }

    /** Those fields that the form shows before a page is opened, and those of ``data``. */
    _without(activeFields, data = {}) {
        const kept = Object.entries(activeFields).filter(
            ([name]) => name in data || !this.isOfPage(name)
        );
        return Object.fromEntries(kept);
    }

    missing(record, page) {
        return (this.pages[page] || []).filter(
            (name) => name in this.allFields && !(name in record.data)
        );
    }

    isPageLoaded(record, page) {
        return !this.missing(record, page).length;
    }

    /** Read what the page shows, beside the changes that the record has got. */
    loadPage(record, page) {
        return this.mutex.exec(async () => {
            const names = this.missing(record, page);
            if (!names.length) {
                return;
            }
            const asked = Object.fromEntries(names.map((name) => [name, this.allFields[name]]));
            const values = record.resId
                ? await this._readPage(record, asked)
                : record._getDefaultValues(names);
            if (record.id !== this.root.id) {
                return; // another one was opened meanwhile
            }
            const activeFields = { ...record.activeFields, ...asked };
            await this._updateConfig(record.config, { activeFields }, { reload: false });
            record._applyValues(values);
        });
    }

    async _readPage(record, asked) {
        const { resModel, resId, fields, context } = record.config;
        const [values] = await this.orm.webRead(resModel, [resId], {
            context: { bin_size: true, ...context },
            specification: getFieldsSpec(asked, fields, context),
        });
        return values || record._getDefaultValues(Object.keys(asked));
    }
}

export class DealFormCompiler extends crmForm.Compiler {
    /** @override */
    compileNotebook() {
        const notebook = super.compileNotebook(...arguments);
        const record = "__comp__.props.record";
        for (const slot of notebook.children) {
            const page = slot.getAttribute("name"); // an expression, as the slot has it
            const content = createElement("t", {
                "t-if": `${record}.model.isPageLoaded(${record}, ${page})`,
            });
            append(content, [...slot.childNodes]);
            append(slot, [content, createElement("PageLoader", { "t-else": "", record, page })]);
        }
        return notebook;
    }
}

export class DealFormRenderer extends crmForm.Renderer {
    static components = { ...crmForm.Renderer.components, PageLoader };
}

export class DealFormController extends crmForm.Controller {
    get modelParams() {
        return { ...super.modelParams, pages: fieldsOfPages(this.archInfo.xmlDoc) };
    }
}

registry.category("views").add("flow_deal_form", {
    ...crmForm,
    Compiler: DealFormCompiler,
    Controller: DealFormController,
    Model: DealFormModel,
    Renderer: DealFormRenderer,
});
