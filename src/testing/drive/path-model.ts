import type { LanguageModel, Question, UnderstandRequest } from '../../model/language-model.js'
import { ModelError } from '../../model/model-error.js'
import type { FlowPath } from '../paths/flow-path.js'
import type { PathStep } from '../script/path-step.js'

type ModelStep = Extract<PathStep, { readonly type: 'reply' | 'answers' | 'failure' }>

/**
 * Makes a model that answers, and fails, as a path says, call by call: with it the path can be walked on anything that takes a model. Past the
 * path's end it speaks the instruction and answers nothing.
 *
 * @returns a model that counts its calls: a new one for each conversation
 * @example
 * const [path] = flowPaths(flow).paths
 * if (path) await openConversation({ flow, model: pathModel(path) })
 */
export function pathModel(path: FlowPath): LanguageModel {
  const steps = path.steps.flatMap(({ step }) => (isModelStep(step) ? [step] : []))
  let position = 0
  const next = (): ModelStep | undefined => {
    const step = steps[position]
    position += 1
    if (step?.type === 'failure') throw new ModelError('connection', 'The call failed as the path has it.')
    return step
  }
  return {
    async respond({ instruction }, { onDelta }) {
      const step = next()
      const text = step?.type === 'reply' ? step.text : instruction
      onDelta(text)
      return { text, usage: usageOf(step) }
    },
    async understand(request) {
      const step = next()
      return { value: step?.type === 'answers' ? answersTo(request, step) : null, usage: usageOf(step) }
    },
  }
}

function isModelStep(step: PathStep): step is ModelStep {
  return step.type === 'reply' || step.type === 'answers' || (step.type === 'failure' && step.during !== 'invoke')
}

function usageOf(step: ModelStep | undefined) {
  return { inputTokens: step !== undefined && 'tokens' in step ? (step.tokens ?? 0) : 0, outputTokens: 0 }
}

function answersTo({ questions }: UnderstandRequest, step: Extract<PathStep, { readonly type: 'answers' }>): object {
  return Object.fromEntries(questions.map((question) => [question.key, answerTo(question, step)]))
}

/** A class that the path leaves open decides nothing, so any will do. */
function answerTo(question: Question, { answers, data }: Extract<PathStep, { readonly type: 'answers' }>): unknown {
  const answer = answers[question.key]
  switch (question.type) {
    case 'class':
      return typeof answer === 'string' && question.classes.includes(answer) ? answer : question.classes[0]
    case 'select':
      return typeof answer === 'string' && question.candidates.includes(answer) ? answer : null
    case 'extract':
      return data
  }
}
