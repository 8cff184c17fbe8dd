"""Addresses of this room, by where they hang: see `config.urls`.

Of allauth only what is used is here, each page under the name that allauth knows it by. There is no address
to sign up, to reset a password by mail, or to confirm anything by password alone.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from fanal.web.accounts.views import (
    account,
    factors,
    host_people,
    invitation,
    people,
    renewal,
    sign_in,
    waiting,
)
from fanal.web.accounts.views import host as hosts

Patterns = list[URLPattern | URLResolver]

site: Patterns = [
    path("", account.home, name="accounts.home"),
    path("sign-in/", sign_in.sign_in, name="account_login"),
    path("sign-in/second-factor/", sign_in.second_factor, name="mfa_authenticate"),
    path("sign-in/passkey/", sign_in.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("confirm/", sign_in.step_up, name="mfa_reauthenticate"),
    path("invitation/host/<str:secret>/", invitation.invitation, name="accounts.host-invitation"),
    path("invitation/<uuid:of>/<str:secret>/", invitation.invitation, name="accounts.invitation"),
    path("renewal/<str:secret>/", renewal.renewal, name="accounts.renewal"),
    path("account/", account.account, name="accounts.account"),
    path("account/keys/", account.keys, name="accounts.keys"),
    path("account/password/", account.password, name="accounts.password"),
    path("account/sessions/", account.sessions, name="accounts.sessions"),
    path("account/sessions/others/end/", account.session_end_others, name="accounts.sessions-end"),
    path("account/sessions/<uuid:sign_in>/end/", account.session_end_one, name="accounts.session-end"),
    path("account/second-factors/", factors.factors, name="mfa_index"),
    path("account/second-factors/app/", factors.add_app, name="mfa_activate_totp"),
    path("account/second-factors/passkey/", factors.add_passkey, name="mfa_add_webauthn"),
    path("account/second-factors/<int:pk>/remove/", factors.remove_factor, name="accounts.factor-remove"),
    path("account/recovery-codes/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", factors.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
host: Patterns = [
    path("administrators/", host_people.administrator_list, name="accounts.host-administrators"),
    path(
        "administrators/<uuid:user>/end/",
        host_people.administrator_end,
        name="accounts.host-administrator-end",
    ),
    path("access/renew/", host_people.access_renew, name="accounts.host-renew"),
    path("organisations/", hosts.organisation_list, name="accounts.organisations"),
    path("organisations/new/", hosts.organisation_new, name="accounts.organisation-new"),
    path(
        "organisations/<uuid:organisation_id>/administrator/",
        hosts.organisation_administrator,
        name="accounts.organisation-administrator",
    ),
    path(
        "organisations/<uuid:organisation_id>/close/",
        hosts.organisation_end,
        name="accounts.organisation-close",
    ),
]
organisation: Patterns = [
    path("", account.organisation_home, name="accounts.organisation"),
    path("waiting/", waiting.waiting_list, name="accounts.waiting"),
    path("people/", people.people_list, name="accounts.people"),
    path("people/invite/", people.people_invite, name="accounts.people-invite"),
    path(
        "people/invitations/<uuid:invitation>/withdraw/",
        people.invitation_end,
        name="accounts.invitation-withdraw",
    ),
    path("people/<uuid:membership>/roles/", people.people_roles, name="accounts.people-roles"),
    path("people/<uuid:membership>/pseudonym/", people.people_pseudonym, name="accounts.people-pseudonym"),
    path("people/<uuid:membership>/renew/", people.people_renew, name="accounts.people-renew"),
    path("people/<uuid:membership>/end/", people.people_end, name="accounts.people-end"),
]
