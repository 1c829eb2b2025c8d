import { and, transition } from 'xstate'
import type { Truth } from '../../conditions/evaluation.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { ConversationContext } from '../../machine/context.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { UnknownEvent } from '../../machine/event-facts.js'
import { readConfig } from '../../machine/read-config.js'
import { guardNames, isPlaceholder } from '../../runtime/placeholders.js'

/** What a guard was called with: the context and the event of its microstep. */
export interface GuardInput {
  readonly context: ConversationContext
  readonly event: UnknownEvent
}

/** One call of a guard by XState. */
export interface GuardCall {
  readonly type: string
  /** The same object as in the config; undefined for guards of XState's own, which do not get theirs. */
  readonly params: unknown
  readonly input: GuardInput
  readonly result: Truth
  /** The guards that it called in turn. */
  readonly parts: readonly GuardCall[]
}

/** Where a machine stands. */
export interface Standing {
  readonly value: unknown
  readonly context: ConversationContext
}

/** What a machine did on one event. */
export interface Walk extends Standing {
  /** The calls of guards, in order. */
  readonly calls: readonly GuardCall[]
}

/** Answers for guards that a machine does not have. */
export type KnownGuards = (name: string, params: JsonObject | undefined) => boolean | undefined

type Guard = (input: GuardInput, params: unknown) => unknown
type CheckedGuard = Guard & { readonly check: (snapshot: unknown, input: GuardInput, guard: unknown) => boolean }

/** A machine whose guards are listened to. Its guards decide as ever; nothing but the walks of this class uses it. */
export class TracedMachine {
  readonly #guards: Readonly<Record<string, unknown>>
  readonly #machine: ConversationMachine
  #recording: Recording | undefined

  constructor(machine: ConversationMachine) {
    this.#guards = machine.implementations.guards
    const names = guardNames(readConfig(machine.config))
    const all = [...new Set([...Object.keys(this.#guards), ...names])]
    this.#machine = machine.provide({ guards: Object.fromEntries(all.map((name) => [name, this.#traced(name)])) as never })
  }

  /** Takes one event, and tells what its guards were asked. Runs no action and no actor. */
  walk({ value, context }: Standing, event: UnknownEvent, known: KnownGuards | undefined): Walk {
    // A snapshot carries its machine, and XState would call the guards of that one.
    const snapshot = this.#machine.resolveState({ value, context } as never)
    const recording: Recording = { known, calls: [] }
    this.#recording = recording
    try {
      // XState makes an actor that it never starts, and would enter the first state for it.
      const standing: ConversationMachine = Object.create(this.#machine, { getInitialSnapshot: { value: () => snapshot } })
      const [next] = transition(standing as never, snapshot as never, event as never) as readonly [Standing, unknown]
      return { value: next.value, context: next.context, calls: recording.calls }
    } finally {
      this.#recording = undefined
    }
  }

  /** Asks one guard as the machine does; unknown where there is none. */
  ask(type: string, params: JsonObject | undefined, input: GuardInput, known: KnownGuards | undefined): Truth {
    const guard = this.#guards[type]
    if (this.#isMissing(type)) return known?.(type, params) ?? 'unknown'
    return typeof guard === 'function' && !('check' in guard) ? callSafely(guard as Guard, input, params) : 'unknown'
  }

  #isMissing(type: string): boolean {
    const guard = this.#guards[type]
    return guard === undefined || isPlaceholder(guard)
  }

  #traced(type: string): unknown {
    const guard = this.#guards[type]
    if (this.#isMissing(type)) return this.#noting(type, (_input, params) => this.#recording?.known?.(type, asParams(params)) ?? 'unknown')
    // What XState looks up under another name is asked through a guard of XState's own.
    const called = typeof guard === 'function' ? guard : and([guard as never])
    if (!isChecked(called)) return this.#noting(type, (input, params) => callSafely(called as Guard, input, params))
    const check = (snapshot: unknown, input: GuardInput) => this.#note(type, undefined, input, () => called.check(snapshot, input, called))
    return Object.assign(() => false, called, { check })
  }

  #noting(type: string, ask: (input: GuardInput, params: unknown) => Truth): Guard {
    return (input, params) => this.#note(type, params, input, () => ask(input, params))
  }

  #note(type: string, params: unknown, input: GuardInput, ask: () => Truth): boolean {
    const recording = this.#recording
    if (recording === undefined) return ask() === true
    const { calls } = recording
    const parts: GuardCall[] = []
    recording.calls = parts
    const result = ask()
    recording.calls = calls
    calls.push({ type, params, input, result, parts })
    return result === true
  }
}

/** What is noted of one walk. */
interface Recording {
  readonly known: KnownGuards | undefined
  /** Where calls are noted now. */
  calls: GuardCall[]
}

/** A guard of the user's own may fail; what it would have said is not known then. */
function callSafely(guard: Guard, input: GuardInput, params: unknown): Truth {
  try {
    const result = guard(input, params)
    if (result instanceof Promise) result.catch(() => undefined)
    return result === true
  } catch {
    return 'unknown'
  }
}

function isChecked(guard: unknown): guard is CheckedGuard {
  return typeof guard === 'function' && 'check' in guard
}

function asParams(params: unknown): JsonObject | undefined {
  return params as JsonObject | undefined
}
