import { flowNameOf } from '../../definition/flows/full-name.js'
import { isJsonObject, type JsonObject } from '../../diagnostics/json.js'
import type { ActionConfig } from '../../machine/config.js'
import type { StackFrame } from '../../machine/context.js'
import type { LimitKind } from '../../machine/events.js'
import { applyDataAction } from './apply-data-action.js'
import { type ActionFacts, changing, counting, type Draft, telling } from './draft.js'
import { mayBeSaid } from './spoken-words.js'

type Apply = (draft: Draft, params: JsonObject) => Draft

const same: Apply = (draft) => draft

/** The actions that change no data, each with what it does to the moment. */
const ACTIONS: Readonly<Record<string, Apply>> = {
  enqueue: same,
  enqueueEvent: same,
  takeFromInbox: same,
  refuse: same,
  refuseEvent: same,
  refuseValue: same,
  holdEvent: same,
  ignoreEvent: same,
  relayDelta: same,
  raiseSpoken: same,
  raiseUnderstood: same,
  takeUp: (draft) => counting(takenUp(draft), { counter: 'turn', more: 1 }),
  takeUpUnjudged: (draft) => takenUp(draft),
  clearError: (draft) => changing(draft, { error: null }),
  countMiss: (draft) => telling(changing(draft, { misses: draft.moment.misses + 1 }), { type: 'missed', state: draft.moment.state }),
  countSilence: (draft) => changing(draft, { silences: draft.moment.silences + 1 }),
  addOperatorMessage: (draft) => changing(draft, draft.moment.error === null ? { silences: 0 } : {}),
  reachLimit: (draft, { limit }) => telling(changing(draft, { error: null }), { type: 'limit', limit: String(limit) as LimitKind }),
  recordReply: (draft) => {
    const { state } = draft.moment
    return counting(telling(draft, { type: 'called', state }, { type: 'said', state }), { counter: 'calls', more: 1 })
  },
  recordInterrupted: (draft) => counting({ ...draft, fails: true }, { counter: 'calls', more: 1 }),
  recordFailure: (draft, { during, about }) => {
    const error = { during: String(during), ...(typeof about === 'string' ? { about } : {}) }
    return { ...telling(changing(draft, { error }), { type: 'failed', state: draft.moment.state }), fails: true }
  },
  ask: (draft, { field }) => telling(changing(draft, { asking: String(field) }), { type: 'asked', field: String(field) }),
  enter,
  push: (draft, { flow, by }) => {
    const frame: StackFrame = { flow: String(flow), from: draft.moment.state, by: isJsonObject(by) ? callerIn(by) : null }
    return changing(draft, { stack: [...draft.moment.stack, frame] })
  },
  unwind: (draft, { to, ended }) => {
    const { stack } = draft.moment
    const kept = typeof to === 'string' ? stack.slice(0, stack.findLastIndex(({ flow }) => flow === to) + 1) : []
    const unwound = changing(draft, { stack: kept })
    return typeof ended === 'string' ? { ...counting(unwound, { flow: ended }), ended: stack.at(-1) } : unwound
  },
  resume: (draft) => {
    const { stack } = draft.moment
    const frame = stack.at(-1)
    if (frame === undefined) return draft
    const resumed = changing(draft, { stack: stack.slice(0, -1), state: frame.from, misses: 0, silences: 0, error: null })
    return counting(resumed, { flow: frame.flow })
  },
}

/** Returns what may come of an action. */
export function applyAction(draft: Draft, { type, params = {} }: ActionConfig, facts: ActionFacts): readonly Draft[] {
  if (facts.hooks.has(type)) return [draft]
  const begun: Draft = type === 'enter' ? draft : { ...draft, ended: undefined }
  const plain = Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined
  if (plain !== undefined) return [plain(begun, params)]
  if (type === 'speak') {
    const { state } = draft.moment
    return mayBeSaid(params).map((isSaid) => (isSaid ? telling(begun, { type: 'said', state }) : begun))
  }
  return applyDataAction(begun, { type, params }, facts) ?? [begun]
}

/** Tells whether it is known what an action does. */
export function isKnownAction(type: string, hooks: ReadonlySet<string>): boolean {
  return hooks.has(type) || Object.hasOwn(ACTIONS, type) || KNOWN_OTHERS.has(type)
}

const KNOWN_OTHERS: ReadonlySet<string> = new Set([
  ...['speak', 'recordUnderstanding', 'recordTold', 'saveOutput', 'saveError', 'change', 'takeEvent', 'collect', 'correct'],
])

function takenUp(draft: Draft): Draft {
  return telling(changing(draft, { reads: false, silences: 0, error: null }), { type: 'user' })
}

/** The transition comes before what the state itself changes. */
function enter(draft: Draft, { state: name, transition, reads }: JsonObject): Draft {
  const state = String(name)
  const { ended } = draft
  const entered = changing(draft, { state, misses: 0, silences: 0, error: null, asking: null, reads: reads === true })
  const told = telling(entered, {
    type: 'entered',
    state,
    transition: typeof transition === 'string' ? transition : null,
    from: draft.isFirst ? null : draft.moment.state,
    ...(ended === undefined ? {} : { caller: ended.by?.scope === 'global' ? 'global' : ended.from }),
  })
  const loops = flowNameOf(state) === null ? [] : [{ counter: `loops ${state}`, more: 1 }]
  return { ...counting(told, { counter: `visits ${state}`, more: 1 }, ...loops), isFirst: false }
}

function callerIn({ scope, name }: JsonObject): NonNullable<StackFrame['by']> {
  return { scope: scope === 'own' || scope === 'global' ? scope : 'event', name: String(name) }
}
