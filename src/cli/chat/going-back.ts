import { type Conversation, NoSuchTurnError } from '../../conversation/index.js'
import type { CommandResult } from './chat-view.js'

const LONGEST_TEXT = 60

/** The turns that a conversation can return to, with what the person said in each. */
export async function showTurns(conversation: Conversation): Promise<CommandResult> {
  const [turns, history] = await Promise.all([conversation.turns(), conversation.history()])
  const saidIn = (number: number) => history.find(({ role, turn }) => role === 'user' && turn === number)?.text ?? '(the opening)'
  const lines = turns.map(({ turn, state }) => `${turn}  ${state}: ${shortened(saidIn(turn))}`)
  return { name: 'turns', text: lines.join('\n'), value: turns.map((turn) => ({ ...turn })) }
}

/** Goes back to where a conversation stood after a turn; undefined when there is no such turn. */
export async function goBack(conversation: Conversation, turn: number): Promise<CommandResult | undefined> {
  try {
    await conversation.rewind(turn)
  } catch (error) {
    if (error instanceof NoSuchTurnError) return undefined
    throw error
  }
  const { state, phase, messages } = conversation
  const said = messages.findLast(({ role }) => role === 'assistant')?.text ?? ''
  const text = `Back after turn ${turn}, in ${state}${said === '' ? '' : `: ${said}`}`
  return { name: 'rewind', text, value: { turn, state, phase } }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT - 1)}…` : line
}
