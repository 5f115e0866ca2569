# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""Throw-away jukeboxes for the Python scripts (stdlib only)."""
import os, re, socket, subprocess, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BIN = os.environ.get("JUKEBOX_BIN", os.path.join(ROOT, ".build", "release"))


def write_settings(folder, more="", **paths):
    """Writes FOLDER/jukebox.toml: all files in the folder, the demo's music, and what `more` says."""
    paths = {"runtime": f"{folder}/run", "state": f"{folder}/state", "music": f"{ROOT}/demo/music",
             "playlists": f"{ROOT}/playlists", **paths}
    lines = [f'{name} = ["{path}"]' if name == "music" else f'{name} = "{path}"' for name, path in paths.items()]
    settings = f"{folder}/jukebox.toml"
    with open(settings, "w") as file:
        file.write("[paths]\nruntime_on_disk = true\n" + "\n".join(lines) + "\n" + more)
    return settings


def start(program, *words, folder, seconds=30):
    """Starts one of our services and returns its Popen when it says READY=1; see sd_notify(3).

    Its stderr is appended to FOLDER/PROGRAM.log. Raises RuntimeError when it ends first or is not ready in time.
    """
    place = f"{folder}/ready-{time.monotonic_ns()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready, open(f"{folder}/{program}.log", "a") as log:
        ready.bind(place)
        ready.settimeout(0.1)
        process = subprocess.Popen([os.path.join(BIN, program), *words], stderr=log,
                                   env=dict(os.environ, NOTIFY_SOCKET=place))
        until = time.monotonic() + seconds
        while time.monotonic() < until and process.poll() is None:
            try:
                if b"READY=1" in ready.recv(4096):
                    return process
            except TimeoutError:
                pass  # looks whether the process still runs
    process.kill()
    process.wait()
    with open(f"{folder}/{program}.log") as log:
        raise RuntimeError(f"{program} did not become ready: {log.read()}")


def gateway_port(folder):
    """The port of the gateway that `start` started."""
    with open(f"{folder}/jukebox-gateway.log") as log:
        return int(re.findall(r"http://[^ \n]*:(\d+)", log.read())[-1])
