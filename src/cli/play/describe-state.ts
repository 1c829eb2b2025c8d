import { describeCondition } from '../../conditions/describe-condition.js'
import { type ReadableField, schemaOf, sourceKindOf } from '../../conditions/fields/field-source.js'
import type { ConversationFlow, FlowState } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { eventWayIn, globalsHeardBy, rests, stateOf } from '../../definition/state-facts.js'
import { textsOf, wordingsOf } from '../../definition/wordings.js'
import type { PlayField, PlayState, PlayTransition } from '../../page/protocol.js'
import { describeStep, type TransitionWitness } from '../../testing/index.js'
import { scriptFromFlow } from '../../testing/script/script-from-flow.js'
import { type ScriptedFlow, witnessIn } from '../../testing/witness.js'
import type { ExportedOptions } from '../load-flow/flow-options.js'
import { eventsIn, whereTo } from './describe-flow.js'
import { notesOn } from './notes-on.js'

/** Makes of a flow what its states are described with. */
export function scriptedFlow(written: ConversationFlow, options: ExportedOptions): ScriptedFlow & { readonly options: ExportedOptions } {
  const flow = unfold(written)
  return { flow, script: scriptFromFlow(flow, options), options }
}

/** Describes a state with all that can be done in it; undefined when the flow has none of that name. */
export function describeState(scripted: ReturnType<typeof scriptedFlow>, name: string): PlayState | undefined {
  const { flow, options } = scripted
  const state = stateOf(flow, name)
  if (state === undefined) return undefined
  return {
    name,
    description: state.description ?? null,
    wordings: wordingsIn(flow, state, options),
    transitions: transitionsIn(scripted, name, state),
    fields: fieldsIn(flow, state),
    suggestions: (state.suggestions ?? []).map((each) => (typeof each === 'string' ? { label: each, text: each } : each)),
    events: rests(state) ? eventsIn(flow, (event) => eventWayIn(flow, state, event) !== undefined) : [],
    notes: notesOn(flow, state),
  }
}

function wordingsIn({ prompts: own = {} }: ConversationFlow, { prompt }: FlowState, { prompts }: ExportedOptions): PlayState['wordings'] {
  const given = (name: string) => (typeof prompts === 'function' ? prompts(name) : prompts?.[name])
  const definition = typeof prompt === 'string' ? (Object.hasOwn(own, prompt) ? own[prompt] : given(prompt)) : prompt
  return [...wordingsOf(definition ?? {})].flatMap(({ wording: { say, instruct } }) =>
    say === undefined && instruct === undefined ? [] : [{ say: textsOf(say).join('\n\n') || null, instruct: instruct ?? null }],
  )
}

/** The compiler puts them in the order in which they are tried. */
function transitionsIn(scripted: ScriptedFlow, name: string, state: FlowState): readonly PlayTransition[] {
  const { flow } = scripted
  const script = scripted.script.states.get(name)
  const own = state.transitions ?? {}
  const all = { ...globalsHeardBy(flow, state), ...own }
  const tried = [...(script?.user.candidates ?? []), ...(script?.reply.candidates ?? [])].map((candidate) => candidate.name)
  const order = [...new Set([...tried, ...Object.keys(all)])].filter((each) => Object.hasOwn(all, each))
  return order.flatMap((each) => {
    const condition = all[each]
    if (condition === undefined) return []
    const scope = Object.hasOwn(own, each) ? 'own' : 'global'
    const next = scope === 'own' ? state.nextStates?.[each] : flow.globalNextStates?.[each]
    const said = tried.includes(each)
      ? told(witnessIn(scripted, name, each))
      : { witness: null, reason: 'It is not tried on what is said.' }
    return [{ name: each, scope, ...whereTo(next), condition: describeCondition(condition), ...said } satisfies PlayTransition]
  })
}

function told(found: TransitionWitness): Pick<PlayTransition, 'witness' | 'reason'> {
  if (found.utterance === undefined) return { witness: null, reason: found.reason }
  const { utterance, answers, data, guards } = found
  const isAnswered = Object.keys(answers).length + Object.keys(data).length > 0
  const needs = [
    ...(isAnswered ? [describeStep({ type: 'answers', about: 'user', answers, data })] : []),
    ...Object.entries(guards).map(([guard, answer]) => `the guard ${guard} gives ${answer}`),
  ]
  return { witness: utterance, reason: needs.length === 0 ? null : `It takes this besides: ${needs.join(', ')}.` }
}

function fieldsIn({ fields = {} }: ConversationFlow, { collect = [], correct = [] }: FlowState): readonly PlayField[] {
  const ways = [...collect.map((name) => ({ name, way: 'asks for' })), ...correct.map((name) => ({ name, way: 'hears corrections of' }))]
  return ways.flatMap(({ name, way }) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) return []
    const { optional } = field
    return [{ name, way: optional === true ? 'hears' : way, source: sourceKindOf(field), schema: shownSchema(field) }]
  })
}

/** What may be told: of choices, these. */
function shownSchema(field: ReadableField): PlayField['schema'] {
  const { from } = field
  const schema = schemaOf(field)
  const isChosen = typeof from === 'object' && 'choices' in from
  return isChosen && schema.enum === undefined ? { ...schema, enum: Object.keys(from.choices) } : schema
}
