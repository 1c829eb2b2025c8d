const LONGEST = 300
const CREDENTIALS = [/\bBearer\s+[^\s"',]+/gi, /\b(?:sk|pk|key)-[\w*.-]{4,}/gi, /\/\/[^/\s@]+@/g]

/**
 * Makes a server's or a runtime's words fit for an error that is stored and shown: without keys, and short.
 *
 * @param secret the key of this client, where there is one
 */
export function redact(text: string, secret: string | null): string {
  const known = secret ? text.replaceAll(secret, '[key]') : text
  const redacted = CREDENTIALS.reduce((current, pattern) => current.replace(pattern, '[key]'), known)
  return redacted.length > LONGEST ? `${redacted.slice(0, LONGEST - 1)}…` : redacted
}
