import type { JsonValue } from '../../diagnostics/json.js'
import type { LanguageModel } from '../../model/language-model.js'
import type { ExpectedState } from '../paths/expected-state.js'
import type { FlowPath } from '../paths/flow-path.js'
import type { StartData } from '../paths/observed-state.js'
import { PathMismatchError } from '../paths/path-mismatch-error.js'
import { isOfFunction, type PathStep } from '../script/path-step.js'
import { pathModel } from './path-model.js'

/** Holds what a conversation on a path begins with. */
export interface PathBeginning {
  readonly data: StartData
  /** Answers and fails as the path says. Where the conversation runs elsewhere, put it behind `modelHandler`. */
  readonly model: LanguageModel
}

/** Drives something else than the machine on which paths are walked: a conversation, a server, a page in a browser. */
export interface PathDriver {
  /** Begins a conversation; resolves when the flow listens, has failed or is done. */
  start(beginning: PathBeginning): void | Promise<void>
  /** Says something; resolves when the flow listens again, has failed or is done. */
  send(utterance: string): void | Promise<void>
  /** Tells of an event; resolves when the flow listens again, has failed or is done. Paths that need it are passed over without it. */
  notify?(event: string, payload: JsonValue | undefined): void | Promise<void>
  /** The flow state that the conversation is in. */
  state(): string | Promise<string>
  /** What the flow has said since it was asked last, message by message, word for word. Without it, words are not compared. */
  said?(): readonly string[] | Promise<readonly string[]>
  /** Repeats the call that failed. Paths that need it are passed over without it. */
  retry?(): void | Promise<void>
  /** Ends the conversation, however the path went. */
  stop?(): void | Promise<void>
}

/**
 * Tells why a path can not be walked from outside; undefined when it can. A model is played; clocks, actors and functions of the flow's own are not.
 *
 * @param driver what the path would be walked on; without it, one that can do all that a driver may
 * @example flowPaths(flow).paths.filter((path) => undrivable(path) === undefined).length > 0 // true
 */
export function undrivable(path: FlowPath, driver?: PathDriver): string | undefined {
  for (const { step } of path.steps) {
    const reason = reasonOf(step, driver)
    if (reason !== undefined) return reason
  }
  return undefined
}

/**
 * Walks a path on something else than the machine: says what the user says, plays the model, and holds the state against the path
 * whenever the flow has come to rest.
 *
 * @param driver what the path is walked on; a new conversation is begun on it, and ended whatever happens
 * @throws {PathMismatchError} which names the first step that leads elsewhere
 * @example
 * const [path] = flowPaths(flow).paths
 * let talk = conversation
 * if (path)
 *   await drivePath(path, {
 *     start: async ({ data, model: played }) => void (talk = await openConversation({ flow, model: played, data })),
 *     send: async (utterance) => void (await talk.send(utterance)),
 *     state: () => talk.state,
 *   })
 */
export async function drivePath(path: FlowPath, driver: PathDriver): Promise<void> {
  try {
    await driver.start({ data: path.data, model: pathModel(path) })
    await compare(path, -1, driver)
    for (const [position, { step }] of path.steps.entries()) {
      if (!isOfUser(step)) continue
      if (step.type === 'message') await driver.send(step.text)
      else if (step.type === 'event') await driver.notify?.(step.event, step.payload)
      else await driver.retry?.()
      await compare(path, position, driver)
    }
  } finally {
    await driver.stop?.()
  }
}

/** Compares where the flow has come to rest, after a step of the user and all that the model does on it. */
async function compare(path: FlowPath, position: number, driver: PathDriver): Promise<void> {
  const next = path.steps.findIndex(({ step }, index) => index > position && isOfUser(step))
  const last = next === -1 ? path.steps.length - 1 : next - 1
  const passed = [
    ...(position < 0 ? [path.start] : []),
    ...path.steps.slice(Math.max(position, 0), last + 1).map(({ expected }) => expected),
  ]
  const expected = passed.at(-1) ?? path.start
  const state = await driver.state()
  if (state !== expected.state) throw new PathMismatchError(path, last, { state: expected.state }, { state })
  const said = await driver.said?.()
  const words = spokenIn(passed)
  if (said !== undefined && words !== undefined && JSON.stringify(said) !== JSON.stringify(words)) {
    throw new PathMismatchError(path, last, { state, said: words }, { state, said })
  }
}

/** What the user has heard; undefined where a path does not state it. What the model is only asked to say was not heard. */
function spokenIn(passed: readonly ExpectedState[]): readonly string[] | undefined {
  if (passed.some(({ said }) => said === undefined)) return undefined
  return passed.flatMap(({ said = [], phase }) => (phase === 'responding' ? said.slice(0, -1) : said))
}

function isOfUser(step: PathStep): boolean {
  return step.type === 'message' || step.type === 'event' || step.type === 'retry'
}

function reasonOf(step: PathStep, driver: PathDriver | undefined): string | undefined {
  if ('guards' in step) return "It scripts the flow's own guards or functions."
  switch (step.type) {
    case 'timeout':
      return 'It waits for a timeout.'
    case 'interrupt':
      return 'It cuts a reply off.'
    case 'work':
      return "It scripts the flow's own actor."
    case 'failure':
      return step.during === 'invoke' ? "It scripts the flow's own actor." : undefined
    case 'message':
      return step.atAge === undefined ? undefined : 'It waits until the conversation is too old.'
    case 'answers':
      if (step.extractedBy === 'run') return "It scripts the flow's own `extract.run`."
      return Object.keys(step.answers).some(isOfFunction) ? "It scripts the flow's own functions." : undefined
    case 'event':
      return lacking(driver, 'notify', 'It tells of an event')
    case 'retry':
      return lacking(driver, 'retry', 'It repeats a call')
    default:
      return undefined
  }
}

function lacking(driver: PathDriver | undefined, part: 'notify' | 'retry', what: string): string | undefined {
  return driver !== undefined && driver[part] === undefined ? `${what}, and the driver has no \`${part}\`.` : undefined
}
