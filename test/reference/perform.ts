import type { StateHook } from '../../src/definition/flow.js'
import { ask, question } from './collecting.js'
import {
  append,
  appendReply,
  type Conversation,
  listens,
  type Outcome,
  SILENT,
  type Step,
  stateOf,
  tell,
  WAIT,
  type WaitingMessage,
} from './conversation.js'
import { nextWaiting, remember, waitsForEvents } from './events.js'
import { homeOf } from './flows.js'
import { extractsReplyByModel, flowLimit, isBudgetSpent, limit, take } from './limits.js'
import { askActor, askForReply } from './requests.js'
import { isVerbatim } from './template.js'
import { judge, nothingHolds, understand } from './understanding.js'
import { applyChange, offeredIn, saidBy, wordingOf } from './wordings.js'

/** Does one step and says what comes next. */
export function perform(conversation: Conversation, step: Step): Step {
  switch (step.do) {
    case 'wait':
      return step
    case 'take':
      return take(conversation, step)
    case 'limit':
      return limit(conversation, step)
    case 'enter':
      return enter(conversation, step)
    case 'question':
      return question(conversation)
    case 'ask':
      return ask(conversation, step.field)
    case 'resume':
      return resume(conversation)
    case 'invoke':
      return invoke(conversation)
    case 'speak':
      return speak(conversation, step)
    case 'speakAgain':
      return speakAgain(conversation, step)
    case 'spoken':
      return spoken(conversation, step.texts, step.next)
    case 'judge':
      return judge(conversation, step.about, step.text)
    case 'understand':
      return understand(conversation, step.about, step.text, step.again)
    case 'nothingHolds':
      return nothingHolds(conversation, step.about)
    case 'listen':
      return rest(conversation, 'listening')
    case 'next':
      return nextWaiting(conversation)
    case 'takeUp':
      return takeUp(conversation, step.message)
    case 'repeat':
      return repeat(conversation)
    case 'fail':
      return fail(conversation, step)
    case 'end':
      return end(conversation, step.outcome)
  }
}

function enter(conversation: Conversation, step: Extract<Step, { do: 'enter' }>): Step {
  const { target, call, ended, change = {}, reads = false, by = null, caller } = step
  const from = Object.keys(conversation.visits).length > 0 ? conversation.state : null
  const isDigression = call !== undefined && call.by !== null
  if (from !== null && !isDigression) runHook(conversation, stateOf(conversation).onExit)
  applyChange(conversation, change)
  if (call !== undefined) conversation.stack.push({ ...call, from: conversation.state })
  else unwind(conversation, homeOf(target))
  if (ended !== undefined) forgetCounts(conversation, ended)
  if (homeOf(target) !== null) conversation.loops[target] = (conversation.loops[target] ?? 0) + 1
  conversation.state = target
  conversation.visits[target] = (conversation.visits[target] ?? 0) + 1
  conversation.noMatches = 0
  conversation.error = null
  conversation.repeats = 0
  conversation.silences = 0
  const state = stateOf(conversation)
  conversation.asking = null
  conversation.refused = null
  conversation.readsMessage = reads && state.collect !== undefined
  tell(conversation, { type: 'entered', state: target, transition: by, from, ...(caller === undefined ? {} : { caller }) })
  applyChange(conversation, state)
  runHook(conversation, state.onEnter)
  conversation.emitted.push('state.entered')
  return state.invoke ? { do: 'invoke' } : { do: 'speak', prompt: state.prompt ?? SILENT }
}

/** Entering a state of a flow drops every frame above that flow's; entering one of the root drops all. */
function unwind(conversation: Conversation, home: string | null): void {
  while (conversation.stack.length > 0 && conversation.stack.at(-1)?.flow !== home) conversation.stack.pop()
}

function forgetCounts(conversation: Conversation, flow: string): void {
  for (const state of Object.keys(conversation.loops)) if (homeOf(state) === flow) delete conversation.loops[state]
}

/** The state that digressed speaks again. It is not entered. */
function resume(conversation: Conversation): Step {
  runHook(conversation, stateOf(conversation).onExit)
  const frame = conversation.stack.pop()
  if (!frame) throw new Error('There is nothing to go back to')
  forgetCounts(conversation, frame.flow)
  conversation.state = frame.from
  conversation.noMatches = 0
  conversation.error = null
  conversation.repeats = 1
  conversation.silences = 0
  conversation.emitted.push('state.resumed')
  const { collect, prompt = SILENT } = stateOf(conversation)
  return collect ? { do: 'question' } : { do: 'speakAgain', prompt }
}

function runHook({ conversationId, state, data, lastUserText }: Conversation, hook: StateHook | undefined): void {
  if (typeof hook === 'function') hook({ conversationId, state, data, text: lastUserText })
}

function invoke(conversation: Conversation): Step {
  conversation.substate = 'invoking'
  askActor(conversation)
  return WAIT
}

function speak(conversation: Conversation, { prompt, listens: thenListens = false }: Extract<Step, { do: 'speak' }>): Step {
  conversation.listensAfter = thenListens
  if (prompt === SILENT) return { do: 'judge', about: 'reply', text: '' }
  conversation.speaking = prompt
  if (isVerbatim(conversation, prompt)) {
    return { do: 'spoken', texts: saidBy(conversation, wordingOf(conversation, prompt)) }
  }
  conversation.substate = 'responding'
  conversation.said = ''
  askForReply(conversation, prompt)
  return WAIT
}

function speakAgain(conversation: Conversation, { prompt }: Extract<Step, { do: 'speakAgain' }>): Step {
  const needsModel = !isVerbatim(conversation, prompt) || extractsReplyByModel(conversation)
  if (needsModel && isBudgetSpent(conversation)) return { do: 'limit', reason: 'budget' }
  return { do: 'speak', prompt }
}

function spoken(conversation: Conversation, texts: readonly string[], next?: Step): Step {
  const suggestions = offeredIn(conversation)
  for (const [position, text] of texts.entries()) {
    const isOffered = position === texts.length - 1 && suggestions !== undefined
    appendReply(conversation, text, isOffered ? { suggestions } : {})
    conversation.emitted.push('assistant.message')
  }
  if (texts.length > 0) {
    conversation.repeats += 1
    tell(conversation, { type: 'said', state: conversation.state })
  }
  if (next) return next
  if (conversation.listensAfter) return { do: 'listen' }
  return { do: 'judge', about: 'reply', text: texts.at(-1) ?? '' }
}

function rest(conversation: Conversation, substate: 'listening' | 'failed'): Step {
  conversation.substate = substate
  if (substate === 'listening') conversation.listensSince = conversation.now
  for (const waiting of conversation.inbox) if ('held' in waiting) waiting.held = false
  return nextWaiting(conversation)
}

function takeUp(conversation: Conversation, message: WaitingMessage): Step {
  const { text, id, at } = message
  conversation.error = null
  conversation.silences = 0
  conversation.refused = null
  conversation.readsMessage = false
  conversation.turn += 1
  conversation.lastUserText = text
  conversation.lastUserId = id ?? `turn-${conversation.turn}`
  conversation.replies = 0
  remember(conversation, id)
  append(conversation, { role: 'user', text, state: conversation.state, turn: conversation.turn, at, id: conversation.lastUserId })
  tell(conversation, { type: 'user' })
  const passed = waitsForEvents(conversation) ? null : flowLimit(conversation, at)
  if (passed) return passed
  return listens(stateOf(conversation)) ? { do: 'judge', about: 'user', text } : { do: 'repeat' }
}

/** The failed step, once more. The budget is judged again where the step is a call of the model. */
function repeat(conversation: Conversation): Step {
  const step = conversation.repeat
  if (!step) throw new Error('Nothing has failed')
  conversation.error = null
  if (step.do === 'speak' && isBudgetSpent(conversation)) return { do: 'limit', reason: 'budget' }
  return step
}

function fail(conversation: Conversation, { during, code, repeat: repeated }: Extract<Step, { do: 'fail' }>): Step {
  conversation.error = { during, code }
  conversation.repeat = repeated
  conversation.pending = []
  conversation.understanding = null
  conversation.emitted.push('model.failed')
  tell(conversation, { type: 'failed', state: conversation.state })
  return rest(conversation, 'failed')
}

export function end(conversation: Conversation, outcome: Outcome): Step {
  conversation.outcome = outcome
  conversation.stack = []
  conversation.substate = `$${outcome}`
  conversation.error = null
  conversation.pending = []
  conversation.understanding = null
  conversation.work = null
  tell(conversation, { type: 'end', outcome, state: conversation.state })
  return WAIT
}
