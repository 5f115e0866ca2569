#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""Measures the ring beside a bare ring in C and the kernel's queues, in one run, on one machine.

Latencies are exact percentiles of all samples, in microseconds."""
import os, shutil, signal, sqlite3, subprocess, sys, tempfile, time
from throwaway import start, write_settings

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.path.join(HERE, "..", ".build", "release")
BENCH = os.path.join(BIN, "RingBench")
WORK = tempfile.mkdtemp(prefix="jukebox-bench-ring-", dir="/dev/shm")
DISK = tempfile.mkdtemp(prefix="jukebox-bench-ring-")


def row(name, numbers):
    print(f"{name:44}" + "".join(f"{float(n) / 1000:10.2f}" for n in numbers), flush=True)


def words(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")


def ring_folder():
    folder = os.path.join(WORK, "run")
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder, 0o750)
    return folder


def bench(kind, gap, count):
    folder = ring_folder()
    daemon = subprocess.Popen(["taskset", "-c", "1", BENCH, "consume", kind, folder])
    time.sleep(0.3)
    out = words("taskset", "-c", "0", BENCH, "send", str(gap), str(count), folder)
    daemon.kill()
    daemon.wait()
    return out[0].split()


class Intake:
    """Only what adopts and, where a file is named, journals: no names are looked up, nothing is played."""

    def __init__(self, journal):
        self.folder = ring_folder()
        self.process = subprocess.Popen([BENCH, "journal", self.folder, journal])
        time.sleep(0.3)

    def end(self):
        self.process.kill()
        self.process.wait()


class Daemon:
    """The real one, with its journal on a disk."""

    def __init__(self):
        self.folder = ring_folder()
        self.state = os.path.join(DISK, "state")
        shutil.rmtree(self.state, ignore_errors=True)
        settings = write_settings(
            WORK, '[[destination]]\nname = "kitchen"\ndevice = "silent"\n',
            runtime=self.folder, state=self.state, music=WORK, playlists=WORK)
        self.process = start("jukeboxd", "--config", settings, folder=WORK)
        time.sleep(0.5)

    def rows(self, condition="1"):
        with sqlite3.connect(f"file:{self.state}/orders.db?mode=ro", uri=True) as journal:
            return journal.execute(f"SELECT count(*) FROM orders WHERE {condition}").fetchone()[0]

    def memory(self):
        with open(f"/proc/{self.process.pid}/smaps_rollup") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))

    def end(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def main():
    queues = os.path.join(WORK, "queues")
    subprocess.run(["cc", "-O2", "-pthread", "-o", queues, os.path.join(HERE, "queues.c"), "-lrt"], check=True)
    peers = [("ring", "bare ring in C11"), ("mq", "POSIX mq"), ("sysv", "System V queue"),
             ("dgram", "Unix datagram socket"), ("fifo", "FIFO")]
    for kind, gap, count in (("awake", 15, 50000), ("asleep", 400, 5000)):
        print(f"\nWhat it costs the sender, receiver {kind} (us)       p50       p90       p99     p99.9       max")
        row("the jukebox's ring", bench(kind, gap, count))
        for key, name in peers:
            row(name, words(queues, key, kind, str(count))[0].split()[1:])
    print("\nFrom the order to its row in the journal, daemon asleep (us)")
    journal = os.path.join(DISK, "orders.db")
    for kind, file in (("adopted alone, no journal", "-"), ("adopted and journalled alone", journal)):
        for gap in (400, 3000):
            intake = Intake(file)
            row(f"{kind}, {gap} us apart", words(BENCH, "adopted", str(gap), "1000", intake.folder)[0].split())
            intake.end()
    daemon = Daemon()
    row("the daemon, 3000 us apart", words(BENCH, "adopted", "3000", "1000", daemon.folder)[0].split())
    print(f"\nmemory: {daemon.memory()} KiB PSS; files: " + ", ".join(
        f"{name} {os.path.getsize(os.path.join(daemon.folder, name))}" for name in ("ring", "board")))
    daemon.end()
    print("\nOrders a second, senders waiting for room")
    for senders in (1, 4):
        intake = Intake(journal)
        start = time.monotonic()
        floods = [subprocess.Popen([BENCH, "flood", str(80000 // senders), intake.folder]) for _ in range(senders)]
        for flood in floods:
            flood.wait()
        print(f"{senders} senders: {80000 / (time.monotonic() - start):10.0f} journalled, nothing looked up")
        intake.end()
        daemon = Daemon()
        count = 40000 // senders
        start = time.monotonic()
        floods = [subprocess.Popen([BENCH, "flood", str(count), daemon.folder]) for _ in range(senders)]
        for flood in floods:
            flood.wait()
        while daemon.rows() < count * senders:
            time.sleep(0.005)
        adopted = time.monotonic() - start
        while daemon.rows("durable IS NULL"):
            time.sleep(0.005)
        durable = time.monotonic() - start
        print(f"{senders} senders: {count * senders / adopted:10.0f} journalled, "
              f"{count * senders / durable:10.0f} durable")
        daemon.end()
        for key, name in peers:
            print(f"           {float(words(queues, key, 'tput', str(senders), '400000')[0].split()[1]):10.0f} {name}, nothing stored")


try:
    main()
finally:
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.rmtree(DISK, ignore_errors=True)
