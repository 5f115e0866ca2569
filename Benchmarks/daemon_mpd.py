# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""How to configure, start, talk to and stop MPD.

  D(workdir, music, pcm=..., alsa_conf=..., **opts)   .start() .wait_ready(t)->s .stop(sig) .pids() .client() .log_tail()
  C: ping add(uri) add_many(uris) play(pos) next pause stop clear volume(v) status()->{state,pos,elapsed,volume,len,error}
     queue()->[uri]  update_wait()  cmd(line) (MPD only)
"""
import os, re, socket, time, subprocess, signal
import benchlib as B

class D:
    name = "mpd"
    def __init__(self, work, music, pcm="nul", alsa_conf=None, decoder="mad", mixer="software", state=True,
                 auto_update=False, restore_paused=False, extra="", rate="", state_interval=None, playlists=None, db=None, outputs=None, gapless_extra=""):
        self.w, self.music = work, music
        os.makedirs(work, exist_ok=True)
        self.sock = os.path.join(work, "mpd.sock")
        self.conf = os.path.join(work, "mpd.conf")
        self.db = db or os.path.join(work, "mpd.db")
        self.state = os.path.join(work, "mpd.state")
        self.playlists = playlists or os.path.join(work, "playlists")
        os.makedirs(self.playlists, exist_ok=True)
        other = {"mad": "mpg123", "mpg123": "mad"}[decoder]
        c = f'''music_directory "{music}"
playlist_directory "{self.playlists}"
db_file "{self.db}"
log_file "{work}/mpd.log"
log_level "default"
bind_to_address "{self.sock}"
max_connections "50"
connection_timeout "3600"
max_playlist_length "1100000"
max_output_buffer_size "2000000"
max_command_list_size "200000"
filesystem_charset "UTF-8"
decoder {{ plugin "{other}" enabled "no" }}
decoder {{ plugin "ffmpeg" enabled "no" }}
decoder {{ plugin "wildmidi" enabled "no" }}
input {{ plugin "curl" enabled "no" }}
'''
        if state: c += f'state_file "{self.state}"\n'
        if state_interval is not None: c += f'state_file_interval "{state_interval}"\n'
        if restore_paused: c += 'restore_paused "yes"\n'
        if auto_update: c += 'auto_update "yes"\n'
        for o in outputs or [pcm]:
            c += f'audio_output {{ type "alsa" name "{o}" device "{o}" mixer_type "{mixer}" {rate} }}\n'
        c += extra
        c = re.sub(r'(\w+) \{\{? (.*?) \}\}?', lambda m: m[1] + " {\n" + re.sub(r'(\w+ "[^"]*") ?', r"  \1\n", m[2]) + "\n}", c)  # MPD wants one setting per line
        open(self.conf, "w").write(c)
        self.env = dict(os.environ, HOME=work, XDG_RUNTIME_DIR=work)
        if alsa_conf: self.env["ALSA_CONFIG_PATH"] = alsa_conf
        self.p = None
    def start(self):
        self.t0 = time.perf_counter()
        self.errlog = open(self.w + "/stderr.log", "ab")
        self.p = B.spawn(["/usr/bin/mpd", "--no-daemon", self.conf], env=self.env, stdout=self.errlog, stderr=self.errlog)
        return self
    def wait_ready(self, t=60):
        while time.perf_counter() - self.t0 < t:
            try:
                c = C(self.sock); c.ping(); c.close()
                return time.perf_counter() - self.t0
            except (OSError, EOFError):
                if self.p.poll() is not None: raise RuntimeError("mpd died: " + self.log_tail())
                time.sleep(0.001)
        raise RuntimeError("mpd not ready: " + self.log_tail())
    def up(self): self.start(); self.wait_ready(); return self
    def stop(self, sig=signal.SIGTERM):
        B.reap(self.p, sig, 20)
    def pids(self): return B.children(self.p.pid)
    def client(self): return C(self.sock)
    def log_tail(self, n=15):
        s = ""
        for f in ("mpd.log", "stderr.log"):
            try: s += "".join(open(os.path.join(self.w, f), errors="replace").readlines()[-n:])
            except FileNotFoundError: pass
        return s

class MPDError(Exception): pass

class C:
    def __init__(self, sock, timeout=600):
        self.s = socket.socket(socket.AF_UNIX); self.s.settimeout(timeout); self.s.connect(sock)
        self.buf = b""
        if not self._line().startswith(b"OK MPD"): raise EOFError
    def close(self): self.s.close()
    def _line(self):
        while b"\n" not in self.buf:
            d = self.s.recv(262144)
            if not d: raise EOFError
            self.buf += d
        l, self.buf = self.buf.split(b"\n", 1)
        return l
    def raw(self, line):
        """send and read up to OK/ACK; returns the answer's bytes"""
        self.s.sendall(line.encode() + b"\n")
        parts = [self.buf]; self.buf = b""
        tail = parts[0][-64:]
        while True:
            if tail.endswith(b"\n"):
                i = tail.rstrip(b"\n").rfind(b"\n") + 1
                last = tail[i:]
                if last == b"OK\n": return b"".join(parts)
                if last.startswith(b"ACK ") : raise MPDError(last.decode().strip())
            d = self.s.recv(1 << 20)
            if not d: raise EOFError
            parts.append(d); tail = (tail + d)[-600:]
    def cmd(self, line):
        return [tuple(l.split(": ", 1)) for l in self.raw(line).decode(errors="replace").splitlines() if ": " in l]
    @staticmethod
    def q(s): return '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'
    def ping(self): self.raw("ping")
    def add(self, uri): self.raw("addid " + self.q(uri))
    def add_many(self, uris):
        for i in range(0, len(uris), 500):
            self.raw("command_list_begin\n" + "".join("add " + self.q(u) + "\n" for u in uris[i:i + 500]) + "command_list_end")
    def add_play(self, uri): self.raw("command_list_begin\nadd " + self.q(uri) + "\nplay\ncommand_list_end")
    def play(self, pos=None): self.raw("play" if pos is None else f"play {pos}")
    def next(self): self.raw("next")
    def pause(self, on=True): self.raw(f"pause {int(on)}")
    def stop(self): self.raw("stop")
    def clear(self): self.raw("clear")
    def consume(self, on): self.raw(f"consume {int(on)}")
    def volume(self, v): self.raw(f"setvol {v}")
    def status(self):
        d = dict(self.cmd("status"))
        return dict(state=d.get("state"), pos=int(d.get("song", -1)), elapsed=float(d.get("elapsed", 0)), volume=int(d.get("volume", -1)),
                    len=int(d.get("playlistlength", 0)), error=d.get("error"), raw=d)
    def queue(self): return [v for k, v in self.cmd("playlistinfo") if k == "file"]
    def update_wait(self):
        t = time.perf_counter(); self.raw("update")
        while "updating_db" in dict(self.cmd("status")): time.sleep(0.005)
        return time.perf_counter() - t
