from . import test_clients, test_organisation_deputies, test_organisation_export
from . import test_organisation_rules
from . import test_kept_rights, test_role_mix
from . import (
    test_tasks,
    test_tasks_contacts,
    test_tasks_my_day,
    test_tasks_reminder_faults,
    test_tasks_reminders,
    test_tasks_results,
)
from . import test_intake_assign, test_intake_filter, test_intake_letters, test_intake_sorting
from . import test_intake_poison, test_intake_typed, test_intake_unread, test_intake_wrong_deal
from . import test_intake_arrival, test_intake_escalation
from . import test_intake_form_fields, test_intake_form_files
from . import test_intake_notices
from . import test_intake_fetch, test_intake_forms, test_intake_malformed, test_intake_templates
from . import test_intake_duplicates, test_intake_known, test_intake_merge, test_intake_search
from . import test_intake_desk, test_intake_return, test_intake_routing, test_intake_slots
from . import test_intake_handover, test_intake_screens, test_intake_sources, test_tasks_roles
from . import test_deal_access, test_deal_documents, test_deal_gates, test_deal_history
from . import test_deal_closing, test_deal_forms, test_deal_register, test_deal_register_walk
from . import test_deal_money, test_deal_papers, test_deal_variants
from . import (
    test_deal_checklist,
    test_deal_contacts,
    test_deal_conditions,
    test_deal_evidence,
    test_deal_facts_kept,
    test_deal_gate_cost,
    test_deal_gate_sources,
    test_deal_handed_over,
    test_deal_import,
    test_deal_import_keys,
    test_deal_make,
    test_deal_obligations,
    test_deal_picture,
    test_deal_plan,
    test_deal_scripts,
    test_deal_stages,
    test_deal_units_js,
)
from . import test_deal_concurrency, test_deal_gate_http, test_deal_gate_paths, test_deal_loss
from . import test_deal_payment_code, test_deal_qualification
from . import test_setup_page, test_start_page
from . import test_supply_components, test_supply_mode, test_supply_property
from . import test_supply_capacity, test_supply_proposal, test_supply_reservation
from . import test_supply_causes, test_supply_promise, test_supply_stale
from . import test_supply_search, test_supply_shipment
from . import test_supply_documents, test_supply_figures, test_supply_selection, test_supply_slips
from . import test_supply_facts, test_supply_merge, test_supply_shared
from . import (
    test_after_sales,
    test_after_sales_contract,
    test_after_sales_print,
    test_deal_pages,
    test_field_work_attestation,
    test_field_work_chain,
    test_field_work_checklist,
    test_field_work_claims,
    test_field_work_delivery,
    test_field_work_orders,
    test_field_work_phone,
    test_field_work_search,
    test_field_work_visit,
)
from . import test_first_steps, test_supply_warehouse
from . import test_clients_segments, test_marketing_calls, test_marketing_plan, test_marketing_touch
from . import test_control_sales, test_control_truth
from . import test_flow_walk
from . import test_migrations
from . import (
    test_control_calls,
    test_control_cards,
    test_control_dashboard,
    test_control_due,
    test_control_export,
    test_control_origin,
    test_control_promises,
    test_control_reports,
)
