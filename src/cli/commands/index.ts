import type { CommandFactory } from '../environment.js'
import { chatCommand } from './chat.js'
import { checkCommand } from './check.js'
import { coverageCommand } from './coverage.js'
import { driftCommand } from './drift.js'
import { graphCommand } from './graph.js'
import { pathsCommand } from './paths.js'
import { playCommand } from './play.js'
import { proveCommand } from './prove.js'
import { pruneCommand } from './prune.js'
import { scoreCommand } from './score.js'
import { serveCommand } from './serve.js'
import { testCommand } from './test.js'

/** Every command, in the order of `talkchart --help`. */
export const commands: readonly CommandFactory[] = [
  chatCommand,
  playCommand,
  serveCommand,
  checkCommand,
  pathsCommand,
  testCommand,
  proveCommand,
  coverageCommand,
  scoreCommand,
  graphCommand,
  driftCommand,
  pruneCommand,
]
