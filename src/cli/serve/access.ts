import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { isLoopback } from '../../inspect/loopback.js'
import type { HandlerRequest } from '../../server/index.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { exitCodes } from '../exit-codes.js'

export interface AccessOptions {
  readonly host: string
  readonly tokenEnv?: string
  readonly allowHost?: readonly string[]
}

/** Who may call. */
export interface Access {
  readonly token: string
  /** The variable that holds the token; undefined where it was made for this run. */
  readonly variable: string | undefined
  /** The names that a request may call the server by. */
  readonly allowedHosts: (port: number) => readonly string[]
  readonly authorize: (request: HandlerRequest) => boolean
}

const SHORTEST_TOKEN = 16
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']
const EVERY_ADDRESS = ['0.0.0.0', '::', '[::]']

/**
 * Decides who may call, before anything listens.
 *
 * @throws {CliError} when others than this machine could call without a token of the operator's own, or under any name
 */
export function accessFor({ host, tokenEnv, allowHost = [] }: AccessOptions, { variables }: Environment): Access {
  const name = inUrl(host)
  if (!isLoopback(`http://${name}`) && tokenEnv === undefined) {
    const message = `--host ${host} can be reached from other machines. Name the variable that holds the token: --token-env TALKCHART_TOKEN.`
    throw new CliError('missing-token', message, { exitCode: exitCodes.usage })
  }
  if (EVERY_ADDRESS.includes(host) && allowHost.length === 0) {
    const message = `--host ${host} is every address of this machine. Name the host that requests come to: --allow-host chat.example.com.`
    throw new CliError('missing-host', message, { exitCode: exitCodes.usage })
  }
  const token = tokenEnv === undefined ? randomBytes(24).toString('base64url') : givenToken(tokenEnv, variables[tokenEnv])
  const names = [...new Set([...LOOPBACK_NAMES, name, ...allowHost])]
  return {
    token,
    variable: tokenEnv,
    // Without a port it is a name behind a proxy, or at the port that every URL has.
    allowedHosts: (port) => [...names.map((each) => `${each}:${port}`), ...allowHost, ...(port === 80 ? names : [])],
    authorize: ({ header }) => isBearer(header('authorization') ?? '', token),
  }
}

/** Writes an address as it stands in a URL. */
export function inUrl(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}

function givenToken(variable: string, token: string | undefined): string {
  if (token !== undefined && token.length >= SHORTEST_TOKEN && /^[\x21-\x7e]+$/.test(token)) return token
  const found = token === undefined || token === '' ? 'is not set' : 'holds none'
  const message = `--token-env ${variable} names the variable that holds the token, which ${found}. A token has ${SHORTEST_TOKEN} characters or more, without spaces: export ${variable}="$(openssl rand -hex 24)"`
  throw new CliError('missing-token', message, { exitCode: exitCodes.usage })
}

function isBearer(given: string, token: string): boolean {
  const [, shown = ''] = /^bearer +(\S+)$/i.exec(given) ?? []
  // Digests have one length, so that the time tells nothing.
  return timingSafeEqual(digest(shown), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
