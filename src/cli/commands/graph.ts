import { Command, Option } from 'commander'
import type { CommandFactory } from '../environment.js'
import { exitCodes } from '../exit-codes.js'
import { graphFormats, graphLabels, graphThemes, hidableKinds } from '../graph/graph-choices.js'
import type { GraphOptions } from '../graph/run-graph.js'
import { withFlowOptions } from './options.js'

const AFTER_HELP = `
All of it is read off the compiled machine, so a drawing shows what can happen and nothing else.

Formats:
  mermaid  a flowchart that GitHub, GitLab and many editors show
  svg      a picture, made without a browser and without network
  stately  the machine's config as JSON, for Stately's editor
  source   the machine as TypeScript, which runs on XState without the compiler

Exit code:
  0    drawn
  1    the flow can not be drawn, or the file not be written
  2    wrong usage
`

/** `talkchart graph FLOW`: a flow as a drawing, as a config, or as source. */
export const graphCommand: CommandFactory = (environment, exitWith) =>
  withFlowOptions(new Command('graph'))
    .description('draw a flow, or write its machine down')
    .argument('<flow>', 'a .ts, .js, .json or .yaml file, or the name of a ready flow')
    .addOption(new Option('--format <format>', 'what to make').choices(graphFormats).default('mermaid'))
    .option('--output <file>', 'where to write it (default: the standard output)')
    .addOption(new Option('--direction <direction>', 'from top to bottom, or from left to right (default: by shape)').choices(['TB', 'LR']))
    .addOption(new Option('--labels <labels>', 'what stands along the edges (default: by size)').choices(graphLabels))
    .option('--names', 'the same as --labels names')
    .option('--highlight <states...>', 'states to stand out, with the edges from each to the next')
    .addOption(new Option('--hide <kinds...>', 'edges to leave out').choices(hidableKinds))
    .addOption(new Option('--theme <theme>', 'the colours of an svg (default: light)').choices(graphThemes))
    .option('--walk <file>', 'let a path walk through an svg: the first one of this file')
    .option('--debug', 'show stack traces of errors')
    .addHelpText('after', AFTER_HELP)
    .action(async (reference: string, options: GraphOptions) => {
      const { runGraph } = await import('../graph/run-graph.js')
      await runGraph(reference, options, environment)
      exitWith(exitCodes.completed)
    })
