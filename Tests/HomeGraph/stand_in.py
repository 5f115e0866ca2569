# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""Stands in for Google's token service and HomeGraph, and checks what they would.

stand_in.py PUBLIC_KEY EMAIL: prints its port, then one JSON line for each request: what was asked, and
what was wrong with it. The first HomeGraph request is refused with 401, as with a token that is over."""
import base64, http.server, json, subprocess, sys, tempfile, time, urllib.parse

public_key, email = sys.argv[1:3]
SCOPE = "https://www.googleapis.com/auth/homegraph"
STATES = {"online": bool, "on": bool, "activityState": str, "playbackState": str,
          "currentVolume": int, "isMuted": bool, "currentInput": str}
tokens = []
refused = False


def part(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_assertion(form, own):
    if form.get("grant_type") != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
        return "grant_type"
    head, claims, signature = form["assertion"][0].split(".")
    if json.loads(part(head)).get("alg") != "RS256":
        return "alg"
    with tempfile.NamedTemporaryFile() as content, tempfile.NamedTemporaryFile() as signed:
        content.write(f"{head}.{claims}".encode()), content.flush()
        signed.write(part(signature)), signed.flush()
        command = ["openssl", "dgst", "-sha256", "-verify", public_key, "-signature", signed.name, content.name]
        if subprocess.run(command, capture_output=True).returncode != 0:
            return "signature"
    claims = json.loads(part(claims))
    if claims["iss"] != email or claims["scope"] != SCOPE or claims["aud"] != own:
        return f"claims: {claims}"
    if not 0 < claims["exp"] - claims["iat"] <= 3600 or abs(claims["iat"] - time.time()) > 60:
        return "time"
    return None


def check_report(body):
    if set(body) != {"requestId", "agentUserId", "payload"} or not body["requestId"]:
        return f"members: {sorted(body)}"
    for device, states in body["payload"]["devices"]["states"].items():
        for name, value in states.items():
            if name not in STATES or not isinstance(value, STATES[name]):
                return f"{device}: {name} is {value!r}"
        if not 0 <= states["currentVolume"] <= 100:
            return f"{device}: the volume is {states['currentVolume']}"
    return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def answer(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        global refused
        content = self.rfile.read(int(self.headers["Content-Length"]))
        wrong, body, status = None, None, 200
        if self.path == "/token":
            form = urllib.parse.parse_qs(content.decode())
            wrong = check_assertion(form, f"http://127.0.0.1:{server.server_port}/token")
            tokens.append(f"ya29.{len(tokens)}")
            reply = {"access_token": tokens[-1], "expires_in": 3599, "token_type": "Bearer"}
        else:
            body, reply = json.loads(content), {}
            if not refused:
                refused, status, reply = True, 401, {"error": {"status": "UNAUTHENTICATED"}}
            elif self.headers["Authorization"] != f"Bearer {tokens[-1]}":
                wrong = "the token"
            elif self.path == "/v1/devices:reportStateAndNotification":
                wrong = check_report(body)
            elif self.path != "/v1/devices:requestSync" or set(body) != {"agentUserId", "async"}:
                wrong = "the address, or the body"
        self.answer(400 if wrong else status, {"error": wrong} if wrong else reply)
        print(json.dumps({"path": self.path, "body": body, "wrong": wrong, "status": status}), flush=True)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
