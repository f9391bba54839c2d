"""A small OpenID Connect provider on loopback: discovery, authorization code with PKCE, signed tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = ("det-digitale-kapløb", "en hemmelighed til prøver")
KEY = RSAKey.generate_key(2048, {"use": "sig", "kid": "one"})


class Provider(BaseHTTPRequestHandler):
    """Whoever comes is `server.claims`; there is no password to ask for."""

    def log_message(self, *_args):
        pass

    def say(self, what, status=200):
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = self.server.url
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self.say(
                {
                    "issuer": url,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "userinfo_endpoint": f"{url}/userinfo",
                    "jwks_uri": f"{url}/jwks",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif parts.path == "/jwks":
            self.say({"keys": [KEY.as_dict(private=False)]})
        elif parts.path == "/authorize":
            self.authorize({key: value[0] for key, value in parse_qs(parts.query).items()})
        elif self.headers.get("Authorization") == f"Bearer {self.server.token}":
            self.say(self.server.claims)
        else:
            self.say({"error": "invalid_token"}, 401)

    def authorize(self, asked):
        code = secrets.token_urlsafe()
        self.server.codes[code] = asked
        there = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{there}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {key: value[0] for key, value in parse_qs(body).items()}
        asked = self.server.codes.pop(sent.get("code"), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        known = (sent.get("client_id"), sent.get("client_secret")) == CLIENT
        if not known or asked is None or asked["code_challenge"] != challenge:
            self.say({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        about = {"iss": self.server.url, "aud": CLIENT[0], "iat": now, "exp": now + 60}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, about | self.server.claims, KEY)
        self.say(
            {
                "access_token": self.server.token,
                "token_type": "Bearer",
                "expires_in": 60,
                "id_token": token,
            }
        )


def start() -> ThreadingHTTPServer:
    """A running provider; `shutdown()` ends it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.daemon_threads = True
    server.url = f"http://127.0.0.1:{server.server_port}"
    server.codes, server.claims, server.token = {}, {}, secrets.token_urlsafe()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
