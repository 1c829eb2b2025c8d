import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path'
import { judgeProvenance } from '../../model/http/origin.js'
import { builtFile } from '../built-file.js'
import { CliError } from '../cli-error.js'

/** The page may load its own files and talk to its own server, and nothing else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
} as const

const FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/app.js', 'app.js', 'text/javascript; charset=utf-8'],
  ['/app.css', 'app.css', 'text/css; charset=utf-8'],
] as const

/**
 * Answers with the files of the page: these three and no others, to requests that name this machine. They hold nothing of a flow, so they need no
 * token.
 *
 * @throws {CliError} when the page was not built
 */
export function pageFiles(allowedHosts: readonly string[]): RequestListener {
  const files = new Map(readPage())
  return (request, response) => {
    const { host = '', origin } = request.headers
    if (judgeProvenance(host, origin ?? null, { allowedHosts }) !== 'own')
      return answer(response, 403, 'Requests to this host are refused.')
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    const file = files.get(path)
    if (file === undefined) return answer(response, 404, 'There is nothing here.')
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'This can not be done here.')
    const { etag, type, content } = file
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { ...HEADERS, etag }).end()
    response.writeHead(200, { ...HEADERS, etag, 'content-type': type, 'content-length': content.length })
    response.end(request.method === 'HEAD' ? undefined : content)
  }
}

interface PageFile {
  readonly type: string
  readonly content: Buffer
  readonly etag: string
}

function readPage(): readonly (readonly [path: string, file: PageFile])[] {
  const found = builtFile('page/index.html')
  if (found === undefined) throw new CliError('no-page', 'The page of the playground was not built: npm run build.')
  return FILES.map(([path, name, type]) => {
    const content = readFileSync(join(dirname(found), name))
    return [path, { type, content, etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"` }] as const
  })
}

function answer(response: ServerResponse, status: number, text: string): void {
  // Whatever else was sent is not read.
  if (status !== 404) response.shouldKeepAlive = false
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
