import * as talkchart from 'talkchart'
import {
  ConversationBusyError,
  ConversationClosedError,
  ConversationDoneError,
  ConversationRemovedError,
  CorruptRecordError,
  FlowDriftError,
  InboxFullError,
  InvalidConfigError,
  InvalidFlowError,
  InvalidRecordError,
  LeaseLostError,
  LeaseTooShortError,
  MissingImplementationError,
  ModelError,
  NoSuchTurnError,
  NothingToRetryError,
  ReplyRestartedError,
  RevisionConflictError,
  StoreUnavailableError,
  TalkchartError,
  UnsupportedRecordError,
} from 'talkchart'
import { describe, expect, test } from 'vitest'
import { bundleScript } from '../bundle-script.js'

const version = { name: 'support', version: '1.0.0', hash: '' }

/** Makes one error of each class, with the classes of one copy of the package. */
const errorsOf = (copy: typeof talkchart) => [
  new copy.TalkchartError('some-code', 'A message.'),
  new copy.ConversationBusyError('a', 'process 7'),
  new copy.ConversationClosedError('a'),
  new copy.ConversationDoneError('a', 'completed'),
  new copy.ConversationRemovedError('a'),
  new copy.CorruptRecordError({ conversationId: 'a', revision: 2, location: 'here', reason: 'is damaged', wholeRevision: 1 }),
  new copy.FlowDriftError('a', { stored: version, running: version, state: 'help' }, 'It is gone.'),
  new copy.InboxFullError('a', 100),
  new copy.InvalidConfigError('A message.'),
  new copy.InvalidFlowError([]),
  new copy.InvalidRecordError(['a problem']),
  new copy.LeaseLostError('a', 1, 2, 'process 7'),
  new copy.LeaseTooShortError('a', 50, 3),
  new copy.MissingImplementationError('support', ['a need']),
  new copy.ModelError('timeout', 'A message.'),
  new copy.NoSuchTurnError('a', 2, 1),
  new copy.NothingToRetryError('a', 'listening'),
  new copy.ReplyRestartedError('a'),
  new copy.RevisionConflictError('a', 1, 2),
  new copy.StoreUnavailableError('ENOSPC', 'A message.'),
  new copy.UnsupportedRecordError(2, 1),
]

const classes = [
  TalkchartError,
  ConversationBusyError,
  ConversationClosedError,
  ConversationDoneError,
  ConversationRemovedError,
  CorruptRecordError,
  FlowDriftError,
  InboxFullError,
  InvalidConfigError,
  InvalidFlowError,
  InvalidRecordError,
  LeaseLostError,
  LeaseTooShortError,
  MissingImplementationError,
  ModelError,
  NoSuchTurnError,
  NothingToRetryError,
  ReplyRestartedError,
  RevisionConflictError,
  StoreUnavailableError,
  UnsupportedRecordError,
] as const

const isError = (value: unknown) => typeof value === 'function' && value.prototype instanceof Error

test('every error class of the main entry is tried here', () => {
  const names = Object.entries(talkchart).flatMap(([name, value]) => (isError(value) ? [name] : []))
  expect(classes.map(({ name }) => name).sort()).toEqual(names.sort())
})

/** The classes of an error: its own and those that this one extends, in the order of the list. */
const classesOf = (index: number) => classes.filter((each, position) => position === index || classes[index]?.prototype instanceof each)

describe('isInstance', () => {
  test('holds for errors of its own class and of classes that extend it, and for no others', () => {
    for (const [index, error] of errorsOf(talkchart).entries()) {
      const holding = classes.filter((each) => each.isInstance(error))
      expect(holding, error.name).toEqual(classesOf(index))
    }
  })

  test('holds across two copies of the package, where instanceof does not', async () => {
    const copy: typeof talkchart = await import(await bundleScript(new URL('../../src/index.ts', import.meta.url)))
    expect(copy.TalkchartError).not.toBe(TalkchartError)
    for (const [index, error] of errorsOf(copy).entries()) {
      expect(error).not.toBeInstanceOf(TalkchartError)
      const holding = classes.filter((each) => each.isInstance(error))
      expect(holding, error.name).toEqual(classesOf(index))
    }
  })

  test('holds for nothing else, whatever it is called', () => {
    const impostor = Object.assign(new Error('A message.'), { name: 'FlowDriftError', code: 'flow-drift' })
    for (const value of [impostor, new Error('A message.'), { code: 'flow-drift' }, 'flow-drift', null, undefined]) {
      expect(classes.filter((each) => each.isInstance(value))).toEqual([])
    }
  })

  test('of a class without a name of its own does not hold for every error', () => {
    class AppError extends TalkchartError {}
    expect(AppError.isInstance(new AppError('app', 'A message.'))).toBe(true)
    expect(AppError.isInstance(new TalkchartError('other', 'A message.'))).toBe(false)
  })
})
