/**
 * A request id as a header can carry it: printable ASCII, everything else percent-encoded.
 *
 * @example idempotencyKey('ana/3/begrüßung/1/respond') // 'ana/3/begr%C3%BC%C3%9Fung/1/respond'
 */
export function idempotencyKey(requestId: string): string {
  return requestId.replace(/\p{Surrogate}/gu, '\uFFFD').replace(/[^\x21-\x7E]/gu, encodeURIComponent)
}
