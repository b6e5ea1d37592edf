"""Settings, root urls, home and the rembuk command.

Importing this package puts a safe SQLite in place before Django can import another one.
"""

from rembuk.site.database.driver import use_safe_sqlite

use_safe_sqlite()
