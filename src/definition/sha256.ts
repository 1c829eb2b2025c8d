const ROUNDS = 64
const BLOCK = 64

/** As FIPS 180-4 has them: the fractions of the cube roots and of the square roots of the first primes. */
const PRIMES = firstPrimes(ROUNDS)
const ADDED = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)))
const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))

/**
 * The first 32 hexadecimal digits of a text's SHA-256. Every stored conversation bears such a fingerprint of its flow, and it is wanted at
 * once, in browsers too, where the platform's own digest answers later. It guards no secret.
 */
export function sha256Start(text: string): string {
  const message = padded(new TextEncoder().encode(text))
  const state = Int32Array.from(START)
  const schedule = new Int32Array(ROUNDS)
  for (let offset = 0; offset < message.byteLength; offset += BLOCK) mixBlock(state, schedule, message, offset)
  return Array.from(state.subarray(0, 4), (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = []
  for (let number = 2; primes.length < count; number += 1) if (primes.every((prime) => number % prime !== 0)) primes.push(number)
  return primes
}

function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0
}

/** Whole blocks: the bytes, a single bit, zeros, and the length in bits. */
function padded(bytes: Uint8Array): DataView {
  const blocks = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK)
  blocks.set(bytes)
  blocks[bytes.length] = 0x80
  const view = new DataView(blocks.buffer)
  view.setUint32(blocks.length - 8, bytes.length / 2 ** 29)
  view.setUint32(blocks.length - 4, bytes.length << 3)
  return view
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

function mixBlock(state: Int32Array, schedule: Int32Array, message: DataView, offset: number): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let round = 0; round < ROUNDS; round += 1) {
    const word = round < 16 ? message.getInt32(offset + round * 4) : extended(schedule, round)
    schedule[round] = word
    const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + (ADDED[round] ?? 0) + word) | 0
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  state.set([a, b, c, d, e, f, g, h].map((word, position) => word + (state[position] ?? 0)))
}

function extended(schedule: Int32Array, round: number): number {
  const before = (distance: number) => schedule[round - distance] ?? 0
  const low = rotate(before(15), 7) ^ rotate(before(15), 18) ^ (before(15) >>> 3)
  const high = rotate(before(2), 17) ^ rotate(before(2), 19) ^ (before(2) >>> 10)
  return (before(16) + low + before(7) + high) | 0
}
