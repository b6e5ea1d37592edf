"""The pages of sign-in and of one's own account.

Citizens come in with a code by e-mail; staff add a password and a second factor. The second factor, the
password forms and the login stages are allauth's; addresses, words and looks are ours.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views as account_views
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.password_change import finalize_password_set
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from rembuk.people import actions, queries, wording
from rembuk.people.adapters import MFAAdapter
from rembuk.people.forms import (
    ActivateAppForm,
    AddPasskeyForm,
    AddressForm,
    ChangePasswordForm,
    ChildProfileForm,
    CodeForm,
    NamePasskeyForm,
    PasswordAgainForm,
    PasswordSignInForm,
    ProfileForm,
    SecondFactorAgainForm,
    SecondFactorForm,
    SetPasswordForm,
)
from rembuk.people.models import Person
from rembuk.shared import panels
from rembuk.shared.fields import takes
from rembuk.shared.ratelimit import network_of
from rembuk.shared.refusals import Conflicting, Refused

KEY, ADDRESS, NEXT = "sign_in_key", "sign_in_address", "sign_in_next"
FORM = "people/form.html"
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@read_or_send
@takes(AddressForm, "next")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address and send a code to it; every address gets the same answer."""
    back = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(back or "/")
    form = AddressForm(request.POST or None, initial={"email": request.GET.get("email", "")[:254]})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            key = actions.send_code(email=email, network=network_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
            return render(request, "people/sign_in.html", {"form": form, "next": back}, status=refusal.status)
        request.session.update({KEY: key, ADDRESS: email, NEXT: back or ""})
        return redirect("sign-in-code")
    status = 400 if form.errors else 200
    return render(request, "people/sign_in.html", {"form": form, "next": back}, status=status)


@never_cache
@read_or_send
@takes(CodeForm)
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Take the code back and open the account it proves; only now is a new one made."""
    key = request.session.get(KEY)
    if request.user.is_authenticated or key is None:
        return redirect("account_login")
    form = CodeForm(request.POST or None)
    words = {"form": form, "email": request.session[ADDRESS], "next": request.session[NEXT]}
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.redeem_code(key=key, code=form.cleaned_data["code"], at=timezone.now())
        except Refused as refusal:
            form.add_error("code", refusal.sentence)
            dead = queries.waiting_code(key, timezone.now()) is None
            return render(request, "people/sign_in_code.html", {**words, "dead": dead}, status=refusal.status)
        return _come_in(request, person)
    return render(request, "people/sign_in_code.html", words, status=400 if form.errors else 200)


def _come_in(request: HttpRequest, person: Person) -> HttpResponse:
    email, back = request.session.pop(ADDRESS), request.session.pop(NEXT) or "/"
    del request.session[KEY]
    record_authentication(request, person, method="code", email=email)
    answer: HttpResponse = perform_login(request, Login(user=person, redirect_url=back, email=email))
    return answer


@never_cache
@read_or_send
@takes()
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ask, then end this session here and on the server."""
    if request.method == "POST":
        logout(request)
        return redirect("/")
    if not request.user.is_authenticated:
        return redirect("/")
    return render(request, "people/sign_out.html")


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Say that the account is closed."""
    return render(request, "people/closed.html", {"sentence": wording.SHUT})


@login_required
@never_cache
@read_or_send
@takes(ProfileForm)
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account: name, address, ways in, open sessions."""
    person = request.user
    assert isinstance(person, Person)
    form = (ChildProfileForm if person.is_minor else ProfileForm)(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.set_name(person=person, name=given.get("name", ""), zone=given["zone"])
        return redirect("account")
    words = {
        "form": form,
        "staff": queries.is_staff(person.pk),
        "second_factor": queries.has_second_factor(person),
        "password": person.has_usable_password(),
        "panels": panels.render("people.account", request, person),
    }
    return render(request, "people/account.html", words, status=400 if form.errors else 200)


@login_required
@never_cache
@read_or_send
@takes("sesi")
def sessions(request: HttpRequest) -> HttpResponse:
    """List the open sessions; end one, or all but this one."""
    person = request.user
    assert isinstance(person, Person)
    open_ones = UserSession.objects.purge_and_list(person)
    here = request.session.session_key
    if request.method == "POST":
        wanted = request.POST.get("sesi", "")
        for one in open_ones:
            if one.session_key != here and wanted in (str(one.pk), "lain"):
                actions.end_session(person=person, session_key=one.session_key)
        return redirect("usersessions_list")
    rows = sorted(open_ones, key=lambda one: (one.session_key != here, -one.created_at.timestamp()))
    return render(request, "people/sessions.html", {"rows": rows, "here": here})


@login_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@read_or_send
@takes(SetPasswordForm)
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Let a person choose a new password who proved the address, and the second factor if there is one.

    There is no reset link to steal: who forgot the password comes in by a code, like any citizen.
    """
    person = request.user
    assert isinstance(person, Person)
    ways = {record.get("method") for record in get_authentication_records(request, person)}
    proven = "code" in ways and ("mfa" in ways or not queries.has_second_factor(person))
    if not proven:
        return render(request, "people/forgotten.html", {"email": person.email})
    form = SetPasswordForm(user=person, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_password(person=person, password=form.cleaned_data["password1"])
        finalize_password_set(request, person)
        return HttpResponseRedirect(get_next_redirect_url(request) or reverse("account"))
    words = {
        "form": form,
        "title": _("Buat kata sandi baru"),
        "button": _("Simpan kata sandi"),
        "lead": _("Sesi Anda di perangkat lain akan berakhir."),
    }
    return render(request, FORM, words, status=400 if form.errors else 200)


class _Page(TemplateResponseMixin, ContextMixin):
    """Give an allauth view our one form page, the words on it, and the status of a mistake."""

    template_name = FORM
    title: Any = ""
    lead: Any = ""
    button: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return allauth's context with the words of the page."""
        found = super().get_context_data(**kwargs)
        return {**found, "title": self.title, "lead": self.lead, "button": self.button}

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """Say with the status, too, that nothing was done where the form holds a mistake."""
        form = context.get("form")
        if form is not None and form.errors:
            response_kwargs["status"] = 400
        return super().render_to_response(context, **response_kwargs)


@method_decorator(takes(PasswordSignInForm, "login", "next"), name="dispatch")
class PasswordSignIn(_Page, account_views.LoginView):
    """Sign in with address and password; the second factor follows where it is set up."""

    template_name = "people/password.html"
    title = gettext_lazy("Masuk dengan kata sandi")
    button = gettext_lazy("Masuk")


@method_decorator(takes(SecondFactorForm, "credential", "next"), name="dispatch")
class SecondFactor(_Page, mfa_views.AuthenticateView):
    """Take the second factor while signing in."""

    template_name = "people/second_factor.html"
    title = gettext_lazy("Langkah kedua")
    lead = gettext_lazy("Buka aplikasi pembuat kode di ponsel Anda.")
    button = gettext_lazy("Masuk")


@method_decorator([login_required, never_cache, takes(PasswordAgainForm, "next")], name="dispatch")
class PasswordAgain(_Page, account_views.ReauthenticateView):
    """Ask for the password once more."""

    template_name = "people/again.html"
    title = gettext_lazy("Pastikan ini Anda")
    lead = gettext_lazy("Halaman ini untuk yang bekerja di sebuah ruang, jadi kami minta kata sandi Anda.")
    button = gettext_lazy("Lanjut")


@method_decorator([login_required, never_cache, takes(SecondFactorAgainForm, "next")], name="dispatch")
class SecondFactorAgain(_Page, mfa_views.ReauthenticateView):
    """Ask for the second factor once more."""

    template_name = "people/again.html"
    title = gettext_lazy("Pastikan ini Anda")
    lead = gettext_lazy("Buka aplikasi pembuat kode di ponsel Anda.")
    button = gettext_lazy("Lanjut")


@method_decorator([login_required, never_cache, takes("credential", "next")], name="dispatch")
class PasskeyAgain(_Page, webauthn_views.ReauthenticateWebAuthnView):
    """Ask for the passkey once more."""

    template_name = "people/passkey_again.html"
    title = gettext_lazy("Pastikan ini Anda")


@method_decorator([login_required, never_cache, takes(SetPasswordForm, "next")], name="dispatch")
class SetPassword(_Page, account_views.PasswordSetView):
    """Choose the first password."""

    title = gettext_lazy("Buat kata sandi")
    lead = gettext_lazy("Yang bekerja di sebuah ruang masuk dengan kata sandi dan satu langkah kedua.")
    button = gettext_lazy("Simpan kata sandi")

    def get_default_success_url(self) -> str:
        """Return the account page."""
        return reverse("account")


@method_decorator([login_required, never_cache, takes(ChangePasswordForm, "next")], name="dispatch")
class ChangePassword(_Page, account_views.PasswordChangeView):
    """Change the password."""

    title = gettext_lazy("Ubah kata sandi")
    lead = gettext_lazy("Sesi Anda di perangkat lain akan berakhir.")
    button = gettext_lazy("Ubah kata sandi")

    def get_default_success_url(self) -> str:
        """Return the account page."""
        return reverse("account")


@login_required
@never_cache
@require_safe
def second_factors(request: HttpRequest) -> HttpResponse:
    """Show which second factors are set up."""
    kept = {one.type: one for one in Authenticator.objects.filter(user_id=request.user.pk)}
    words = {
        "app": kept.get(Authenticator.Type.TOTP),
        "codes": kept.get(Authenticator.Type.RECOVERY_CODES),
        "passkey": kept.get(Authenticator.Type.WEBAUTHN),
        "staff": queries.is_staff(request.user.pk or 0),
    }
    return render(request, "people/second_factors.html", words)


@method_decorator([login_required, never_cache, takes(ActivateAppForm, "next")], name="dispatch")
class ActivateApp(_Page, totp_views.ActivateTOTPView):
    """Set an authenticator app up."""

    template_name = "people/app.html"
    title = gettext_lazy("Pasang aplikasi pembuat kode")
    button = gettext_lazy("Pasang")


@method_decorator([login_required, never_cache, takes("next")], name="dispatch")
class DeactivateApp(_Page, totp_views.DeactivateTOTPView):
    """Take the authenticator app away."""

    title = gettext_lazy("Lepas aplikasi pembuat kode")
    lead = gettext_lazy("Setelah ini aplikasi di ponsel Anda tidak dapat dipakai masuk lagi.")
    button = gettext_lazy("Lepas aplikasi")


@method_decorator([login_required, never_cache], name="dispatch")
class RecoveryCodes(_Page, recovery_views.ViewRecoveryCodesView):
    """Show the recovery codes."""

    template_name = "people/recovery.html"


@method_decorator([login_required, never_cache, takes("next")], name="dispatch")
class NewRecoveryCodes(_Page, recovery_views.GenerateRecoveryCodesView):
    """Make new recovery codes in place of the old ones."""

    title = gettext_lazy("Buat kode cadangan baru")
    lead = gettext_lazy("Kode cadangan yang lama tidak berlaku lagi setelah ini.")
    button = gettext_lazy("Buat kode baru")


@method_decorator([login_required, never_cache], name="dispatch")
class Passkeys(webauthn_views.ListWebAuthnView):
    """List the passkeys."""

    template_name = "people/passkeys.html"


@method_decorator([login_required, never_cache, takes(AddPasskeyForm, "next")], name="dispatch")
class AddPasskey(_Page, webauthn_views.AddWebAuthnView):
    """Add a passkey; the one page that needs script, as browsers ask for it."""

    template_name = "people/passkey_add.html"
    title = gettext_lazy("Tambah kunci sandi")
    button = gettext_lazy("Tambah kunci")


@method_decorator([login_required, never_cache, takes(NamePasskeyForm, "next")], name="dispatch")
class NamePasskey(_Page, webauthn_views.EditWebAuthnView):
    """Rename a passkey."""

    title = gettext_lazy("Ubah nama kunci")
    button = gettext_lazy("Simpan")


@method_decorator([login_required, never_cache, takes("next")], name="dispatch")
class RemovePasskey(_Page, webauthn_views.RemoveWebAuthnView):
    """Take a passkey away, unless it is the last second factor of somebody who works for a space."""

    title = gettext_lazy("Hapus kunci sandi")
    lead = gettext_lazy("Setelah ini kunci itu tidak dapat dipakai masuk lagi.")
    button = gettext_lazy("Hapus kunci")

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuse where a role needs the key."""
        if not MFAAdapter().can_delete_authenticator(self.get_object()):
            raise Conflicting(wording.STAFF_KEEPS_FACTOR)
        answer: HttpResponse = super().form_valid(form)
        return answer
