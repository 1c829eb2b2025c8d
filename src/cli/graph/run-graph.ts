import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  type Drawable,
  type DrawingOptions,
  type SvgOptions,
  toMachineSource,
  toMermaid,
  toStatelyConfig,
  toSvg,
} from '../../analysis/index.js'
import { InvalidFlowError } from '../../diagnostics/invalid-flow-error.js'
import { quote } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import { errorCode } from '../../stores/file/file-system-error.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { exitCodes } from '../exit-codes.js'
import { invalidFlow } from '../flow-errors.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, type LoadedFlow, loadFlow } from '../load-flow/load-flow.js'
import { readPaths } from '../testing/read-paths.js'
import type { graphFormats } from './graph-choices.js'

/** What is made of a flow, and how. */
export interface GraphOptions extends FlowOptions {
  readonly format: (typeof graphFormats)[number]
  readonly output?: string
  readonly direction?: 'TB' | 'LR'
  readonly labels?: NonNullable<DrawingOptions['labels']>
  readonly names?: boolean
  readonly theme?: NonNullable<SvgOptions['theme']>
  readonly walk?: string
  readonly highlight?: readonly string[]
  readonly hide?: DrawingOptions['hide']
}

/**
 * Draws a flow, to a file or to the standard output.
 *
 * @throws {CliError} with whatever the person can mend
 */
export async function runGraph(reference: string, options: GraphOptions, environment: Environment): Promise<void> {
  refuseUnused(options)
  const loaded = await loadFlow(reference, environment)
  const text = await draw(loaded, options, environment).catch(async (error: unknown) => {
    throw InvalidFlowError.isInstance(error) ? invalidFlow(loaded.file.shown, error.diagnostics, await loaded.positions?.()) : error
  })
  if (options.output === undefined) environment.output.write(text)
  else await save(text, options.output, environment)
}

/** A theme and a walk belong to pictures alone: elsewhere they would be missed in silence. */
function refuseUnused({ format, labels, names, theme, walk }: GraphOptions): void {
  const unused = theme !== undefined ? '--theme' : walk !== undefined ? '--walk' : undefined
  if (unused !== undefined && format !== 'svg') {
    throw new CliError('unused-option', `${unused} is for pictures: add --format svg.`, { exitCode: exitCodes.usage })
  }
  if (names === true && labels !== undefined && labels !== 'names') {
    throw new CliError('unused-option', `--names is the same as --labels names, not ${labels}.`, { exitCode: exitCodes.usage })
  }
}

async function draw(loaded: LoadedFlow, options: GraphOptions, environment: Environment): Promise<string> {
  const compiledWith = await flowOptions(options, loaded.options, environment)
  if (options.format === 'source') {
    return toMachineSource(definitionOf(loaded), compiledWith)
  }
  const source = drawable(loaded)
  const drawing = { ...drawingOptions(source, options), ...compiledWith }
  switch (options.format) {
    case 'mermaid':
      return toMermaid(source, drawing)
    case 'svg':
      return await toSvg(source, { ...drawing, ...(await svgOptions(options, environment)) })
    case 'stately':
      return `${JSON.stringify(toStatelyConfig(source, drawing), null, 2)}\n`
  }
}

/** A module's own machine comes first: it may have been compiled with prompts that the flow alone has not. */
function drawable({ machine, flow, file }: LoadedFlow): Drawable {
  const source = machine ?? flow
  if (source === undefined) throw new CliError('flow-module', `${file.shown} has neither a flow nor a machine.`)
  return source
}

async function svgOptions({ theme, walk }: GraphOptions, environment: Environment): Promise<Pick<SvgOptions, 'theme' | 'walk'>> {
  const [path] = walk === undefined ? [] : await readPaths(walk, environment)
  return { ...(theme !== undefined && { theme }), ...(path !== undefined && { walk: path }) }
}

function drawingOptions(source: Drawable, { direction, labels, names, highlight = [], hide = [] }: GraphOptions): DrawingOptions {
  const states = Object.keys(source.states)
  const unknown = highlight.find((name) => !states.includes(name))
  if (unknown !== undefined) {
    const suggestion = didYouMean(unknown, states) ?? ''
    throw new CliError('unknown-state', `There is no state ${quote(unknown)} to highlight. ${suggestion}`.trim(), {
      exitCode: exitCodes.usage,
    })
  }
  const words = names === true ? 'names' : labels
  return { ...(direction !== undefined && { direction }), highlight, hide, ...(words !== undefined && { labels: words }) }
}

async function save(text: string, file: string, { directory, output }: Environment): Promise<void> {
  try {
    await writeFile(resolve(directory, file), text)
  } catch (error) {
    throw new CliError('output-unwritable', `${file} can not be written (${errorCode(error) ?? String(error)}).`, { cause: error })
  }
  output.write(`Written to ${file}\n`)
}
