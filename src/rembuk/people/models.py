"""Persons: an e-mail address at most; a name only if they give one."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from rembuk.people.states import MINOR, Band
from rembuk.shared.ratelimit import mailbox


class PersonManager(BaseUserManager["Person"]):
    """Make persons from an address."""

    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Return a new person with EMAIL; without PASSWORD only a code by e-mail signs them in.

        The address counts as proven: accounts arise when a code sent to it came back.
        """
        person = self.model(email=self.normalize_email(email).lower(), mailbox=mailbox(email), **fields)
        if password is None:
            person.set_unusable_password()
        else:
            person.set_password(password)
        person.save(using=self._db)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        return person


class Person(AbstractBaseUser):
    """Keep somebody who signs in."""

    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", "WIB"
        WITA = "Asia/Makassar", "WITA"
        WIT = "Asia/Jayapura", "WIT"

    email = models.EmailField(unique=True)
    # Empty where an account of before shares it with another.
    mailbox = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=80, blank=True)
    zone = models.CharField(max_length=20, choices=Zone.choices, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    # Empty until the person was asked. A minor's account is held until a parent's consent is in force.
    band = models.CharField(max_length=8, choices=Band.choices, blank=True)
    band_at = models.DateTimeField(null=True, blank=True)
    allowed_at = models.DateTimeField(null=True, blank=True)
    # Goes into every session's check value: raising it ends all sessions at once, wherever they are kept.
    sessions_from = models.PositiveIntegerField(default=0)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.UniqueConstraint(
                fields=["mailbox"], condition=~models.Q(mailbox=""), name="person_mailbox_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"

    @property
    def is_minor(self) -> bool:
        """Tell whether the person said to be under 18."""
        return self.band in MINOR

    @property
    def held(self) -> bool:
        """Tell whether the account waits for a parent's or guardian's consent."""
        return self.is_minor and self.allowed_at is None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django's own check value changes with the password; ours also with `sessions_from`.
        salt = "rembuk.people.models.Person.session"
        value = f"{self.password}|{self.sessions_from}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class SignInCode(models.Model):
    """Keep one code on its way to an address until it comes back or its time is over.

    A row belongs to the browser that asked (its session holds the key); the code itself is only here as a
    keyed hash. Tries are counted in the row, so that parallel guesses share one limit.
    """

    key = models.CharField(max_length=43, unique=True)
    email = models.EmailField()
    # What is counted: siti+1@ and siti+2@ fill one mailbox. Codes of before have none.
    mailbox = models.CharField(max_length=254, blank=True, default="")
    code_hash = models.CharField(max_length=64)
    network = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["email", "made_at"], name="code_email"),
            models.Index(fields=["mailbox", "made_at"], name="code_mailbox"),
            models.Index(fields=["network", "made_at"], name="code_network"),
            models.Index(fields=["made_at"], name="code_made"),
        ]
