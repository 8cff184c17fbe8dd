"""Around every page: headers (nothing from elsewhere, nothing inline, nothing kept), language, refusals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from fanal.web.design.errors import answer, refusal_of
from fanal.web.design.language import PARAMETER, asked_language, browser_language, spoken

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

_FEATURES = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media",
    "fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection local-fonts",
    "magnetometer microphone midi otp-credentials payment picture-in-picture screen-wake-lock serial",
    "storage-access usb window-management xr-spatial-tracking",
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Nothing to other origins. With "no-referrer", browsers send forms with "Origin: null": refused.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for some in _FEATURES for feature in some.split()),
}


class HeadersMiddleware:
    """Adds the headers. What may be kept by a browser says so with `may_be_kept`; all else is not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        response = self.get_response(request)
        for name, value in {**HEADERS, **getattr(response, _OTHERWISE, {})}.items():
            response[name] = value
        if not getattr(response, _KEPT, False) and not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        return response


_KEPT, _OTHERWISE = "fanal_may_be_kept", "fanal_headers"


def may_be_kept(response: HttpResponse, seconds: int, *, immutable: bool = True) -> HttpResponse:
    """Let browsers and proxies keep an answer that is the same for everybody and tells nothing of anybody.

    Parameters
    ----------
    seconds
        How long it is taken as it is.
    immutable
        Whether what stands at this address never changes.
    """
    response["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if immutable else "")
    setattr(response, _KEPT, True)
    return response


def with_headers(response: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    """Let an answer say otherwise than `HEADERS`: only what is public and meant for other sites."""
    setattr(response, _OTHERWISE, {**getattr(response, _OTHERWISE, {}), **headers})
    return response


class RefusalsMiddleware:
    """Shows what a view refuses as a page that says why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request; an address that does not take this method says so in words."""
        response = self.get_response(request)
        if response.status_code == 405 and not response.streaming and not response.content:
            said = answer(request, 405)
            said["Allow"] = response["Allow"]
            return said
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; a defect goes on."""
        refused = refusal_of(exception)
        return answer(request, refused.status, refused) if refused else None


class LanguageMiddleware:
    """Speaks the language of whoever asks: asked for in the address, their own, or their browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        language = asked_language(request) or _own_language(request) or browser_language(request)
        request.LANGUAGE_CODE = language
        with override(language):
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


def _own_language(request: HttpRequest) -> str | None:
    user = request.user
    chosen = user.language if user.is_authenticated else request.session.get(PARAMETER)
    return chosen if chosen in spoken() else None
