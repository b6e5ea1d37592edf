"""Which address of people leads where. The names are allauth's where allauth looks its own pages up."""

from __future__ import annotations

from django.urls import path

from rembuk.people import views

urlpatterns = [
    path("", views.account, name="account"),
    path("masuk/", views.sign_in, name="account_login"),
    path("masuk/kode/", views.sign_in_code, name="sign-in-code"),
    path("masuk/sandi/", views.PasswordSignIn.as_view(), name="sign-in-password"),
    path("masuk/langkah-kedua/", views.SecondFactor.as_view(), name="mfa_authenticate"),
    path("keluar/", views.sign_out, name="account_logout"),
    path("ditutup/", views.closed, name="account_inactive"),
    path("pastikan/", views.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("pastikan/kode/", views.SecondFactorAgain.as_view(), name="mfa_reauthenticate"),
    path("pastikan/kunci/", views.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("sandi/", views.SetPassword.as_view(), name="account_set_password"),
    path("sandi/ubah/", views.ChangePassword.as_view(), name="account_change_password"),
    path("sandi/lupa/", views.forgotten_password, name="forgotten-password"),
    path("langkah-kedua/", views.second_factors, name="mfa_index"),
    path("langkah-kedua/aplikasi/", views.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("langkah-kedua/aplikasi/lepas/", views.DeactivateApp.as_view(), name="mfa_deactivate_totp"),
    path("langkah-kedua/cadangan/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "langkah-kedua/cadangan/buat/", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"
    ),
    path("langkah-kedua/kunci/", views.Passkeys.as_view(), name="mfa_list_webauthn"),
    path("langkah-kedua/kunci/tambah/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("langkah-kedua/kunci/<int:pk>/ubah/", views.NamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("langkah-kedua/kunci/<int:pk>/hapus/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("sesi/", views.sessions, name="usersessions_list"),
]
