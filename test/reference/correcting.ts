import { say } from './collecting.js'
import { type Conversation, countMiss, SILENT, type Step, stateOf } from './conversation.js'
import { fieldOf, isSame, listedFields, NOTHING_TOLD, readCorrections, type Told } from './field-readings.js'

/** What the model told is another value than the stored one. */
export function correctedByModel(conversation: Conversation, { valid }: Told): Step | undefined {
  return corrected(
    conversation,
    Object.fromEntries(Object.entries(valid).filter(([name, value]) => !isSame(value, conversation.data[name]))),
  )
}

export function correctedByWords(conversation: Conversation): Step | undefined {
  return corrected(conversation, readCorrections(conversation).valid)
}

function corrected(conversation: Conversation, values: Told['valid']): Step | undefined {
  if (Object.keys(values).length === 0) return undefined
  conversation.data = { ...conversation.data, ...values }
  const next = stateOf(conversation).nextStates?.corrected
  if (typeof next === 'string') return { do: 'take', target: next, by: 'corrected' }
  if (next && 'to' in next && typeof next.to === 'string') return { do: 'take', target: next.to, change: next, by: 'corrected' }
  throw new Error('A correction leads to one state')
}

/** A value that does not fit is told of, and is a miss. */
export function refusedCorrection(conversation: Conversation, told: Told = NOTHING_TOLD): Step | undefined {
  const refused = { ...told.refused, ...readCorrections(conversation).refused }
  const name = listedFields(conversation).find((each) => {
    const { invalid, ask } = fieldOf(conversation, each)
    return (invalid ?? ask) !== undefined && each in refused
  })
  const found = name === undefined ? undefined : refused[name]
  if (name === undefined || !found) return undefined
  const noMatch = stateOf(conversation).noMatch ?? conversation.flow.noMatch
  countMiss(conversation)
  if (noMatch?.to !== undefined && conversation.noMatches > (noMatch.max ?? noMatch.prompts?.length ?? 0))
    return { do: 'take', target: noMatch.to }
  conversation.refused = { field: name, ...found }
  const { invalid, ask } = fieldOf(conversation, name)
  return say(conversation, invalid ?? ask ?? SILENT)
}
