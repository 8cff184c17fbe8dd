"""Pages on which people make and revoke tokens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fanal.web.access.actor import actor_of
from fanal.web.access.policy import may
from fanal.web.access.roles import roles
from fanal.web.access.views import requires
from fanal.web.api.forms import NewToken
from fanal.web.api.models import ApiToken
from fanal.web.api.selectors import tokens
from fanal.web.api.services import possible_scopes, token_create, token_revoke
from fanal.web.design.language import current_language, say
from fanal.web.organisations.middleware import OrganisationRequest


@requires("api.read-tokens")
@require_GET
def token_list(request: HttpRequest) -> HttpResponse:
    """List the tokens of an organisation."""
    actions, language, actor = roles().actions, current_language(), actor_of(request)
    rows = [
        (token, [actions[one].in_(language) if one in actions else one for one in token.scopes])
        for token in tokens()
    ]
    said = {
        "rows": rows,
        "may_create": may(actor, "api.create-token").allowed and bool(possible_scopes()),
        "may_revoke": may(actor, "api.revoke-token").allowed,
    }
    return render(request, "api/tokens.html", said)


@requires("api.create-token")
@require_http_methods(["GET", "POST"])
def token_new(request: OrganisationRequest) -> HttpResponse:
    """Make a token, and show it once."""
    form = NewToken(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        token, shown = token_create(
            by=request.belonging.membership, name=said["name"], scopes=said["scopes"], days=said["days"]
        )
        return render(request, "api/token_shown.html", {"token": token, "shown": shown})
    return render(
        request, "api/token_new.html", {"form": form, "no_scope": not form.fields["scopes"].choices}
    )


@requires("api.revoke-token")
@require_POST
def revoke(request: OrganisationRequest, token: UUID) -> HttpResponse:
    """Revoke a token."""
    try:
        found = token_revoke(token=token)
    except ApiToken.DoesNotExist:
        raise Http404 from None
    messages.success(request, say("web.api.is-revoked", prefix=found.prefix))
    return redirect("api.tokens", organisation=request.belonging.organisation.slug)
