"""Tables people keep: CSV, XLSX, or JSON Lines with columns of their own."""
