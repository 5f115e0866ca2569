#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""How one client fares while 10,000 others are connected and say nothing.

Usage: silent.py PORT PID-OF-THE-GATEWAY
"""
import http.client, os, resource, socket, sys, time

COUNT = 10_000
resource.setrlimit(resource.RLIMIT_NOFILE, (COUNT + 1000, COUNT + 1000))
port, pid = int(sys.argv[1]), sys.argv[2]
start = time.time()
silent = []
for number in range(COUNT):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(("127.0.0.1", port))
    silent.append(one)
    if number % 500 == 499:
        time.sleep(0.02)
client = http.client.HTTPConnection("127.0.0.1", port)
times = []
for _ in range(500):
    begun = time.perf_counter()
    client.request("POST", "/v1/orders", '{"title":"canon","wait_ms":0}', {"Content-Type": "application/json"})
    client.getresponse().read()
    times.append((time.perf_counter() - begun) * 1000)
    time.sleep(0.004)
times.sort()
with open(f"/proc/{pid}/status") as status:
    memory = next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
time.sleep(max(0, start + 12 - time.time()))
open_still = len(os.listdir(f"/proc/{pid}/fd"))
print(
    f"{'beside 10,000 silent connections':34}  p50 {times[250]:.2f} ms, p99 {times[495]:.2f} ms, "
    f"RSS {memory:.0f} MiB; {open_still} descriptors open 12 s after the first of them"
)
