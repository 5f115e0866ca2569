#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""A page with a text field. The text goes through named pipes to a command in another
container; its stdout, stderr and exit status come back.

    processor:  jukebox pipe serve /pipes --parallel 10 --timeout 5 -- aspell -a
    web:        PIPES=/pipes PORT=8080 python3 web.py
"""
import html, os, secrets, select, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

PIPES = os.environ.get("PIPES", "/pipes")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Spelling</title>
<meta name="viewport" content="width=device-width">
<style>
 body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }}
 textarea {{ width: 100%; font: inherit; box-sizing: border-box }}
 pre {{ padding: .6rem; background: #f2f2f2; white-space: pre-wrap }}
 pre.errors {{ background: #fde8e8 }}
</style>
<h1>Is it spelled right?</h1>
<form method="post"><textarea name="text" rows="4" autofocus>{text}</textarea>
<p><button>Ask the other container</button></form>{result}</html>"""


class Closed(Exception):
    pass


def ask(text, seconds=5):
    """The output, the errors and the exit status of the other container's command."""
    name = secrets.token_hex(8)
    request, reply = f"{PIPES}/drop/f.{name}", f"{PIPES}/drop/r.{name}"
    try:
        door = os.open(PIPES + "/orders", os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        raise Closed(f"The other container is not there ({error.strerror}).")
    try:
        os.mkfifo(reply)
        os.chmod(reply, 0o660)  # the group's bits let the other container's user in
        answers = os.open(reply, os.O_RDWR | os.O_NONBLOCK)
        with open(request, "x", encoding="utf-8") as file:
            file.write(text)
        os.chmod(request, 0o640)
        os.write(door, f"\nid={name} reply=r.{name} file=f.{name} deadline={seconds}\n".encode())
        return read(answers, door, time.monotonic() + seconds + 1)
    finally:
        os.close(door)
        for path in (request, reply):
            if os.path.exists(path):
                os.unlink(path)


def read(answers, door, end):
    text, streams = b"", {b"1": b"", b"2": b""}
    watch = select.poll()
    watch.register(answers, select.POLLIN)
    watch.register(door, 0)  # tells when the last reader of the requests leaves
    try:
        while (left := end - time.monotonic()) > 0:
            ready = dict(watch.poll(left * 1000))
            if answers in ready:
                text += os.read(answers, 65536)
            elif door in ready:
                raise Closed("The other container left in the middle of it.")
            *lines, text = text.split(b"\n")
            for line in lines:
                if line[:1] == b"=":
                    status = int(line.split(b"exit=")[1].split()[0])
                    return streams[b"1"].decode(errors="replace"), streams[b"2"].decode(errors="replace"), status
                if line[:1] in streams:
                    streams[line[:1]] += line[2:] + (b"\n" if line[1:2] == b":" else b"")
    finally:
        os.close(answers)
    raise Closed("No answer came in time.")


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.show("")

    def do_POST(self):
        length = min(int(self.headers.get("Content-Length", 0)), 1 << 20)
        text = parse_qs(self.rfile.read(length).decode(errors="replace")).get("text", [""])[0]
        try:
            output, errors, status = ask(text)
            result = f"<h2>Exit status {status}</h2>"
            if output:
                result += f"<pre>{html.escape(output)}</pre>"
            if errors:
                result += f'<pre class="errors">{html.escape(errors)}</pre>'
        except (Closed, OSError) as error:
            result = f'<h2>No answer</h2><pre class="errors">{html.escape(str(error))}</pre>'
        self.show(text, result)

    def show(self, text, result=""):
        body = PAGE.format(text=html.escape(text), result=result).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    address = (os.environ.get("ADDRESS", "127.0.0.1"), int(os.environ.get("PORT", 8080)))
    ThreadingHTTPServer(address, Page).serve_forever()
