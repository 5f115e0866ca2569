# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends aspell aspell-en libstdc++6 \
    && rm -rf /var/lib/apt/lists/*
# A new volume takes owner, group and mode from here; the containers share only the group.
RUN install -d -o 4100 -g 4000 -m 2750 /pipes
