import { templateModel } from 'talkchart'

/** A model that answers whatever is asked; the length of the text decides. */
export const decidedModel = templateModel({
  understand: ({ questions, text }) =>
    Object.fromEntries(
      questions.map((question, index) => {
        const number = text.length + index
        if (question.type === 'class') return [question.key, question.classes[number % question.classes.length]]
        if (question.type === 'select') return [question.key, question.candidates[number % question.candidates.length]]
        return [question.key, Object.fromEntries(Object.keys(question.schema.properties ?? {}).map((field) => [field, null]))]
      }),
    ),
})
