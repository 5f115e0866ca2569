#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""How fast the named pipes are: orders through the gateway's door, commands through a processor.

Usage: pipes.py [SECONDS]. Uses the release build; each figure stands beside what it is held to.
"""
import os, statistics, subprocess, sys, tempfile, threading, time
from throwaway import BIN, ROOT, start, write_settings

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 10


class Client:
    """One client with a reply pipe that stays open."""

    def __init__(self, folder, name):
        self.folder, self.name, self.count = folder, name, 0
        path = f"{folder}/drop/{name}"
        os.mkfifo(path, 0o660)
        self.reply = os.open(path, os.O_RDWR)
        self.door = os.open(folder + "/orders", os.O_WRONLY)

    def ask(self, text):
        self.count += 1
        last = f"\n={self.count} ".encode()
        os.write(self.door, f"\nid={self.count} reply={self.name} {text}\n".encode())
        answer = b""
        while last not in answer or not answer.endswith(b"\n"):
            answer += os.read(self.reply, 65536)
        return answer


def line(name, times, goal=""):
    times = sorted(times)
    p50, p99 = (times[int(len(times) * q)] * 1e6 for q in (0.5, 0.99))
    print(f"{name:44} p50 {p50:8.0f} µs   p99 {p99:8.0f} µs   {goal}", flush=True)
    return p50


def timed(act, count, pause=0):
    times = []
    for _ in range(count):
        time.sleep(pause)
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return times


def spawned(*words, env=None):
    pid = os.posix_spawn(words[0], words, env or os.environ)
    return os.waitpid(pid, 0)[1]


def switches(pid):
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/status") as status:
            total += sum(int(row.split()[1]) for row in status if row.startswith("voluntary_ctxt"))
    return total


def until(act):
    end = time.time() + 10
    while not act():
        if time.time() > end:
            sys.exit("the programs did not come up")
        time.sleep(0.02)


def door(work):
    folder = work + "/pipes"
    settings = write_settings(work, f"""
[limits]
queue_entries = 1000000
[gateway]
listen = ["unix:{work}/http"]
pipes = "{folder}"
[[destination]]
name = "kitchen"
device = "silent"
""")
    children = []
    try:
        for name in ("jukeboxd", "jukebox-gateway"):
            children.append(start(name, "--config", settings, folder=work))
        until(lambda: os.path.exists(folder + "/drop"))
        time.sleep(1)
        client = Client(folder, "bench")
        accepted = '{"title":"canon","wait_ms":0}'
        refused = []

        def order():
            answer = client.ask(accepted)
            if b" exit=0 " not in answer:
                refused.append(answer)

        timed(order, 200, 0.001)
        # A little apart: without a pause, the ring is full before the daemon has looked at it.
        line("order answered accepted", timed(order, 3000, 0.0005), "goal: p50 ≤ 200 µs")
        line("order answered with its names", timed(lambda: client.ask("play title=canon"), 1000))
        line("status", timed(lambda: client.ask("status"), 1000))

        times, late = [], 0
        begin = time.perf_counter()
        for number in range(int(1000 * SECONDS)):
            at = begin + number / 1000
            wait = at - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            elif wait < -0.1:
                late += 1
            begun = time.perf_counter()
            order()
            times.append(time.perf_counter() - begun)
        line(
            f"1,000 a second for {SECONDS:.0f} s", times,
            f"{late} more than 100 ms late, {len(refused)} of all refused")

        env = dict(os.environ, PIPES=folder)
        for shell in ("/bin/dash", "/bin/bash"):
            ask = lambda: spawned(shell, ROOT + "/config/pipes/ask.sh", "status", env=dict(env, ASK_SHELL=shell))
            sys.stdout.flush()
            saved, null = os.dup(1), os.open("/dev/null", os.O_WRONLY)
            os.dup2(null, 1)
            times = timed(ask, 200)
            os.dup2(saved, 1)
            line(f"ask.sh as a whole, {os.path.basename(shell)}", times, "goal: ≤ 10 ms")
        time.sleep(1)
        before = switches(children[1].pid)
        time.sleep(20)
        print(f"{'gateway at rest':44} {(switches(children[1].pid) - before) * 3} wake-ups a minute", flush=True)
    finally:
        for child in children:
            child.terminate()
            child.wait()


def processor(work):
    folder = work + "/processor"
    serve = [f"{BIN}/jukebox", "pipe", "serve", folder, "--parallel", "32", "--"]

    def serving(*command):
        child = subprocess.Popen(serve + list(command), stderr=subprocess.DEVNULL)
        until(lambda: os.path.exists(folder + "/drop"))
        time.sleep(0.3)
        return child

    child = serving("/bin/true")
    try:
        client = Client(folder, "bench")
        timed(lambda: client.ask("x"), 50)
        alone, through = [], []
        for _ in range(1000):  # by turns, so that what else the machine does falls on both
            alone += timed(lambda: spawned("/bin/true"), 1)
            through += timed(lambda: client.ask("x"), 1)
        one = line("posix_spawn and wait of /bin/true", alone)
        other = line("the same through a processor", through)
        print(f"{'':44} {other / one:.2f} ×   goal: ≤ 1.5 ×", flush=True)
        before = switches(child.pid)
        time.sleep(10)
        print(f"{'processor at rest':44} {(switches(child.pid) - before) * 6} wake-ups a minute", flush=True)
    finally:
        child.terminate()
        child.wait()
    child = serving("/bin/sleep", "0.2")
    try:
        clients = [Client(folder, f"c{number}") for number in range(32)]
        threads = [threading.Thread(target=client.ask, args=("x",)) for client in clients]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(f"{'32 requests of 0.2 s at once':44} {time.perf_counter() - start:.3f} s", flush=True)
    finally:
        child.terminate()
        child.wait()


with tempfile.TemporaryDirectory() as work:
    door(work)
    processor(work)
