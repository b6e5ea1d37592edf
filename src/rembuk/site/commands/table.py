"""Which module answers which command. One line a command, in alphabetical order."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """Name the module below `rembuk.site.commands` and say in one line what the command does."""

    module: str
    summary: str


COMMANDS: dict[str, Command] = {
    "backup": Command("backup", "write one file that holds the installation, safe while it runs"),
    "budget": Command("budget", "count a participatory budget from a Pabulib file"),
    "demo": Command("demo", "set up the sample space, walk its journey, and serve it"),
    "demo code": Command("demo_code", "the sign-in code of a demo account now"),
    "check": Command("check", "tell what is wrong with this installation and how to mend it"),
    "map": Command("map", "draw the opinion map of a set of votes"),
    "panel": Command("panel", "draw a random panel that meets quotas"),
    "people invite": Command("people_invite", "invite somebody to a role by a link that works once"),
    "places find": Command("places_find", "find a place by what people call it"),
    "record export": Command("record_export", "write the public record as static files"),
    "record follow": Command("record_follow", "watch the record of an installation; alarm when it forks"),
    "record key": Command("record_key", "change the key that signs the record, or declare it lost"),
    "record prove": Command("record_prove", "write the file that shows that a voice arrived"),
    "record silence": Command("record_silence", "check that a voice arrived and whether it was answered"),
    "record verify": Command("record_verify", "check a published record with a key you trust"),
    "record witness": Command("record_witness", "be a witness for the records of other installations"),
    "record witnesses": Command("record_witnesses", "list, add and remove the witnesses of this record"),
    "restore": Command("restore", "put the installation back to a backup without forking its record"),
    "serve": Command("serve", "serve pages and work off the queue"),
    "spaces add": Command("spaces_add", "found a space: a party, branch, candidate or movement"),
    "tally": Command("tally", "count an election from ranked, scored or approval ballots"),
    "text clusters": Command("text_clusters", "group texts that say the same"),
    "text label": Command("text_label", "label texts: language, kind, subject, spam, places"),
    "voices clusters": Command("voices_clusters", "list the clusters of a space with their voices"),
    "voices import": Command("voices_import", "take in files of posts or rows"),
    "voices sort": Command("voices_sort", "label, set spam aside and gather voices that say the same"),
    "work": Command("work", "work off what waits in the queue"),
}
