"""Run it: ``python -m fanal.web.operations.demonstration``."""

import sys

from fanal.web.operations.demonstration import main

sys.exit(main())
