from . import control, intake, organisation
