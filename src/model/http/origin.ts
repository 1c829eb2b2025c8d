/** What a handler says to one request's origin. */
export interface OriginDecision {
  readonly allowed: boolean
  /** Headers of every answer to this origin. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Decides whether the page that sent a request may use its answer. A request without an `Origin` does not come from
 * another site's page: browsers send one with every POST.
 *
 * @param allowedOrigins origins besides the handler's own, such as `https://app.example.com`, or `*`
 */
export function decideOrigin(request: Request, allowedOrigins: readonly string[]): OriginDecision {
  const origin = request.headers.get('origin')
  if (origin === null || isOwnOrigin(origin, request)) return { allowed: true, headers: { vary: 'origin' } }
  const allowed = allowedOrigins.includes(origin) || allowedOrigins.includes('*')
  return { allowed, headers: allowed ? { vary: 'origin', 'access-control-allow-origin': origin } : { vary: 'origin' } }
}

/** The answer to a browser that asks what it may send. */
export function preflightHeaders(request: Request): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? 'content-type',
    'access-control-max-age': '600',
  }
}

function isOwnOrigin(origin: string, request: Request): boolean {
  // Behind a proxy that ends TLS the scheme of the URL is not the browser's, so hosts are compared.
  const ownHost = request.headers.get('host') ?? new URL(request.url).host
  return URL.canParse(origin) && new URL(origin).host === ownHost
}
