"""Telegram: chats exported by Telegram Desktop, as JSON or HTML."""
