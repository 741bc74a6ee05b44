from . import intake, organisation
