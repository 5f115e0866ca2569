# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""Shared helpers of the bench scripts (stdlib only). Nothing daemon-specific in here."""
import os, sys, time, subprocess, tempfile, shutil, signal, atexit, struct, socket

CACHE = os.environ.get("BENCH_CACHE", os.path.join(tempfile.gettempdir(), "jukebox-bench", "cache"))
_tmp = []

def emit(name, value, unit=""):
    if isinstance(value, float):
        value = f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    print(f"{name} {value} {unit}".rstrip(), flush=True)

def pct(xs, p):
    xs = sorted(xs)
    if not xs:
        return float("nan")
    k = (len(xs) - 1) * p / 100.0
    f = int(k); c = min(f + 1, len(xs) - 1)
    return xs[f] + (xs[c] - xs[f]) * (k - f)

def med(xs): return pct(xs, 50)

def emit_dist(name, xs, scale, unit):
    emit(name + ".p50", pct(xs, 50) * scale, unit)
    emit(name + ".p99", pct(xs, 99) * scale, unit)
    emit(name + ".max", max(xs) * scale, unit)

def tmpdir(prefix="bench."):
    base = os.environ.get("BENCH_TMP", os.path.join(tempfile.gettempdir(), "jukebox-bench"))
    os.makedirs(base, exist_ok=True)
    d = tempfile.mkdtemp(prefix=prefix, dir=base)
    _tmp.append(d)
    return d

_procs = []
def spawn(argv, **kw):
    p = subprocess.Popen(argv, **kw)
    _procs.append(p)
    return p

def reap(p, sig=signal.SIGTERM, wait=5):
    if p.poll() is None:
        try: p.send_signal(sig)
        except ProcessLookupError: pass
        try: p.wait(wait)
        except subprocess.TimeoutExpired:
            p.kill(); p.wait()

@atexit.register
def _cleanup():
    for p in _procs:
        try: reap(p, wait=2)
        except Exception: pass
    if not os.environ.get("BENCH_KEEP"):
        for d in _tmp:
            shutil.rmtree(d, ignore_errors=True)

signal.signal(signal.SIGTERM, lambda *a: sys.exit(143))

# ---------------------------------------------------------------- /proc
def children(pid):
    out = [pid]
    try:
        for t in os.listdir(f"/proc/{pid}/task"):
            for c in open(f"/proc/{pid}/task/{t}/children").read().split():
                out += children(int(c))
    except (FileNotFoundError, ProcessLookupError):
        pass
    return out

def sample(pids):
    """cpu seconds (schedstat), voluntary / involuntary switches, summed over all threads of pids"""
    cpu = vol = inv = 0
    for pid in pids:
        try:
            for t in os.listdir(f"/proc/{pid}/task"):
                try:
                    cpu += int(open(f"/proc/{pid}/task/{t}/schedstat").read().split()[0])
                    for l in open(f"/proc/{pid}/task/{t}/status"):
                        if l.startswith("voluntary"): vol += int(l.split()[1])
                        elif l.startswith("nonvol"): inv += int(l.split()[1])
                except (FileNotFoundError, ProcessLookupError):
                    pass
        except FileNotFoundError:
            pass
    return cpu / 1e9, vol, inv

def cpu_stat(pid):
    """whole-process cpu seconds incl. ended threads (utime+stime, 10 ms grain)"""
    f = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(f[11]) + int(f[12])) / os.sysconf("SC_CLK_TCK")

def mem(pids):
    """RSS, PSS, private (USS), peak RSS in KiB summed over pids"""
    rss = pss = uss = hwm = 0
    for pid in pids:
        try:
            for l in open(f"/proc/{pid}/smaps_rollup"):
                k, _, v = l.partition(":")
                if k == "Rss": rss += int(v.split()[0])
                elif k == "Pss": pss += int(v.split()[0])
                elif k in ("Private_Clean", "Private_Dirty"): uss += int(v.split()[0])
            for l in open(f"/proc/{pid}/status"):
                if l.startswith("VmHWM"): hwm += int(l.split()[1])
        except FileNotFoundError:
            pass
    return rss, pss, uss, hwm

def threads(pids):
    return sum(len(os.listdir(f"/proc/{p}/task")) for p in pids)

def drop_caches():
    os.sync()
    try:
        open("/proc/sys/vm/drop_caches", "w").write("3\n"); return True
    except OSError:
        return False

# ---------------------------------------------------------------- sound
def alsa_conf(d, pulse_sock=None, cap=None):
    """asoundrc with pcms: cap (file over null, raw), nul (null), den/kitchen (pulse).  Returns its path."""
    p = os.path.join(d, "asound.conf")
    s = "</usr/share/alsa/alsa.conf>\npcm.nul { type null }\n"
    if cap:
        s += f'pcm.cap {{ type file slave.pcm "null" file "{cap}" format "raw" }}\n'
    if pulse_sock:
        for n in ("den", "kitchen"):
            s += f'pcm.{n} {{ type pulse server "unix:{pulse_sock}" device "{n}" }}\n'
    open(p, "w").write(s)
    return p

class Pulse:
    """private PulseAudio with two null sinks"""
    def __init__(self, d):
        self.d = d; self.sock = os.path.join(d, "pulse.sock"); self.p = None
    def start(self):
        env = dict(os.environ, HOME=self.d, XDG_RUNTIME_DIR=self.d, PULSE_RUNTIME_PATH=os.path.join(self.d, "prun"))
        self.log = open(os.path.join(self.d, "pulse.log"), "ab")
        self.p = spawn(["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no",
            "-L", f"module-native-protocol-unix auth-anonymous=1 socket={self.sock}",
            "-L", "module-null-sink sink_name=den rate=44100",
            "-L", "module-null-sink sink_name=kitchen rate=44100"],
            env=env, stdout=self.log, stderr=self.log)
        for _ in range(300):
            if os.path.exists(self.sock):
                r = subprocess.run(["pactl", "-s", "unix:" + self.sock, "list", "short", "sinks"], capture_output=True, env=env)
                if r.returncode == 0 and b"kitchen" in r.stdout: return self
            time.sleep(0.02)
        raise SystemExit("pulseaudio did not start, see " + self.log.name)
    def stop(self, sig=signal.SIGTERM):
        reap(self.p, sig)
        try: os.unlink(self.sock)
        except FileNotFoundError: pass
    def inputs(self):
        r = subprocess.run(["pactl", "-s", "unix:" + self.sock, "list", "short", "sink-inputs"], capture_output=True, text=True)
        return [l for l in r.stdout.splitlines() if l]

# ---------------------------------------------------------------- media
def run(argv, **kw):
    return subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kw)

def music(n=12, sec=300):
    d = os.path.join(CACHE, "music" if (n, sec) == (12, 300) else f"music{n}x{sec}")
    os.makedirs(d, exist_ok=True)
    run([os.path.join(os.path.dirname(os.path.abspath(__file__)), "gen_music.sh"), d, str(n), str(sec)])
    return d

def syncsafe(n): return bytes([(n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127])

def id3v24(artist, album, title, track=None, genre=None, year=None):
    fr = b""
    for k, v in (("TPE1", artist), ("TALB", album), ("TIT2", title), ("TRCK", track), ("TCON", genre), ("TDRC", year)):
        if v is not None:
            b = b"\x03" + str(v).encode()
            fr += k.encode() + syncsafe(len(b)) + b"\0\0" + b
    return b"ID3\x04\0\0" + syncsafe(len(fr)) + fr

UNI = ["Åse Łęcki", "Björk Ölund", "東京スカ", "Мумий Тролль", "Σωκράτης", "Café Tacvba", "Sigur Rós", "日本語 楽団", "Ñandú", "Zoë"]
WORDS = "love night blue river stone fire dance moon train summer ghost silver road wild heart rain city dream golden shadow".split()
def song_meta(i):
    a = i // 120; al = i // 12
    artist = (UNI[a % 10] + f" {a}") if a % 4 == 0 else f"{WORDS[a % 20].title()} {WORDS[(a * 7 + 3) % 20].title()} Band {a}"
    album = f"{WORDS[al % 20].title()} of the {WORDS[(al // 20) % 20]} {al}"
    title = f"{WORDS[i % 20].title()} {WORDS[(i // 20) % 20]} {'Ü' if i % 9 == 0 else ''}{i}"
    return artist, album, title, i % 12 + 1, ["Rock", "Jazz", "Pop", "Klassik"][a % 4], 1960 + al % 60

def song_path(i):
    return f"a{i//1200:03d}/al{i//12:05d}/{i%12+1:02d}-{i:06d}.mp3"

def mini_body(d):
    """a 0.3 s MP3 body (no tags, no LAME header), about 5 KB"""
    w = os.path.join(d, "mini.wav"); m = os.path.join(d, "mini.mp3")
    run(["sox", "-n", "-r", "44100", "-c", "2", "-b", "16", w, "synth", "0.3", "sine", "440", "vol", "0.2"])
    run(["lame", "--quiet", "-t", "-b", "112", w, m])
    return open(m, "rb").read()

def make_library(root, n, body, start=0):
    last = None
    for i in range(start, start + n):
        p = os.path.join(root, song_path(i)); d = os.path.dirname(p)
        if d != last:
            os.makedirs(d, exist_ok=True); last = d
        a, al, t, tr, g, y = song_meta(i)
        with open(p, "wb") as f:
            f.write(id3v24(a, al, t, tr, g, y)); f.write(body)
