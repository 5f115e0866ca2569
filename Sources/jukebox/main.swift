// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Glibc
import JukeboxCommands

exit(JukeboxProgram.run())
