"""WhatsApp: the text of an exported chat, from Android or iPhone, alone or in its ZIP with media."""
