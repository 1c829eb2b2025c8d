import { answerTo, messagesOf } from './scenario.js'

const OPENING = 'What now?'

/** What a user reads when nothing ever goes wrong, turn by turn; the opening first. */
export function expectedTurns(conversation: string): readonly (readonly string[])[] {
  return [[OPENING], ...messagesOf(conversation).map(({ text }) => [text, ...repliesTo(text)])]
}

function repliesTo(text: string): readonly string[] {
  const [kind] = text.split(' ')
  const answer = (instruction: string) => answerTo(text, instruction)
  switch (kind) {
    case 'chat':
      return [answer('Chat with the user.'), OPENING]
    case 'chain':
      return [answer('Say the first part.'), answer('Say the second part.'), OPENING]
    case 'seriously':
      return [answer('Answer in earnest.'), OPENING]
    case 'hm':
      return ['Pardon?']
    default:
      return [OPENING]
  }
}
