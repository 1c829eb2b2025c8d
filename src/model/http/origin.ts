import { quote } from '../../diagnostics/quote.js'

/** What a handler says to where one request comes from. */
export interface OriginDecision {
  /** Why the request is refused; undefined when it is allowed. */
  readonly refused: { readonly type: 'origin' | 'host'; readonly message: string } | undefined
  /** Headers of every answer to this origin. */
  readonly headers: Readonly<Record<string, string>>
}

/** Who may call, besides the handler's own pages. */
export interface Allowed {
  readonly allowedOrigins?: readonly string[]
  readonly allowedHosts?: readonly string[]
}

/** Where a request comes from: its host may be refused, or the origin of its page; its page is the server's own, or one that is allowed. */
export type Provenance = 'refused-host' | 'refused-origin' | 'own' | 'allowed'

/**
 * Judges where a request comes from. A request without an `Origin` does not come from another site's page: browsers send one with every POST.
 * Behind a proxy that ends TLS the scheme of the URL is not the browser's, so hosts are compared.
 */
export function judgeProvenance(host: string, origin: string | null, { allowedOrigins = [], allowedHosts }: Allowed): Provenance {
  const called = host.toLowerCase()
  if (allowedHosts !== undefined && !allowedHosts.some((allowed) => allowed.toLowerCase() === called)) return 'refused-host'
  if (origin === null || (URL.canParse(origin) && new URL(origin).host === called)) return 'own'
  return allowedOrigins.includes(origin) || allowedOrigins.includes('*') ? 'allowed' : 'refused-origin'
}

/** Decides whether the page that sent a request may use its answer. */
export function decideOrigin(request: Request, allowed: Allowed): OriginDecision {
  const origin = request.headers.get('origin')
  const host = (request.headers.get('host') ?? new URL(request.url).host).toLowerCase()
  const headers = { vary: 'origin' }
  switch (judgeProvenance(host, origin, allowed)) {
    case 'own':
      return { refused: undefined, headers }
    case 'allowed':
      return { refused: undefined, headers: { ...headers, 'access-control-allow-origin': String(origin) } }
    case 'refused-host': {
      const message = `A request to the host ${quote(host)} was refused. If that is a name of this server, add it to allowedHosts.`
      return { refused: { type: 'host', message }, headers }
    }
    case 'refused-origin': {
      const message =
        `A request of a page of ${quote(origin)} to the host ${quote(host)} was refused. If the page is yours, add its origin to allowedOrigins, ` +
        'or let the proxy between them keep the header Host.'
      return { refused: { type: 'origin', message }, headers }
    }
  }
}

/** The answer to a browser that asks what it may send. */
export function preflightHeaders(request: Request): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? 'content-type',
    'access-control-max-age': '600',
  }
}
