"""Mail: a mailbox as mbox, or one message as EML."""
