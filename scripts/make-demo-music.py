#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""Synthesises the demo music: public-domain melodies, as tagged MP3s (needs lame).

    scripts/make-demo-music.py [FOLDER]      default: demo/music
"""
import math, os, struct, subprocess, sys, tempfile, wave

RATE = 44100
NOTES = {n: i for i, n in enumerate(["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"])}
SONGS = [
    # artist, album, number, title, seconds a beat, melody as NOTE:BEATS ("-" rests)
    ("Ludwig van Beethoven", "Melodies Everyone Knows", 1, "Ode to Joy", 0.42,
     "E4:1 E4:1 F4:1 G4:1 G4:1 F4:1 E4:1 D4:1 C4:1 C4:1 D4:1 E4:1 E4:1.5 D4:.5 D4:2 "
     "E4:1 E4:1 F4:1 G4:1 G4:1 F4:1 E4:1 D4:1 C4:1 C4:1 D4:1 E4:1 D4:1.5 C4:.5 C4:2"),
    ("Johann Pachelbel", "Melodies Everyone Knows", 2, "Canon", 0.5,
     "F#5:2 E5:2 D5:2 C#5:2 B4:2 A4:2 B4:2 C#5:2 D5:1 F#5:1 A5:1 G5:1 F#5:1 D5:1 F#5:1 E5:1 "
     "D5:1 B4:1 D5:1 A4:1 G4:1 B4:1 A4:1 G4:1"),
    ("Traditional", "Melodies Everyone Knows", 3, "Frère Jacques", 0.4,
     "C4:1 D4:1 E4:1 C4:1 C4:1 D4:1 E4:1 C4:1 E4:1 F4:1 G4:2 E4:1 F4:1 G4:2 G4:.5 A4:.5 G4:.5 "
     "F4:.5 E4:1 C4:1 G4:.5 A4:.5 G4:.5 F4:.5 E4:1 C4:1 C4:1 G3:1 C4:2 C4:1 G3:1 C4:2"),
    ("日本古謡", "日本のうた", 1, "さくらさくら", 0.6,
     "A4:1 A4:1 B4:2 A4:1 A4:1 B4:2 A4:1 B4:1 C5:1 B4:1 A4:1 B4:.5 A4:.5 F4:2 E4:1 C4:1 E4:1 "
     "F4:1 E4:1 E4:.5 C4:.5 B3:2"),
    ("瀧廉太郎", "日本のうた", 2, "荒城の月", 0.6,
     "E4:1 E4:1 A4:1 B4:1 C5:1 B4:1 A4:2 F4:1 F4:1 E4:1 D4:1 E4:3 -:1 E4:1 E4:1 A4:1 B4:1 C5:1 "
     "B4:1 A4:2 F4:1 D4:1 E4:1 E4:1 A3:3"),
]


def frequency(note):
    return 440.0 * 2 ** ((NOTES[note[:-1]] - 9 + 12 * (int(note[-1]) - 4)) / 12)


def tone(note, seconds):
    count = int(seconds * RATE)
    if note == "-":
        return [0.0] * count
    pitch = frequency(note)
    partials = [(1, 0.6), (2, 0.25), (3, 0.1), (4, 0.05)]
    samples = []
    for index in range(count):
        t = index / RATE
        envelope = min(1, index / 400) * math.exp(-2.2 * t) * min(1, (count - index) / 400)
        samples.append(envelope * sum(a * math.sin(2 * math.pi * pitch * k * t) for k, a in partials))
    return samples


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..", "demo", "music")
    for artist, album, number, title, beat, melody in SONGS:
        samples = []
        for word in melody.split():
            note, beats = word.split(":")
            samples += tone(note, float(beats) * beat)
        target = os.path.join(folder, artist, album, f"{number:02d} {title}.mp3")
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with tempfile.NamedTemporaryFile(suffix=".wav") as raw:
            with wave.open(raw.name, "wb") as out:
                out.setnchannels(1)
                out.setsampwidth(2)
                out.setframerate(RATE)
                out.writeframes(struct.pack(f"<{len(samples)}h", *(int(26000 * s) for s in samples)))
            subprocess.run(["lame", "--quiet", "-m", "m", "-b", "64", "--id3v2-utf16", "--tt", title, "--ta", artist,
                            "--tl", album, "--tn", str(number), "--add-id3v2", raw.name, target], check=True)
        print(f"{target}  {len(samples) / RATE:.1f} s")


main()
