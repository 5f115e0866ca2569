#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""Measures the jukebox beside MPD and mpg123 in one run: bench.py [SECTION …] (default: all).

Sections: sound cpu idle memory cli scan start gapless kill
Needs mpd, mpg123, lame, sox, pulseaudio, libasound2-plugins, gcc (Benchmarks/run.sh installs them).
Figures on a shared machine vary: compare those of one run.
"""
import json, os, random, shutil, signal, socket, statistics, struct, subprocess, sys, time
import benchlib as B
import daemon_mpd
from ring import Ring

HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.path.join(HERE, "..", ".build", "release")
WORK = B.tmpdir()
LIBRARY = int(os.environ.get("BENCH_TRACKS", "10000"))
rows = []


def row(name, ours, theirs="", goal=""):
    rows.append((name, ours, theirs, goal))
    print(f"  {name:<44} {ours:<26} {theirs:<34} {goal}", flush=True)


class Jukebox:
    """A jukebox of its own; `device` is its only room's."""

    def __init__(self, music, device="silent", env=None):
        self.w = B.tmpdir("jukebox.")
        self.runtime = self.w + "/run"
        os.makedirs(self.w + "/lists")
        with open(self.w + "/jukebox.toml", "w") as f:
            f.write(f'[paths]\nruntime = "{self.runtime}"\nruntime_on_disk = true\nstate = "{self.w}/state"\nmusic = ["{music}"]\n'
                    f'playlists = "{self.w}/lists"\n[[destination]]\nname = "kitchen"\ndevice = "{device}"\n')
        self.env = dict(os.environ, JUKEBOX_RUNTIME_DIR=self.runtime, HOME=self.w, **(env or {}))
        self.p = None

    def start(self):
        self.t0 = time.perf_counter()
        self.p = B.spawn([BIN + "/jukeboxd", "--config", self.w + "/jukebox.toml"], env=self.env,
                         stdout=subprocess.DEVNULL, stderr=open(self.w + "/log", "ab"))
        return self

    def cli(self, *words):
        return subprocess.run([BIN + "/jukebox", *words], env=self.env, capture_output=True, text=True)

    def status(self):
        r = self.cli("status", "--json")
        return json.loads(r.stdout) if r.returncode == 0 else {"daemon": {"state": "down"}}

    def wait_up(self):
        while self.status()["daemon"]["state"] != "up":
            time.sleep(0.001)
        return self

    def scanned(self):
        """Waits for the scan's end, which the log tells."""
        log = self.w + "/log"
        while "scan done" not in open(log).read():
            time.sleep(0.002)
        return time.perf_counter() - self.t0

    def forget_log(self):
        open(self.w + "/log", "w").close()

    def stop(self, sig=signal.SIGTERM):
        B.reap(self.p, sig, 10)

    def pids(self):
        return B.children(self.p.pid)


class Tap:
    def __init__(self, path):
        self.path = path
        with open(path, "wb") as f:
            f.truncate(64 + 32 * 2000000)
        import mmap
        fd = os.open(path, os.O_RDWR)
        self.m = mmap.mmap(fd, 0)

    def count(self):
        return struct.unpack_from("Q", self.m, 0)[0]

    def wait(self, i, side):
        end = time.perf_counter() + 5
        while time.perf_counter() < end:
            n = self.count()
            while i < n:
                t, _, _, left, right, event, _ = struct.unpack_from("QIIIIII", self.m, 64 + 32 * i)
                i += 1
                a, b = (left, right) if side == "L" else (right, left)
                if event == 0 and a > 100 and a > 4 * b:
                    return t
            time.sleep(0.0001)
        raise TimeoutError(side)

    def env(self):
        return dict(LD_PRELOAD=WORK + "/tap.so", TAP_FILE=self.path)


def two_sided_songs(folder):
    """Song L sounds on the left only, song R on the right only, so that a tap can tell them apart."""
    os.makedirs(folder, exist_ok=True)
    for name, left, right in (("L", "0.5", "0"), ("R", "0", "0.5")):
        for side, volume in (("l", left), ("r", right)):
            B.run(["sox", "-n", "-r", "44100", "-c", "1", f"{WORK}/{side}.wav", "synth", "60", "sine", "440", "vol", volume])
        B.run(["sox", "-M", f"{WORK}/l.wav", f"{WORK}/r.wav", f"{WORK}/{name}.wav"])
        B.run(["lame", "-b", "192", "-m", "s", "--tt", name, "--ta", "Bench", "--tl", "Sides", "--add-id3v2",
               f"{WORK}/{name}.wav", f"{folder}/{name}.mp3"])


def small_library(n):
    folder = os.path.join(B.CACHE, f"small{n}")
    if not os.path.exists(folder + "/done"):
        os.makedirs(folder, exist_ok=True)
        B.make_library(folder, n, B.mini_body(WORK))
        open(folder + "/done", "w").close()
    return folder


def ms(values):
    return f"{B.pct(values, 50):.2f} / {B.pct(values, 99):.2f} ms"


def sound(n=40):
    print("order to first frame (p50 / p99)")
    B.run(["gcc", "-O2", "-shared", "-fPIC", "-w", "-o", WORK + "/tap.so", HERE + "/alsa_tap.c", "-ldl"])
    music = WORK + "/sides"
    two_sided_songs(music)
    shutil.copytree(small_library(LIBRARY), music + "/small", dirs_exist_ok=True)
    pulse = B.Pulse(WORK).start()
    conf = B.alsa_conf(WORK, pulse_sock=pulse.sock)
    for pcm, what in (("den", "pulse"), ("nul", "null")):
        tap = Tap(f"{WORK}/tap.j.{pcm}")
        jukebox = Jukebox(music, pcm, dict(ALSA_CONFIG_PATH=conf, **tap.env())).start().wait_up()
        jukebox.scanned()
        ring, ours = Ring(jukebox.runtime), []
        for k in range(n):
            side = "LR"[k % 2]
            ring.order("stop")
            time.sleep(0.12 + random.random() * 0.05)
            i, t = tap.count(), time.monotonic_ns()
            ring.order("play", artist="Bench", album="Sides", title=side, mode=3)
            ours.append((tap.wait(i, side) - t) / 1e6)
        jukebox.stop()
        tap = Tap(f"{WORK}/tap.m.{pcm}")
        mpd = daemon_mpd.D(B.tmpdir("mpd."), music, pcm=pcm, alsa_conf=conf, state=False)
        mpd.env.update(tap.env())
        mpd.up()
        c, theirs = mpd.client(), []
        c.update_wait()
        for k in range(n):
            side = "LR"[k % 2]
            c.stop(); c.clear()
            time.sleep(0.12 + random.random() * 0.05)
            i, t = tap.count(), time.monotonic_ns()
            c.raw(f"findadd artist Bench album Sides title {side}"); c.play()
            theirs.append((tap.wait(i, side) - t) / 1e6)
        mpd.stop()
        row(f"order → first frame, {what}, {LIBRARY} tracks", ms(ours), "MPD " + ms(theirs), "p50 ≤ 3 ms" if what == "pulse" else "")
    pulse.stop()


def cpu():
    print("CPU for an hour of MP3, as fast as possible")
    os.makedirs(WORK + "/long", exist_ok=True)
    B.run(["sox", "-n", "-r", "44100", "-c", "2", WORK + "/long.wav", "synth", "600", "pinknoise", "vol", "0.3"])
    B.run(["lame", "-b", "192", WORK + "/long.wav", WORK + "/long/long.mp3"])
    path = WORK + "/long/long.mp3"

    def spent(argv, text=None):
        before = os.times()
        p = subprocess.Popen(argv, stdin=subprocess.PIPE if text else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if text:
            p.stdin.write(text.encode()); p.stdin.flush()
            while b'"ended"' not in p.stdout.readline():
                pass
            p.stdin.close()
        p.wait()
        after = os.times()
        return (after.children_user - before.children_user + after.children_system - before.children_system) * 6

    conf = B.alsa_conf(WORK)
    os.environ["ALSA_CONFIG_PATH"] = conf
    play = json.dumps(dict(n=1, do="play", entry=1, path=path)) + "\n"
    ours, theirs = [], []
    for _ in range(5):
        ours.append(spent([BIN + "/jukebox-player", "--device", "nul"], play))
        theirs.append(spent(["mpg123", "-q", "-t", path]))
    del os.environ["ALSA_CONFIG_PATH"]
    a, b = statistics.median(ours), statistics.median(theirs)
    row("CPU s per hour of MP3 (ALSA null)", f"{a:.2f} s  ({a / b:.2f} ×)", f"mpg123 -t {b:.2f} s", "≤ 1.1 ×")


def wakeups(pids, seconds):
    before = B.sample(pids)
    time.sleep(seconds)
    after = B.sample(pids)
    return (after[1] - before[1]) * 60 / seconds


def idle(seconds=30):
    print(f"wake-ups a minute at rest, over {seconds} s")
    music = small_library(LIBRARY)
    long = WORK + "/idle"
    two_sided_songs(long)
    jukebox = Jukebox(long).start().wait_up()
    jukebox.scanned()
    time.sleep(2)
    fresh = wakeups(jukebox.pids(), seconds)
    jukebox.cli("play", "--title", "L", "--wait", "playing")
    time.sleep(1)
    jukebox.cli("pause")
    time.sleep(12)
    paused = wakeups(jukebox.pids(), seconds)
    jukebox.cli("resume"); time.sleep(1); jukebox.cli("stop"); time.sleep(2)
    stopped = wakeups(jukebox.pids(), seconds)
    jukebox.stop()
    pulse = B.Pulse(WORK).start()  # the null device has no clock: a song would be over at once
    conf = B.alsa_conf(WORK, pulse_sock=pulse.sock)
    mpd = daemon_mpd.D(B.tmpdir("mpd."), long, pcm="den", alsa_conf=conf, state=False).up()
    c, theirs = mpd.client(), []
    c.update_wait(); time.sleep(2)
    theirs.append(wakeups(mpd.pids(), seconds))
    c.add("L.mp3"); c.play(); time.sleep(1); c.pause(); time.sleep(12)
    theirs.append(wakeups(mpd.pids(), seconds))
    c.pause(False); time.sleep(1); c.stop(); time.sleep(2)
    theirs.append(wakeups(mpd.pids(), seconds))
    mpd.stop(); pulse.stop()
    row("wake-ups/min: fresh, paused, stopped", f"{fresh:.0f}, {paused:.0f}, {stopped:.0f}", "MPD " + ", ".join(f"{t:.0f}" for t in theirs), "0")


def memory():
    print("memory (PSS of daemon and player)")
    music = small_library(LIBRARY)
    jukebox = Jukebox(music).start().wait_up()
    jukebox.scanned()
    jukebox.stop(); jukebox.forget_log(); jukebox.start().wait_up(); jukebox.scanned()
    time.sleep(1)

    def pss(pids):
        total, anonymous = B.mem(pids)[1], 0
        for pid in pids:
            for line in open(f"/proc/{pid}/smaps_rollup"):
                if line.startswith("Anonymous:"):
                    anonymous += int(line.split()[1])
        return f"{total / 1024:.1f} MiB ({anonymous / 1024:.1f} anon)"

    idle_ours = pss(jukebox.pids())
    sides = WORK + "/memory"
    jukebox.cli("play", "--artist", B.song_meta(500)[0], "--wait", "playing")
    playing_ours = pss(jukebox.pids())
    jukebox.stop()
    mpd = daemon_mpd.D(B.tmpdir("mpd."), music, pcm="nul", alsa_conf=B.alsa_conf(WORK), state=False).up()
    c = mpd.client(); c.update_wait(); time.sleep(1)
    idle_mpd = pss(mpd.pids())
    c.add(B.song_path(0)); c.play(); time.sleep(0.15)
    playing_mpd = pss(mpd.pids())
    mpd.stop()
    row(f"memory idle, {LIBRARY} tracks", idle_ours, "MPD " + idle_mpd, "≤ 28 MiB")
    row("memory playing", playing_ours, "MPD " + playing_mpd, "≤ 36 MiB")


def cli(n=100):
    print("the command line as a process")
    music = WORK + "/cli"
    two_sided_songs(music)
    jukebox = Jukebox(music).start().wait_up()
    jukebox.scanned()

    def timed(argv, env):
        values = []
        for _ in range(n):
            t = time.perf_counter()
            subprocess.run(argv, env=env, stdout=subprocess.DEVNULL)
            values.append((time.perf_counter() - t) * 1000)
        return values

    ours = timed([BIN + "/jukebox", "play", "--no-wait", "--title", "L"], jukebox.env)
    floor = timed(["/bin/true"], jukebox.env)
    jukebox.stop()
    row("jukebox play --no-wait, a process", ms(ours), "/bin/true " + ms(floor), "p50 ≤ 4 ms")


def scan():
    print(f"scan of {LIBRARY} files")
    music = small_library(LIBRARY)
    subprocess.run(["find", music, "-type", "f"], stdout=subprocess.DEVNULL)
    jukebox = Jukebox(music).start()
    first = jukebox.scanned()
    again = []
    for _ in range(5):
        t = time.perf_counter()
        jukebox.cli("library", "update")
        again.append(time.perf_counter() - t)
    jukebox.stop()
    mpd = daemon_mpd.D(B.tmpdir("mpd."), music, pcm="nul", alsa_conf=B.alsa_conf(WORK), state=False).start()
    mpd.wait_ready()
    c = mpd.client()
    c.update_wait()
    t_first = time.perf_counter() - mpd.t0
    t_again = [c.update_wait() for _ in range(5)]
    mpd.stop()
    row("first scan", f"{first:.2f} s", f"MPD {t_first:.2f} s", "≥ 2 × MPD's rate")
    row("unchanged rescan", f"{statistics.median(again) * 1000:.0f} ms", f"MPD {statistics.median(t_again) * 1000:.0f} ms", "≤ MPD")


def start():
    jukebox = Jukebox(small_library(LIBRARY)).start()
    jukebox.scanned(); jukebox.stop()
    values = []
    for _ in range(15):
        jukebox.start()
        while not answers(jukebox):
            pass
        values.append((time.perf_counter() - jukebox.t0) * 1000)
        jukebox.stop()
    mpd = daemon_mpd.D(B.tmpdir("mpd."), small_library(LIBRARY), pcm="nul", alsa_conf=B.alsa_conf(WORK), state=False).up()
    c = mpd.client(); c.update_wait(); c.close(); mpd.stop()
    theirs = []
    for _ in range(15):
        theirs.append(mpd.start().wait_ready() * 1000)
        mpd.stop()
    row(f"start → first answered question, {LIBRARY} tracks", ms(values), "MPD " + ms(theirs), "p50 ≤ 20 ms")


def answers(jukebox):
    """Whether the jukebox answers a question now."""
    s = socket.socket(socket.AF_UNIX)
    try:
        s.connect(jukebox.runtime + "/ask")
        s.sendall(b'{"ask":"settings"}\n')
        return bool(s.recv(4096))
    except OSError:
        return False
    finally:
        s.close()


def gapless():
    print("joins of a sweep cut at odd places")
    music = WORK + "/joins"
    os.makedirs(music, exist_ok=True)
    B.run(["sox", "-n", "-r", "44100", "-c", "2", "-b", "16", WORK + "/sweep.wav", "synth", "30", "sine", "100-4000", "vol", "0.5"])
    cuts = [0, 350_123, 700_777, 1_000_001, 1_323_000]
    for k in range(4):
        B.run(["sox", WORK + "/sweep.wav", WORK + "/part.wav", "trim", f"{cuts[k]}s", f"{cuts[k + 1] - cuts[k]}s"])
        B.run(["lame", "-b", "192", "--tt", f"part {k}", "--tl", "Joins", "--tn", str(k + 1), "--add-id3v2", WORK + "/part.wav", f"{music}/{k}.mp3"])
    out = WORK + "/joins.wav"
    jukebox = Jukebox(music, f"wav:{out}?fast").start().wait_up()
    jukebox.scanned()
    jukebox.cli("play", "--album", "Joins", "--wait", "finished")
    jukebox.stop()
    ours = open(out, "rb").read()[44:]
    theirs = b""
    for k in range(4):
        theirs += subprocess.run(["mpg123", "-q", "-s", f"{music}/{k}.mp3"], capture_output=True).stdout
    same = "same as mpg123's" if ours == theirs else "NOT mpg123's"
    captured = WORK + "/joins.raw"
    mpd = daemon_mpd.D(B.tmpdir("mpd."), music, pcm="cap", alsa_conf=B.alsa_conf(WORK, cap=captured), state=False,
                       decoder="mpg123", rate='format "44100:16:2"').up()
    c = mpd.client(); c.update_wait(); c.add_many([f"{k}.mp3" for k in range(4)]); c.play(0)
    while c.status()["state"] == "play":
        time.sleep(0.1)
    mpd.stop()
    lost = os.path.getsize(captured) // 4 - cuts[4]
    row("samples against the source", f"{len(ours) // 4 - cuts[4]:+d}, {same}",
        f"mpg123 {len(theirs) // 4 - cuts[4]:+d}, MPD with it {lost:+d}", "0")


def kill(n=5):
    print("kill -9 a second after 20 orders")
    music = WORK + "/kill"
    two_sided_songs(music)
    kept, moved, volume, back = [], [], [], []
    for _ in range(n):
        jukebox = Jukebox(music).start().wait_up()
        jukebox.scanned()
        jukebox.cli("play", "--title", "L", "--wait", "playing")
        jukebox.cli("volume", "-12dB")
        time.sleep(2)
        for _ in range(20):
            jukebox.cli("play", "--no-wait", "--title", "R")
        time.sleep(1)
        before = jukebox.status()["destinations"][0]
        jukebox.stop(signal.SIGKILL)
        jukebox.start()
        while True:
            now = jukebox.status()
            if now["daemon"]["state"] == "up" and now["destinations"] and now["destinations"][0]["device"] == "open":
                break
        back.append((time.perf_counter() - jukebox.t0) * 1000)
        now = now["destinations"][0]
        kept.append(now["queue_length"]); volume.append(now["volume_db"])
        moved.append(abs(now["elapsed_s"] - before["elapsed_s"]))
        jukebox.stop()
    pulse = B.Pulse(WORK).start()
    conf = B.alsa_conf(WORK, pulse_sock=pulse.sock)
    mpd = daemon_mpd.D(B.tmpdir("mpd."), music, pcm="den", alsa_conf=conf).up()
    c = mpd.client(); c.update_wait()
    for _ in range(20):
        c.add("R.mp3")
    time.sleep(1); c.close(); mpd.stop(signal.SIGKILL); mpd.up()
    theirs = mpd.client().status()["len"]
    mpd.stop()
    # Sound after a start is measured for MPD where it has kept its state: at a clean stop.
    mpd, theirs_back = daemon_mpd.D(B.tmpdir("mpd."), music, pcm="den", alsa_conf=conf).up(), []
    c = mpd.client(); c.update_wait(); c.add("L.mp3"); c.play(0); time.sleep(1); c.close()
    for _ in range(n):
        mpd.stop(); mpd.up()
        c = mpd.client()
        while "audio" not in c.status()["raw"]:
            pass
        theirs_back.append((time.perf_counter() - mpd.t0) * 1000)
        c.close()
    mpd.stop(); pulse.stop()
    row("kept of 20 orders; place off; volume", f"{min(kept)}; {max(moved):.2f} s; {volume[0]:.0f} dB", f"MPD keeps {theirs} of 20", "20; ≤ 1 s; −12")
    row("sound again after the start", ms(back), "MPD " + ms(theirs_back), "≤ 120 ms")


SECTIONS = dict(sound=sound, cpu=cpu, idle=idle, memory=memory, cli=cli, scan=scan, start=start, gapless=gapless, kill=kill)
for name in sys.argv[1:] or SECTIONS:
    SECTIONS[name]()
print("\n| figure | jukebox | beside it | goal |\n|---|---|---|---|")
for line in rows:
    print("| " + " | ".join(line) + " |")
