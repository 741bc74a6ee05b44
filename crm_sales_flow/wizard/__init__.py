from . import intake  # isort: skip
from . import deal  # isort: skip
