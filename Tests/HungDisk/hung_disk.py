# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""Mounts a folder read only, and hangs in every access to it while a flag file exists.

hung_disk.py FOLDER MOUNTPOINT FLAG
"""

import os
import sys
import time

try:
    from fusepy import FUSE, FuseOSError, Operations
except ImportError:
    from fuse import FUSE, FuseOSError, Operations

FACTS = (
    "st_atime", "st_ctime", "st_gid", "st_mode", "st_mtime", "st_nlink", "st_size", "st_uid",
)


class HungDisk(Operations):
    def __init__(self, folder, flag):
        self.folder = folder
        self.flag = flag

    def path(self, path):
        while os.path.exists(self.flag):
            time.sleep(0.02)
        return self.folder + path

    def getattr(self, path, fh=None):
        # The mount point itself always answers, as that of a network share does.
        real = self.folder if path == "/" else self.path(path)
        try:
            facts = os.lstat(real)
        except OSError as error:
            raise FuseOSError(error.errno)
        return {name: getattr(facts, name) for name in FACTS}

    def readdir(self, path, fh):
        return [".", ".."] + os.listdir(self.path(path))

    def open(self, path, flags):
        return os.open(self.path(path), flags)

    def read(self, path, size, offset, fh):
        self.path(path)
        return os.pread(fh, size, offset)

    def release(self, path, fh):
        os.close(fh)


folder, mountpoint, flag = sys.argv[1:4]
FUSE(HungDisk(folder, flag), mountpoint, foreground=True, direct_io=True, allow_other=True)
