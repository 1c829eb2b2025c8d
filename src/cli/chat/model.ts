import type { LanguageModel, UnderstandRequest } from '../../model/language-model.js'
import { templateModel } from '../../model/template-model.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { exitCodes } from '../exit-codes.js'

/**
 * Returns the model behind `--model NAME`.
 *
 * @throws {CliError} without a key, a server or the `openai` package
 */
export async function namedModel(name: string, { variables }: Environment, onNotice: (notice: string) => void): Promise<LanguageModel> {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL } = variables
  if (!apiKey && !baseURL) {
    const message = '--model needs OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own that speaks the same protocol.'
    throw new CliError('missing-key', message, { exitCode: exitCodes.usage })
  }
  const { openaiModel } = await import('../../model/openai/openai-model.js').catch((error: unknown) => {
    throw isMissingPackage(error) ? new CliError('missing-package', '--model needs the package openai: npm install openai') : error
  })
  return openaiModel({ model: name, onNotice, ...(apiKey ? { apiKey } : {}), ...(baseURL ? { baseURL } : {}) })
}

function isMissingPackage(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes("'openai'")
}

export interface KeylessOptions {
  /** Puts questions to the person; undefined where there is none. */
  readonly ask: ((request: UnderstandRequest) => Promise<unknown>) | undefined
  readonly onNotice: (notice: string) => void
}

/** Stands in without a key: prompts are spoken as written, and what a model would decide, a person does, or nobody. */
export function keylessModel({ ask, onNotice }: KeylessOptions): LanguageModel {
  const told = new Set<string>()
  const once = (notice: string) => {
    if (told.has(notice)) return
    told.add(notice)
    onNotice(notice)
  }
  const model = templateModel({
    understand: (request) => {
      if (ask !== undefined) return ask(request)
      for (const { instruction } of request.questions)
        once(`There is no model to answer ${JSON.stringify(instruction)}, so nothing that needs the answer holds.`)
      return null
    },
  })
  return {
    ...model,
    respond: (request, options) => {
      if (request.say === null)
        once('There is no model, so what follows is the instruction that it would be given. --model NAME puts it into words.')
      return model.respond(request, options)
    },
  }
}
