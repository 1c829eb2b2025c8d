import { all, defineFlow, extract, keyword, llmClassifier, type ScriptedModel, scriptedModel } from 'talkchart'

/** A flow in which every text that somebody wrote, said or was told begins with PRIVATE. */
export const secretiveFlow = defineFlow({
  name: 'secretive',
  initialState: 'greeting',
  systemPrompt: { instruct: 'PRIVATE-SYSTEM' },
  initialContext: { hint: 'PRIVATE-DATA' },
  states: {
    greeting: {
      prompt: { instruct: 'PRIVATE-INSTRUCTION {{hint}}', say: 'PRIVATE-SAY' },
      promptParams: { tone: 'PRIVATE-PARAM' },
      extract: extract({ fields: { plate: { type: 'string' } }, prompt: 'PRIVATE-EXTRACT' }),
      transitions: { told: all(keyword(['plate', 'car']), llmClassifier({ prompt: 'PRIVATE-QUESTION', targetClass: 'yes' })) },
      nextStates: { told: 'answer' },
      noMatch: { prompt: { say: 'PRIVATE-MISS' } },
    },
    answer: {
      prompt: { instruct: 'PRIVATE-ANSWER-INSTRUCTION' },
      transitions: { bye: keyword(['bye'], { ignoreNegated: true }) },
      nextStates: { bye: 'end' },
      noMatch: { prompt: { say: 'PRIVATE-MISS' } },
    },
    end: { prompt: { say: 'PRIVATE-GOODBYE' } },
  },
})

/** Its model: the first answer in `answer` fails. */
export function secretiveModel(): ScriptedModel {
  let failures = 0
  return scriptedModel({
    respond: ({ state }) => {
      if (state === 'answer' && failures++ === 0) throw new Error('PRIVATE-FAILURE')
      return `PRIVATE-REPLY in ${state}`
    },
    understand: { extract: { plate: 'PRIVATE-PLATE' }, told: 'yes' },
  })
}
