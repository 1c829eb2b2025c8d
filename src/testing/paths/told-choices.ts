import { emit, enqueueActions } from 'xstate'
import type { Change } from '../../definition/flow.js'
import type { ConversationContext } from '../../machine/context.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { SpeakParams } from '../../runtime/actor-actions.js'
import type { MachineScript } from '../script/state-script.js'
import { orderNow, type PlacedPrompt, placeNow, promptInTurn, type StateWordings, type WordingPlace } from '../script/state-wordings.js'

/** What a machine does that it tells nobody: which wording it speaks, and how it changes the data. */
export type Choice =
  | ({ readonly type: 'path.worded'; readonly passedOver: readonly string[] } & WordingPlace)
  | {
      readonly type: 'path.changed'
      readonly change: Change
      readonly before: ConversationContext['data']
      readonly after: ConversationContext['data']
    }

/** A machine's snapshot as far as an action changes it. */
interface Resolved {
  readonly context: ConversationContext
}

/** An action as XState asks it: see `xstateAction`. */
interface Resolvable {
  readonly resolve: (
    scope: unknown,
    snapshot: Resolved,
    input: { readonly context: ConversationContext },
    params: unknown,
  ) => readonly [next: Resolved, params: unknown, later: readonly unknown[] | undefined]
}

/** Returns the same machine, which also tells of its wordings and changes, among its other events, in order. */
export function withToldChoices(machine: ConversationMachine, { states }: MachineScript): ConversationMachine {
  const known: Readonly<Record<string, unknown>> = { ...machine.implementations.actions }
  const told = {
    ...telling('speak', known, ({ context }, params) => wordingTold(states.get(context.state)?.wordings, context, params as SpeakParams)),
    ...telling('change', known, ({ context }, change, next) => {
      return { type: 'path.changed', change: change as Change, before: context.data, after: next.context.data }
    }),
  }
  return machine.provide({ actions: told } as never)
}

/** Tells whether an event is such a choice. */
export function isChoice(event: { readonly type: string }): event is Choice {
  return event.type === 'path.worded' || event.type === 'path.changed'
}

function wordingTold(wordings: StateWordings | undefined, context: ConversationContext, params: SpeakParams): Choice | undefined {
  if (wordings === undefined) return undefined
  const { own, misses } = wordings
  // Questions stand at the fields; what is said before them, of a miss or a silence, stands at the state.
  const written = isOfField(context) ? misses : [own, ...misses]
  const spoken = params.prompts === undefined ? writtenOut(written, params) : promptInTurn(wordings, context)
  if (spoken === undefined) return undefined
  const place = placeNow(spoken, context)
  return place === undefined ? undefined : { type: 'path.worded', ...place, passedOver: orderNow(spoken, context) }
}

/** Tells whether a state speaks of one of its fields. */
export function isOfField({ asking, refused }: ConversationContext): boolean {
  return (asking ?? refused ?? null) !== null
}

/** Where an action names one prompt, it is the state's own, or the only one for misses. */
function writtenOut(prompts: readonly PlacedPrompt[], { prompt }: SpeakParams): PlacedPrompt | undefined {
  return prompt === undefined ? undefined : prompts.find((placed) => isSame(placed.prompt, prompt))
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

type Tell = (input: { readonly context: ConversationContext }, params: unknown, next: Resolved) => Choice | undefined

/** Only what a machine has can tell: a flow that changes nothing has no `change`. */
function telling(name: string, known: Readonly<Record<string, unknown>>, tell: Tell): Readonly<Record<string, unknown>> {
  const action = known[name]
  if (action === undefined) return {}
  const { resolve } = action as Resolvable
  const told = (...asked: Parameters<typeof resolve>) => {
    const [next, params, later = []] = resolve(...asked)
    const [, , input, given] = asked
    const choice = tell(input, given, next)
    return [next, params, choice === undefined ? later : [emit(choice), ...later]]
  }
  return {
    [name]: Object.assign(
      enqueueActions(() => undefined),
      { resolve: told },
    ),
  }
}
