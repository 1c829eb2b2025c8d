const LONGEST = 300
/** A shorter header value is no secret, and to strike it out would garble every sentence. */
const SHORTEST_SECRET = 6
const CREDENTIALS = [/\bBearer\s+[^\s"',]+/gi, /\b(?:sk|pk|key)-[\w*.-]{4,}/gi, /\/\/[^/\s@]+@/g]

/**
 * Makes a server's or a runtime's words fit for an error that is stored and shown: without keys, and short.
 *
 * @param secrets what the request was sent with and nobody may read: keys, the values of headers
 */
export function redact(text: string, secrets: readonly string[]): string {
  const parts = secrets.flatMap(secretParts).sort((left, right) => right.length - left.length)
  const known = parts.reduce((current, secret) => current.replaceAll(secret, '[key]'), text)
  const redacted = CREDENTIALS.reduce((current, pattern) => current.replace(pattern, '[key]'), known)
  return redacted.length > LONGEST ? `${redacted.slice(0, LONGEST - 1)}…` : redacted
}

/** A header holds `Bearer` and the token, and a server may echo the token alone. */
function secretParts(secret: string): readonly string[] {
  const parts = secret.split(/[\s,;=]+/).filter((part) => part.length >= SHORTEST_SECRET && /\d|.{16}/.test(part))
  return secret.length >= SHORTEST_SECRET ? [secret, ...parts] : parts
}
