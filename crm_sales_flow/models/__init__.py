# In the order of the ladder: a room may use the rooms above it.
from . import organisation  # isort: skip
from . import clients  # isort: skip
from . import tasks  # isort: skip
from . import intake  # isort: skip
from . import deal  # isort: skip
from . import supply  # isort: skip
from . import field_work  # isort: skip
from . import after_sales  # isort: skip
from . import marketing  # isort: skip
from . import control  # isort: skip
