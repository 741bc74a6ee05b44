from . import flow_dashboard
