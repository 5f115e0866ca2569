#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""How fast an assistant is answered: 200 requests a second over 10 connections, with the daemon up,
stopped and killed. Each request has a number of its own and is timed from when it was due, so that one
that waits for another counts as late. Usage: fulfilment.py [SECONDS]."""
import http.client, json, os, shutil, signal, subprocess, sys, tempfile, threading, time, urllib.parse

from throwaway import BIN, ROOT, gateway_port, start, write_settings

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 10
RATE, CONNECTIONS = 200, 10
REDIRECT = "http://localhost/bench"
work = tempfile.mkdtemp(prefix="jukebox-bench-fulfilment-", dir="/dev/shm")


def post(connection, path, body, headers):
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    return response.status, dict(response.getheaders()), response.read()


def form(path, **fields):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    return post(connection, path, urllib.parse.urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})


def google(number, intent, payload):
    return "/google/fulfilment", {"requestId": number, "inputs": [{"intent": "action.devices." + intent, "payload": payload}]}


def execute(number, command, params):
    work = {"devices": [{"id": "speaker/kitchen"}],
            "execution": [{"command": "action.devices.commands." + command, "params": params}]}
    return google(number, "EXECUTE", {"commands": [work]})


def request(number, turn):
    """A household's mix: how is it, louder, softer, another set list, a song."""
    kind = turn % 5
    if kind < 2:
        return google(number, "QUERY", {"devices": [{"id": "speaker/kitchen"}]})
    if kind == 2:
        return execute(number, "setVolume", {"volumeLevel": 20 + turn % 60})
    if kind == 3:
        return execute(number, "NextInput", {})
    return "/dialogflow", {"responseId": number, "queryResult": {
        "queryText": "play canon in the kitchen instead", "action": "input.unknown", "parameters": {}, "languageCode": "en"}}


def figures(name):
    times, failures, lock = [], [], threading.Lock()
    begin, count = time.monotonic() + 0.2, int(RATE * SECONDS)

    def work_off(mine):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + access}
        plain = {"Content-Type": "application/json"}
        for index in range(mine, count, CONNECTIONS):
            due = begin + index / RATE
            time.sleep(max(0, due - time.monotonic()))
            path, body = request(f"{name}-{index}", index)
            status, _, content = post(connection, path, json.dumps(body), headers if "google" in path else plain)
            with lock:
                times.append(time.monotonic() - due)
                if status != 200:
                    failures.append((status, content))

    threads = [threading.Thread(target=work_off, args=(mine,)) for mine in range(CONNECTIONS)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000
    print(f"{name:28}{len(times):6} answered, {len(failures)} not 200   p50 {at(0.5):7.2f}  p90 {at(0.9):7.2f}"
          f"  p99 {at(0.99):7.2f}  most {times[-1] * 1000:7.2f} ms", flush=True)


daemon = gateway = None
try:
    os.mkdir(f"{work}/lists")
    songs = sorted(os.path.join(folder, file) for folder, _, files in os.walk(os.path.abspath(f"{ROOT}/demo/music"))
                   for file in files if file.endswith(".mp3"))
    for name, chosen in (("morning", songs[:2]), ("evening", songs[2:4])):
        with open(f"{work}/lists/{name}.m3u8", "w") as file:
            file.write("\n".join(chosen) + "\n")
    settings = ("--config", write_settings(
        work, f'[gateway]\nlisten = ["127.0.0.1:0"]\nrequests_per_minute = 10000000\n'
        f'[gateway.google]\nredirects = ["{REDIRECT}"]\n[[destination]]\nname = "kitchen"\ndevice = "silent"\n',
        playlists=f"{work}/lists"))
    daemon = start("jukeboxd", *settings, folder=work)
    link = subprocess.run([os.path.join(BIN, "jukebox-gateway"), "link", *settings], input="open sesame\n",
                          capture_output=True, text=True, check=True).stdout
    secret = next(line.split()[-1] for line in link.split("\n") if line.startswith("Client secret"))
    gateway = start("jukebox-gateway", *settings, folder=work)
    port = gateway_port(work)
    _, headers, _ = form("/oauth/authorize", client_id="google", redirect_uri=REDIRECT, response_type="code",
                         password="open sesame", decision="allow")
    code = urllib.parse.parse_qs(urllib.parse.urlparse(headers["Location"]).query)["code"][0]
    _, _, tokens = form("/oauth/token", client_id="google", client_secret=secret, grant_type="authorization_code",
                        code=code, redirect_uri=REDIRECT)
    access = json.loads(tokens)["access_token"]
    time.sleep(1)
    figures("daemon up")
    daemon.send_signal(signal.SIGSTOP)
    figures("daemon stopped")
    daemon.send_signal(signal.SIGCONT)
    time.sleep(2)
    daemon.kill()
    daemon.wait()
    figures("daemon killed")
finally:
    for process in (daemon, gateway):
        if process:
            process.kill()
            process.wait()
    shutil.rmtree(work, ignore_errors=True)
