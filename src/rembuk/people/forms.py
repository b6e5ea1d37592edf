"""What is typed to come in: address, code, password, second factor."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.people.models import Person

PASSWORD_HELP = _("Paling sedikit 12 huruf atau angka. Empat kata yang tidak berkaitan mudah diingat.")
SIX_DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "autocapitalize": "off"}


class AddressForm(forms.Form):
    """Ask for the one thing that signs a citizen in."""

    email = forms.EmailField(
        label=_("Alamat e-mail"),
        max_length=254,
        help_text=_("Kami kirim enam angka ke sini. Alamat Anda tidak ditampilkan kepada siapa pun."),
        error_messages={"invalid": _("Ini belum alamat e-mail lengkap. Contoh yang benar: nama@contoh.id.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """Take the six digits back."""

    code = forms.CharField(
        label=_("Kode enam angka"),
        max_length=20,
        help_text=_("Lihat surat terbaru dari kami, juga di folder spam."),
        widget=forms.TextInput(attrs=SIX_DIGITS),
    )


class ProfileForm(forms.ModelForm[Person]):
    """Let people say how they are called and which clock they live by."""

    class Meta:
        model = Person
        fields = ("name", "zone")
        labels = {"name": _("Nama panggilan"), "zone": _("Zona waktu")}
        help_texts = {"name": _("Hanya tampil bila Anda memilih bersuara dengan nama.")}


class ChildProfileForm(forms.ModelForm[Person]):
    """Let minors say which clock they live by; no name is asked of them."""

    class Meta:
        model = Person
        fields = ("zone",)
        labels = {"zone": _("Zona waktu")}


class _Relabelled:
    """Say allauth's fields in our words, without placeholders that vanish while one types."""

    words: dict[str, tuple[Any, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, field.help_text))


class PasswordSignInForm(_Relabelled, account.LoginForm):
    """Sign staff in with address and password."""

    words = {"login": (_("Alamat e-mail"), ""), "password": (_("Kata sandi"), "")}


class PasswordAgainForm(_Relabelled, account.ReauthenticateForm):
    """Ask once more for the password before something that cannot be undone."""

    words = {"password": (_("Kata sandi"), "")}


class SetPasswordForm(_Relabelled, account.SetPasswordForm):
    """Choose the first password, or one in place of a forgotten one."""

    words = {"password1": (_("Kata sandi baru"), PASSWORD_HELP), "password2": (_("Ketik sekali lagi"), "")}


class ChangePasswordForm(_Relabelled, account.ChangePasswordForm):
    """Change the password, knowing the old one."""

    words = {
        "oldpassword": (_("Kata sandi sekarang"), ""),
        "password1": (_("Kata sandi baru"), PASSWORD_HELP),
        "password2": (_("Ketik kata sandi baru sekali lagi"), ""),
    }


class _SixDigits(_Relabelled):
    words = {
        "code": (_("Kode dari aplikasi"), _("Enam angka dari aplikasi Anda, atau satu kode cadangan.")),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(SIX_DIGITS)


class SecondFactorForm(_SixDigits, mfa.AuthenticateForm):
    """Take the second factor at sign-in."""


class SecondFactorAgainForm(_SixDigits, mfa.ReauthenticateForm):
    """Take the second factor once more."""


class ActivateAppForm(_SixDigits, totp.ActivateTOTPForm):
    """Prove that the authenticator app holds our secret."""

    words = {"code": (_("Kode dari aplikasi"), _("Enam angka yang sekarang tampil di aplikasi."))}


class AddPasskeyForm(_Relabelled, webauthn.AddWebAuthnForm):
    """Name a passkey while adding it."""

    words = {"name": (_("Nama kunci"), _("Misalnya: ponsel saya."))}


class NamePasskeyForm(_Relabelled, webauthn.EditWebAuthnForm):
    """Rename a passkey."""

    words = {"name": (_("Nama kunci"), "")}
