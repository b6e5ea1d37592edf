"""Voices: every statement by a citizen with its provenance, labels and cluster; persons are kept apart."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from rembuk.messaging.states import Answer
from rembuk.places.models import Place
from rembuk.spaces.models import Space
from rembuk.voices.states import (
    CLOSED_CLUSTER,
    AttachmentKind,
    ClaimState,
    ClusterState,
    DoorKind,
    ImportState,
    ReplyState,
    Visibility,
)


class Import(models.Model):
    """Keep one file that was read: by which format and columns, on what legal basis, with what result."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=200, blank=True)
    format = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    basis = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.DRAFT)
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    # How many rows were refused for each reason; "" stands for all further reasons together.
    reasons = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["space", "-id"], name="import_space")]


class ImportRefusal(models.Model):
    """Keep one row of a file that could not be read, and why (the first thousand of a file)."""

    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refusals")
    line = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300)


class ColumnMapping(models.Model):
    """Remember for a space which columns of a table mean what, by the table's header."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    header = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "header"], name="mapping_once")]


class Cluster(models.Model):
    """Keep voices that say the same thing.

    `size` counts the voices in it that are not set aside, `aside` those that are; `subject` is the one most
    of them have, `place` the smallest that holds all that came with one, else (`place_guessed`) all that
    the machine read in their words. All of these move with the voices.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="clusters", db_index=False)
    title = models.CharField(max_length=200)
    size = models.PositiveIntegerField(default=0)
    aside = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ClusterState.choices, default=ClusterState.OPEN)
    subject = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    place_guessed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["space", *by, "-last_at", "-id"],
                name=name,
                condition=models.Q(state="open", size__gt=0),
            )
            for name, by in (
                ("cluster_board", []), ("cluster_subject", ["subject"]), ("cluster_place", ["place"]),
            )
        ] + [models.Index(fields=["space", "title"], name="cluster_title")]  # fmt: skip

    def __str__(self) -> str:
        return self.title or str(CLOSED_CLUSTER)


class Door(models.Model):
    """Keep one way in that was hung somewhere: a poster, a link, a widget; voices remember theirs.

    `about` is the reference of what it asks about, `target` the address it leads to, `hung_at` where it is.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="doors", db_index=False)
    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=10, choices=DoorKind.choices)
    about = models.CharField(max_length=80)
    target = models.CharField(max_length=200)
    hung_at = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["space", "-id"], name="door_space")]

    def get_absolute_url(self) -> str:
        """Return the short address that stands on paper; it leads to what the door asks about."""
        return f"/q/{self.code}/"


class Voice(models.Model):
    """Keep one statement as it stands now.

    `native_id` is its identity on its channel, `version_key` the identity of its present wording there. Once
    it is erased the one is a keyed hash (`rules.faded`), the other empty.
    `address` is public and carries no rights. `public_text` is filled when it stands behind an idea.
    `sorted_at` is null until the machine has read it, `hand_placed` tells it never to move it again.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="voices", db_index=False)
    channel = models.CharField(max_length=20)
    native_id = models.CharField(max_length=80)
    version_key = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField()
    public_text = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    spoken_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.NAMELESS)
    address = models.CharField(max_length=12, unique=True)
    door = models.ForeignKey(
        Door, on_delete=models.SET_NULL, null=True, blank=True, related_name="voices", db_index=False
    )
    echo = models.BooleanField(default=False)
    # What it answers and in which conversation, as `channels.links.thread_key` writes ids of its channel.
    thread = models.CharField(max_length=80, blank=True, default="")
    reply_to = models.CharField(max_length=80, blank=True, default="")
    origin = models.JSONField(default=dict)
    source = models.ForeignKey(
        Import, on_delete=models.SET_NULL, null=True, blank=True, related_name="voices", db_index=False
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.SET_NULL, null=True, blank=True, related_name="voices", db_index=False
    )
    hand_placed = models.BooleanField(default=False)
    sorted_at = models.DateTimeField(null=True, blank=True)
    set_aside = models.CharField(max_length=20, blank=True)
    set_aside_by = models.CharField(max_length=10, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Moderation hides the text; why, and what came of an appeal, is kept there.
    hidden_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "channel", "native_id"], name="voice_once"),
        ]
        indexes = [
            models.Index(fields=["cluster", "-id"], name="voice_cluster"),
            models.Index(fields=["space", "id"], name="voice_unsorted", condition=models.Q(sorted_at=None)),
            models.Index(
                fields=["space", "place"],
                name="voice_shown_place",
                condition=models.Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["space", "-id"], name="voice_shown", condition=models.Q(published_at__isnull=False)
            ),
            models.Index(
                fields=["space", "channel", "thread"], name="voice_thread", condition=~models.Q(thread="")
            ),
            models.Index(
                fields=["space", "channel", "reply_to"],
                name="voice_reply_to",
                condition=~models.Q(reply_to=""),
            ),
            models.Index(
                fields=["space", "channel"],
                name="voice_erased",
                condition=models.Q(erased_at__isnull=False),
            ),
            models.Index(fields=["door"], name="voice_door", condition=models.Q(door__isnull=False)),
            models.Index(fields=["space", "-id"], name="voice_aside", condition=~models.Q(set_aside="")),
            models.Index(
                fields=["space", "set_aside", "-id"],
                name="voice_aside_reason",
                condition=~models.Q(set_aside=""),
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return the public address, which tells the stage and carries no rights."""
        return f"/s/{self.address}/"

    @property
    def shown(self) -> bool:
        """Tell whether the public may read it: behind an idea, not confidential, not hidden."""
        gone = self.withdrawn_at or self.hidden_at
        return bool(self.published_at and not gone and self.visibility != Visibility.CONFIDENTIAL)


class Attachment(models.Model):
    """Keep a voice note or a photo as a file of the private storage, under a name of our own.

    A voice note waits until `typed_at`; a photo is for the team only until `cleared_at`.
    """

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="attachments", db_index=False)
    kind = models.CharField(max_length=10, choices=AttachmentKind.choices)
    stored_as = models.CharField(max_length=200)
    type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    seconds = models.FloatField(null=True, blank=True)
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    kept_at = models.DateTimeField()
    by = models.CharField(max_length=80, blank=True)
    typed_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "kind"], name="attachment_once")]
        indexes = [
            models.Index(
                fields=["id"], name="sound_untyped", condition=models.Q(kind="sound", typed_at=None)
            ),
        ]


class PaperBatch(models.Model):
    """Keep one print of paper forms: how many, and the place that already stands on them.

    `about` is the reference of what they ask about, as a door has it; empty for the space.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+", db_index=False)
    forms = models.PositiveSmallIntegerField()
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    about = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    role = models.CharField(max_length=30)
    by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["space", "-id"], name="paper_space")]


class PaperForm(models.Model):
    """Keep that the form NUMBER of a print was typed, and which voice it became; nobody types it twice."""

    batch = models.ForeignKey(PaperBatch, on_delete=models.CASCADE, related_name="typed", db_index=False)
    number = models.PositiveSmallIntegerField()
    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="paper")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="paper_once")]


class VoiceVersion(models.Model):
    """Keep a wording that has been replaced."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="versions")
    version_key = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    spoken_at = models.DateTimeField()
    replaced_at = models.DateTimeField()


class VoiceAuthor(models.Model):
    """Keep who spoke, apart from what was said: a handle on a network or a name given in the form."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, primary_key=True, related_name="author")
    native_id = models.CharField(max_length=80, blank=True)
    handle = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["native_id"], name="author_native", condition=~models.Q(native_id=""))
        ]


class VoiceContact(models.Model):
    """Keep how the sender may be reached, apart; what for is in the consent ledger of rights."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, primary_key=True, related_name="contact")
    email = models.EmailField()

    class Meta:
        indexes = [models.Index(Lower("email"), name="contact_address")]


class Receipt(models.Model):
    """Keep the keyed hash of a receipt's code; the code itself is nowhere.

    `form_hash` and `body_hash` are keyed hashes of the form that made it, so that a replay is recognised.
    """

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, primary_key=True, related_name="receipt")
    code_hash = models.CharField(max_length=64, unique=True)
    form_hash = models.CharField(max_length=64, unique=True)
    body_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()


class Claim(models.Model):
    """Keep that somebody says a post taken in from a network is theirs, until that is shown or refused.

    `proof` is public: the word to be written from the account that posted. The receipt's code exists only as
    its keyed hash, and opens nothing before the claim is proved.
    """

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="claims")
    proof = models.CharField(max_length=20, unique=True)
    form_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.WAITING)
    because = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["voice", "id"], name="claim_waiting", condition=models.Q(state="waiting")),
        ]


class Reply(models.Model):
    """Keep one answer that a person is to send below the post it answers; once for a voice and a step.

    `key` is the announcement's, `text` what is to be written there, kept as it was sent.
    """

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="replies", db_index=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    answer = models.CharField(max_length=12, choices=Answer.choices)
    key = models.CharField(max_length=120)
    text = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReplyState.choices, default=ReplyState.WAITING)
    role = models.CharField(max_length=30, blank=True)
    by = models.CharField(max_length=80, blank=True)
    because = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "key"], name="reply_once")]
        indexes = [
            models.Index(
                fields=["space", "channel", "id"], name="reply_waiting", condition=models.Q(state="waiting")
            ),
            models.Index(
                fields=["space", "channel", "-settled_at", "-id"],
                name="reply_settled",
                condition=~models.Q(state="waiting"),
            ),
        ]


class VoiceLabel(models.Model):
    """Keep one label with its reason in words; a person's stands over the machine's and can be undone."""

    class By(models.TextChoices):
        MACHINE = "machine"
        PERSON = "person"

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="labels", db_index=False)
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=40)
    probability = models.FloatField(null=True, blank=True)
    because = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=10, choices=By.choices, default=By.MACHINE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "name", "by"], name="label_once")]


class Lesson(models.Model):
    """Keep that a person put two voices apart, or together, so that no sorting run decides otherwise.

    `first` has the smaller key. `move` names the step on the board that taught it; undoing that unlearns it.
    """

    first = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="+")
    together = models.BooleanField()
    move = models.CharField(max_length=32, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="lesson_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="lesson_order"),
        ]


class Word(models.Model):
    """Keep how the people of a space spell or say a word, and what they mean by it, for its sorting runs."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="words")
    form = models.CharField(max_length=40)
    meaning = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "form"], name="word_once")]


class VoiceSignature(models.Model):
    """Keep what the clusterer knows of a voice, so that a run reads only what is new."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, primary_key=True, related_name="signature")
    data = models.BinaryField()


class VoiceTerm(models.Model):
    """Keep the hashed terms of a voice that may be shown, so that voices alike are found by an index."""

    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="terms", db_index=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+", db_index=False)
    term = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "term"], name="term_once")]
        indexes = [models.Index(fields=["space", "term", "-voice"], name="term_space")]
