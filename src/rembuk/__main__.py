"""Let `python -m rembuk` do what the `rembuk` command does."""

import sys

from rembuk.site.cli import main

sys.exit(main())
