"""Security headers of the API and of our pages."""

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}

# The one inline handler that the web framework itself puts on the tags of its bundles: "__odooAssetError=1".
ASSET_HANDLER = "'unsafe-hashes' 'sha256-8yDIMBSmZv57Ba62SxKgyLxU6rUm3YRxan7K7J0owqQ='"

API_HEADERS = {**COMMON, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


def page_headers(nonce):
    """Headers of the application's page; OWL compiles its templates at run time, hence 'unsafe-eval'.

    ``nonce`` is the one that the page's inline script carries.
    """
    return _headers(script=f"'self' 'nonce-{nonce}' 'unsafe-eval' {ASSET_HANDLER}")


def invitation_headers(nonce):
    """Headers of an invitation's page; its address holds a secret, which no other page may learn from a referrer."""
    return {**_headers(script=f"'nonce-{nonce}' {ASSET_HANDLER}"), "Referrer-Policy": "no-referrer"}


def docs_headers():
    """Headers of the API's description, a page that runs files of ours only."""
    return _headers(script="'self'")


def _headers(script):
    policy = {
        "default-src": "'self'",
        "script-src": script,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    text = "; ".join(f"{name} {sources}" for name, sources in policy.items())
    return {**COMMON, "Content-Security-Policy": text}
