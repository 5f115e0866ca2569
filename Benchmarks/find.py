#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""How fast music is found among many tracks: searches as whole processes, completion, browsing.

Usage: find.py [TRACKS]. Uses the release build, and fills the catalogue of a throw-away jukebox with
made-up names, whose files are away.
"""
import json, os, random, socket, sqlite3, sys, tempfile, time
from throwaway import BIN, start, write_settings

TRACKS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
SYLLABLES = [a + b for a in "b d f g k l m n p r s t v z br st".split() for b in "a e i o u ar en il on us".split()]
KANJI = "天体観測星空海山川花風月夜朝光音楽"


def words(dice, count):
    return ["".join(dice.choices(SYLLABLES, k=dice.randint(1, 4))) for _ in range(count)]


def pairs(word):
    if word[0] not in KANJI:
        return [word]
    return [word[i:i + 2] for i in range(len(word) - 1)] + [word[-1]]


def fill(path, count, seed=7):
    """Writes made-up tracks as a scan writes them."""
    dice = random.Random(seed)
    vocabulary = words(dice, 30_000) + ["".join(dice.choices(KANJI, k=dice.randint(2, 5))) for _ in range(3000)]
    common = ["love", "night", "of", "in", "you", "me", "remix", "live"]
    def name(low, high):
        chosen = [dice.choice(common) if dice.random() < 0.25 else dice.choice(vocabulary)
                  for _ in range(dice.randint(low, high))]
        return " ".join(chosen)
    artists = list({name(1, 3) for _ in range(count // 20)})
    albums = [(name(1, 4), dice.choice(artists), dice.randint(1950, 2026)) for _ in range(count // 10)]
    genres = ["Rock", "Pop", "Jazz", "Electronic", "Classical", "Folk", "Blues", "Metal", "Ambient", "Latin"]
    database = sqlite3.connect(path)
    spellings, now = set(), int(time.time())
    for number in range(1, count + 1):
        album, artist, year = dice.choice(albums)
        title, genre = name(1, 5), dice.choice(genres)
        added = now - dice.randint(0, 86_400 * 2000)
        database.execute(
            "INSERT INTO tracks (path, size, modified, inode, format, title, artist, album, albumArtist, track, disc,"
            " year, milliseconds, picture, away, titleKey, artistKey, albumKey, albumArtistKey, genre, genreKey, added,"
            " number) VALUES (?,1,1,1,'mp3',?,?,?,?,?,1,?,200000,0,1,?,?,?,?,?,?,?,?)",
            (f"/music/{artist}/{album}/{number}.mp3", title.title(), artist.title(), album.title(), artist.title(),
             number % 15, year, title, artist, album, artist, genre, genre.lower(), added, number))
        columns = [" ".join(p for w in text.split() for p in pairs(w)) for text in (title, artist, album)]
        database.execute("INSERT INTO words (rowid, title, artist, album, genre, facts) VALUES (?,?,?,?,?,?)",
                         (number, *columns, genre.lower(), f"y{year} h{added // 3600:08}"))
        spellings.update(w for text in columns for w in text.split() if len(w) > 2 and w[0] not in KANJI)
    database.executemany("INSERT OR IGNORE INTO spellings VALUES (?,?)", [(w, w[::-1]) for w in spellings])
    database.commit()
    return albums, artists


def ask(folder, question):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(folder + "/run/ask")
        client.sendall(json.dumps(question).encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            answer += client.recv(1 << 20)
    return json.loads(answer)


def line(name, times, goal=""):
    times = sorted(times)
    p50, p99 = (times[int(len(times) * q)] * 1e3 for q in (0.5, 0.99))
    print(f"{name:44} p50 {p50:7.2f} ms   p99 {p99:7.2f} ms   {goal}", flush=True)


def timed(act, count=50):
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        act()
        times.append(time.perf_counter() - begin)
    return times


def main():
    folder = tempfile.mkdtemp(prefix="jukebox-find-")
    os.mkdir(folder + "/music")
    settings = write_settings(folder, music=f"{folder}/music")
    start("jukeboxd", "--config", settings, folder=folder).terminate()
    time.sleep(1)
    begin = time.perf_counter()
    albums, artists = fill(folder + "/state/catalogue.db", TRACKS)
    print(f"{TRACKS} tracks written in {time.perf_counter() - begin:.1f} s")
    daemon = start("jukeboxd", "--config", settings, folder=folder)
    time.sleep(3)  # the scan marks them as away
    environment = dict(os.environ, JUKEBOX_RUNTIME_DIR=folder + "/run")
    artist, album = artists[5], albums[7][0]
    longest = max(artist.split(), key=len)
    typo = longest[:2] + longest[3:]

    def jukebox(*words):
        pid = os.posix_spawn(BIN + "/jukebox", ["jukebox", *words], environment,
                             file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
                                           (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
        os.waitpid(pid, 0)

    print("whole processes:")
    for words in ([artist], ["love"], ["l"], ["天体"], ["year:1990-1999"], ["genre:jazz", "night"], ["added:30d"],
                  [typo], ["xqzzw"], ["love", "night", "you"]):
        line("jukebox search " + " ".join(words), timed(lambda: jukebox("search", *words)), "≤ 20 ms")
    print("questions:")
    for prefix in ("", "s", "sta", "天"):
        for kind in ("artist", "title", "album", "genre"):
            question = {"ask": "complete", "text": prefix, "kinds": [kind]}
            line(f"complete “{prefix}” {kind}", timed(lambda: ask(folder, question)), "≤ 5 ms")
    for question in ({"ask": "browse", "kind": "artists"}, {"ask": "browse", "kind": "albums"},
                     {"ask": "browse", "kind": "genres"}, {"ask": "browse", "kind": "artists", "name": artist},
                     {"ask": "browse", "kind": "genres", "name": "jazz"}, {"ask": "library"}):
        line(json.dumps(question), timed(lambda: ask(folder, question), 20))
    for query in (artist, longest, typo, "love", f"{album} by {artist}", "xqzzw vvkkw", f"{longest} in the kitchen"):
        question = {"ask": "find", "request": {"query": query}}
        line("find " + query, timed(lambda: ask(folder, question), 20))
    daemon.terminate()
    daemon.wait()


main()
