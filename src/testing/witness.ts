import type { CompileOptions } from '../compile/compile-options.js'
import type { ConversationFlow } from '../definition/flow.js'
import { quote } from '../diagnostics/quote.js'
import { didYouMean } from '../diagnostics/suggest.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { ScriptedAnswers, ScriptedGuards } from './script/path-step.js'
import { whyNot, witnessOptionsFor } from './script/phrasebook.js'
import { scriptFromFlow } from './script/script-from-flow.js'
import type { MachineScript, StateScript } from './script/state-script.js'
import { type UtteranceSearch, utteranceFiring } from './script/test-utterances.js'

/** Holds an utterance that fires a transition, or the reason why none was found. */
export type TransitionWitness =
  | ({
      /** What the user says; the flow's own reply, in a state with `transitionsOn: 'reply'`. */
      readonly utterance: string
      /** How the user's own guards and `context` functions have to answer. */
      readonly guards: ScriptedGuards
      readonly reason: null
    } & ScriptedAnswers)
  | { readonly utterance: undefined; readonly reason: string }

/**
 * Returns an utterance that fires a transition from a state, proven by evaluation in the order in which the state tries its transitions, with
 * everything that yields. Where words alone do not decide, it comes with the model's answers and the data that it takes.
 *
 * @param state the state's name
 * @param transition one of the state's own transitions, or a global one
 * @throws {TalkchartError} `unknown-state` or `unknown-transition`
 * @example witness(flow, 'greeting', 'continue').utterance // 'yes'
 */
export function witness(
  flow: ConversationFlow,
  state: string,
  transition: string,
  options: Pick<CompileOptions, 'prompts' | 'stemmers'> = {},
): TransitionWitness {
  return witnessIn({ flow, script: scriptFromFlow(flow, options), options }, state, transition)
}

/** A flow with the script that was made of it, which takes longer than a search. */
export interface ScriptedFlow {
  readonly flow: ConversationFlow
  readonly script: MachineScript
  readonly options: Pick<CompileOptions, 'prompts' | 'stemmers'>
}

/** Does what `witness` does. */
export function witnessIn({ flow, script, options }: ScriptedFlow, state: string, transition: string): TransitionWitness {
  const stateScript = script.states.get(state)
  if (stateScript === undefined) throw unknown('state', state, [...script.states.keys()], 'the flow')
  const judging = judgingOf(stateScript, transition)
  const candidate = judging?.candidates.find(({ name }) => name === transition)
  if (judging === undefined || candidate === undefined) {
    const names = [...stateScript.user.candidates, ...stateScript.reply.candidates].map(({ name }) => name)
    throw unknown('transition', transition, names, `the state ${quote(state)}`)
  }
  const search: UtteranceSearch = {
    judging,
    options: witnessOptionsFor(flow, script, options.stemmers),
    functionNames: script.functionNames,
  }
  const found = utteranceFiring(search, candidate)
  if (found === undefined) return { utterance: undefined, reason: whyNot(search, candidate) }
  const { text, data, guards } = found
  const [target] = candidate.targets
  const choice = candidate.choiceKey === undefined || target === undefined ? {} : { [candidate.choiceKey]: target }
  return { utterance: text, answers: { ...found.answers, ...choice }, data, guards, reason: null }
}

function judgingOf({ user, reply }: StateScript, transition: string) {
  return [user, reply].find(({ candidates }) => candidates.some(({ name }) => name === transition))
}

function unknown(kind: 'state' | 'transition', name: string, names: readonly string[], where: string): TalkchartError {
  const suggestion = didYouMean(name, names) ?? `It has ${names.length === 0 ? 'none' : names.map(quote).join(', ')}.`
  return new TalkchartError(`unknown-${kind}`, `There is no ${kind} ${quote(name)} in ${where}. ${suggestion}`)
}
