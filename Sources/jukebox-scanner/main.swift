// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Glibc
import JukeboxScanner

exit(ScannerProcess.main(Array(CommandLine.arguments.dropFirst())))
