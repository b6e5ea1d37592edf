"""Django's SQLite backend on pysqlite3."""
