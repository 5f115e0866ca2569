// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Glibc
import JukeboxPlayer

exit(PlayerProcess.main(Array(CommandLine.arguments.dropFirst())))
