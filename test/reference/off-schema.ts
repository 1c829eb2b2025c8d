import type { Question } from './conversation.js'

/** Is this no answer to the questions asked? Null is one: the model has no answer at all. */
export function isOffSchema(value: unknown, questions: readonly Question[]): boolean {
  if (value === null) return false
  if (typeof value !== 'object' || Array.isArray(value)) return true
  const given = new Map(Object.entries(value))
  return questions.some((question) => {
    const answer: unknown = given.get(question.key)
    if (question.type === 'extract') return typeof answer !== 'object' || answer === null || Array.isArray(answer)
    if (question.type === 'select' && answer === null) return false
    return typeof answer !== 'string' || !question.choices.includes(answer)
  })
}
