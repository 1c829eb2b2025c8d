import type { HttpAnswer } from '../../server/http/http-request.js'
import { ProblemError } from '../../server/index.js'
import type { StoredMessage } from '../../stores/contract/conversation-store.js'
import { jsonData } from '../../testing/script/state-script.js'
import { definitionOf } from '../load-flow/load-flow.js'
import type { Playground } from './playground.js'
import { loadStored } from './stored-past.js'
import { pathOfTalk } from './talk-path.js'

/**
 * Answers with a conversation as a file to keep.
 *
 * @throws {ProblemError} `no-conversation`, and `no-route` for another form
 * @throws {TalkchartError} `no-path` where no path can be made of it
 */
export async function exported(playground: Playground, id: string, form: string | null): Promise<HttpAnswer> {
  const { record, messages: rows } = await loadStored(playground.store, id)
  const messages = rows.map(({ message }) => message)
  const { name, version } = record.flow
  switch (form) {
    case 'json':
      return file(
        `${id}.json`,
        'application/json',
        inLines({ id, flow: { name, version }, turn: record.turn, phase: record.phase, messages }),
      )
    case 'markdown':
      return file(`${id}.md`, 'text/markdown; charset=utf-8', markdown(`${name} ${version}: ${id}`, messages))
    case 'path':
      return file(`${id}.path.json`, 'application/json', inLines({ flow: name, paths: [pathIn(playground, id, messages)] }))
    default:
      throw new ProblemError('no-route')
  }
}

function pathIn(playground: Playground, id: string, messages: readonly StoredMessage[]) {
  const { loaded } = playground.edition
  const data = jsonData(playground.beginningOf(id) ?? {})
  return pathOfTalk({ flow: definitionOf(loaded), options: loaded.options, data, messages, heard: playground.heard.of(id) })
}

function file(name: string, type: string, body: string): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name.replaceAll(':', '-')}"` },
    body,
  }
}

function inLines(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** Where the state changes, a line says so. */
function markdown(title: string, messages: readonly StoredMessage[]): string {
  const blocks = messages.map(({ role, text, state, transition, name }) => {
    const speaker = role === 'user' ? 'you' : (name ?? 'flow')
    const way = role === 'user' && transition !== undefined && transition !== null ? `\n\n*${state}: ${transition}*` : ''
    return `**${speaker}:** ${text.replaceAll('\n', '\n> ')}${way}`
  })
  return `# ${title}\n\n${blocks.join('\n\n')}\n`
}
