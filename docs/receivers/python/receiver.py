# Receives PaidOnce's notices. Python 3.9 or newer, nothing to install:
#   NOTICE_SECRETS="whsec_…" python3 receiver.py
import base64
import binascii
import hashlib
import hmac
import os
import queue
import re
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

INBOX = Path(os.environ.get("INBOX", "inbox"))
PORT = int(os.environ.get("PORT", "3000"))
LARGEST_BODY = 1024 * 1024
TOLERANCE_SECONDS = 300

# Two while a secret is changed: the new one beside the old one.
KEYS = [
    base64.b64decode(secret[len("whsec_"):])
    for secret in os.environ.get("NOTICE_SECRETS", "").split()
    if secret.startswith("whsec_")
]
if not KEYS:
    raise SystemExit("Set NOTICE_SECRETS to the secret of your notices, whsec_…")


def decoded(text):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def is_genuine(headers, raw_body):
    """Did PaidOnce sign these very bytes, within the last five minutes?"""
    notice_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", notice_id):
        return False
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signatures = [
        decoded(one[len("v1,"):])
        for one in headers.get("webhook-signature", "").split(" ")
        if one.startswith("v1,")
    ]
    message = f"{notice_id}.{timestamp}.".encode() + raw_body
    signed = [hmac.new(key, message, hashlib.sha256).digest() for key in KEYS]
    return any(hmac.compare_digest(a, b) for a in signatures for b in signed)


def keep(notice_id, raw_body):
    """Writes a notice down. True: it is new. In a shop: a row of a table whose key is the id."""
    draft = INBOX / "drafts" / str(uuid.uuid4())
    with open(draft, "xb") as file:
        file.write(raw_body)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, INBOX / "kept" / notice_id)
        return True
    except FileExistsError:
        return False
    finally:
        draft.unlink()


def act(notice_id):
    """What is to be done: ship on `order.paid`. In a shop: in one transaction with marking it done."""
    print(f"done {notice_id}", flush=True)
    (INBOX / "done" / notice_id).touch()


# One after the other, in the order in which they came.
todo = queue.Queue()


def work():
    while True:
        act(todo.get())


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self):
        length = int(self.headers.get("content-length", "0"))
        if not 0 <= length <= LARGEST_BODY:
            self.close_connection = True
            return self.answer(413)
        # The bytes as they came: JSON that was parsed and written again has another signature.
        raw_body = self.rfile.read(length)
        if not is_genuine(self.headers, raw_body):
            return self.answer(401)
        notice_id = self.headers["webhook-id"]
        try:
            is_new = keep(notice_id, raw_body)
        except OSError as error:
            # Not written down, so not acknowledged: PaidOnce sends it again.
            self.log_error("%s could not be kept: %s", notice_id, error)
            return self.answer(500)
        self.answer(204)
        if is_new:
            todo.put(notice_id)

    def do_GET(self):
        self.answer(405)

    def answer(self, status):
        self.send_response(status)
        if status != 204:
            self.send_header("content-length", "0")
        self.end_headers()

    def log_request(self, *_):
        pass


for folder in ("drafts", "kept", "done"):
    (INBOX / folder).mkdir(parents=True, exist_ok=True)
for path in (INBOX / "kept").iterdir():
    if not (INBOX / "done" / path.name).exists():
        todo.put(path.name)

server = ThreadingHTTPServer(("", PORT), Receiver)
print(f"listening on {server.server_address[1]}", flush=True)
# After that line: what two threads print would be mixed.
threading.Thread(target=work, daemon=True).start()
server.serve_forever()
