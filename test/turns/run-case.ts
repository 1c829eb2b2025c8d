import type { Answer, Request } from '../reference/conversation.js'
import { STARTED_AT } from '../reference/machine-driver.js'
import type { Happening, TurnCase } from './read-cases.js'
import type { Talker } from './talker.js'
import { outcomeOf } from './transcript.js'

/** Lets a case happen to a conversation. Returns the talk as the case would write it. */
export async function runCase({ happenings, detail }: TurnCase, talker: Talker): Promise<string> {
  const lines: string[] = []
  let open: Request[] = []
  await talker.start()
  let observation = await talker.observe()
  lines.push(...outcomeOf(observation, undefined, detail))
  for (const happening of happenings) {
    open = [...open, ...observation.requests]
    open = await happen(talker, happening, open)
    const before = observation
    observation = await talker.observe()
    lines.push(happening.line, ...outcomeOf(observation, before, detail))
  }
  talker.stop()
  return lines.join('\n')
}

/** Returns the requests that are still open. */
async function happen(talker: Talker, { what, text, line }: Happening, open: Request[]): Promise<Request[]> {
  const [subject = '', ...words] = what.split(' ')
  switch (subject) {
    case 'user':
      talker.say(messageOf(words, text))
      return open
    case 'event':
      talker.tell(eventOf(words, text))
      return open
    case 'person':
      talker.sayAsPerson({ text, ...(words[0] === undefined ? {} : { name: words[0] }) })
      return open
    case 'retry':
    case 'cancel':
    case 'interrupt':
      talker.command(subject)
      return open
    case 'clock':
      await talker.passTime(Number.parseFloat(text) * 1000)
      return open
    case 'model':
    case 'actor': {
      const name = words.find((word) => !VERBS.has(word)) ?? null
      const request = open.findLast((one) => isAsked(one, subject, name))
      if (!request) throw new Error(`Nobody has asked before ${JSON.stringify(line)}`)
      if (words.includes('begins')) talker.stream(request, text)
      else talker.answer(request, answerOf(request, words, text))
      return words.includes('begins') ? open : open.filter((one) => one !== request)
    }
    default:
      throw new Error(`A case can not write ${JSON.stringify(line)}`)
  }
}

const VERBS = new Set(['begins', 'fails'])

function isAsked(request: Request, subject: 'model' | 'actor', name: string | null): boolean {
  return request.kind === 'invoke' ? subject === 'actor' : subject === 'model' && request.model === name
}

/** `user`, with what stands before its colon: an id, `#m1`; a time of its own, `at 61`; `interrupts`. */
function messageOf(words: readonly string[], text: string) {
  const id = words.find((word) => word.startsWith('#'))
  const seconds = words.includes('at') ? Number(words[words.indexOf('at') + 1]) : undefined
  return {
    text,
    ...(id === undefined ? {} : { id: id.slice(1) }),
    ...(seconds === undefined ? {} : { at: STARTED_AT + seconds * 1000 }),
    ...(words.includes('interrupts') ? { interrupt: true } : {}),
  }
}

/** `event`, with its name and perhaps an id, `#e1`, before the colon; after it stands the payload. */
function eventOf(words: readonly string[], text: string) {
  const id = words.find((word) => word.startsWith('#'))
  const event = words.find((word) => word !== id) ?? ''
  return { event, ...(text === '' ? {} : { payload: JSON.parse(text) }), ...(id === undefined ? {} : { id: id.slice(1) }) }
}

function answerOf(request: Request, words: readonly string[], text: string): Answer {
  if (words.includes('fails')) return { type: 'failure', code: text }
  const value: unknown = request.kind === 'respond' ? text : JSON.parse(text)
  return { type: 'value', value, usage: { inputTokens: 1, outputTokens: 1 } }
}
