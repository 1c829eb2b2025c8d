import { quote } from '../../diagnostics/quote.js'

/** What a handler says to where one request comes from. */
export interface OriginDecision {
  /** Why the request is refused; undefined when it is allowed. */
  readonly refused: { readonly type: 'origin' | 'host'; readonly message: string } | undefined
  /** Headers of every answer to this origin. */
  readonly headers: Readonly<Record<string, string>>
}

/** Who may call, besides the handler's own pages. */
interface Allowed {
  readonly allowedOrigins?: readonly string[]
  readonly allowedHosts?: readonly string[]
}

/**
 * Decides whether the page that sent a request may use its answer. A request without an `Origin` does not come from
 * another site's page: browsers send one with every POST.
 */
export function decideOrigin(request: Request, { allowedOrigins = [], allowedHosts }: Allowed): OriginDecision {
  const origin = request.headers.get('origin')
  const host = (request.headers.get('host') ?? new URL(request.url).host).toLowerCase()
  const headers = { vary: 'origin' }
  if (allowedHosts !== undefined && !allowedHosts.some((allowed) => allowed.toLowerCase() === host)) {
    const message = `A request to the host ${quote(host)} was refused. If that is a name of this server, add it to allowedHosts.`
    return { refused: { type: 'host', message }, headers }
  }
  if (origin === null || isOwnOrigin(origin, host)) return { refused: undefined, headers }
  if (allowedOrigins.includes(origin) || allowedOrigins.includes('*')) {
    return { refused: undefined, headers: { ...headers, 'access-control-allow-origin': origin } }
  }
  const message =
    `A request of a page of ${quote(origin)} to the host ${quote(host)} was refused. If the page is yours, add its origin to allowedOrigins, ` +
    'or let the proxy between them keep the header Host.'
  return { refused: { type: 'origin', message }, headers }
}

/** The answer to a browser that asks what it may send. */
export function preflightHeaders(request: Request): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? 'content-type',
    'access-control-max-age': '600',
  }
}

/** Behind a proxy that ends TLS the scheme of the URL is not the browser's, so hosts are compared. */
function isOwnOrigin(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host
}
