import type { Environment, OutputStream } from './environment.js'

/** The codes by which this program itself sets colours and clears a line; of any other escape sequence only its text is shown. */
const ESCAPE = String.fromCharCode(27)
const OUR_CODES = new RegExp(String.raw`(${ESCAPE}\[(?:0|1|2|22|3[1-6]|39|90)m|\r?${ESCAPE}\[K|\r)`)

/** What a terminal acts on, but for line ends and tabs. */
const CONTROL = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu

/** The same environment, whose streams write out what a terminal would act on: names and texts of strangers pass through here. */
export function withSafeOutput(environment: Environment): Environment {
  return { ...environment, output: safeStream(environment.output), errorOutput: safeStream(environment.errorOutput) }
}

const terminals = new WeakMap<OutputStream, OutputStream>()

/** Returns the stream behind a safe one, for an editor of lines, which moves the cursor. What it shows has to be safe by itself. */
export function terminalBehind(stream: OutputStream): OutputStream {
  return terminals.get(stream) ?? stream
}

function safeStream(stream: OutputStream): OutputStream {
  const write = (chunk: unknown, ...others: readonly unknown[]) =>
    Reflect.apply(stream.write, stream, [typeof chunk === 'string' ? safeText(chunk) : chunk, ...others])
  const safe = new Proxy(stream, {
    get(target, key) {
      if (key === 'write') return write
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  terminals.set(safe, stream)
  return safe
}

/** Writes out what a terminal would act on, but for our own colours. */
export function safeText(text: string): string {
  const parts = text.split(OUR_CODES)
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(CONTROL, writtenOut))).join('')
}

function writtenOut(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
