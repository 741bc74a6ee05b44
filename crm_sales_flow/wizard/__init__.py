from . import tasks  # isort: skip
from . import intake  # isort: skip
from . import deal  # isort: skip
from . import supply  # isort: skip
from . import field_work  # isort: skip
from . import marketing  # isort: skip
from . import control  # isort: skip
