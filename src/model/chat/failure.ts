/** Too many calls at the moment: a server's own code says so, where no status does. */
export const RATE_LIMIT_WORD = /rate.?limit|too.?many.?requests|resource.?exhausted|^429$/i

/** The account has nothing left. */
export const QUOTA_WORD = /insufficient.?(?:quota|balance|credit|fund)|billing|^402$/i

/** The server's content filter held the request or the answer back. */
export const CONTENT_FILTER_WORD = /content.?(?:filter|policy)|responsible.?ai|^safety$|moderation/i

/** Tells a lost connection: `fetch` and the readers of its body report one as a TypeError, worded differently in each runtime. */
export function isLostConnection(error: unknown): error is Error {
  return error instanceof TypeError && /terminated|network|fetch failed|failed to fetch|load failed/i.test(error.message)
}

/** Tells the message of an error and of those behind it, as far as one would read on. */
export function messagesOf(error: Error): string {
  const messages: string[] = []
  for (let cause: unknown = error; cause instanceof Error && messages.length < 10; cause = cause.cause) messages.push(cause.message)
  return messages.filter(Boolean).join(': ')
}
