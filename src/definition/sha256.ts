/**
 * The first 32 hexadecimal digits of a text's SHA-256. Every stored conversation bears such a fingerprint of its flow, and it is wanted at
 * once, in browsers too, where the platform's own digest answers later. It guards no secret.
 */
export function sha256Start(text: string): string {
  const words = paddedWords(new TextEncoder().encode(text))
  const state = START.slice()
  const schedule = new Int32Array(ROUNDS)
  for (let offset = 0; offset < words.length; offset += BLOCK_WORDS) mixBlock(state, schedule, words.subarray(offset, offset + BLOCK_WORDS))
  return Array.from(state.subarray(0, 4), (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

const ROUNDS = 64
const BLOCK_WORDS = 16

/** The names of FIPS 180-4: the fractions of the cube roots and of the square roots of the first primes. */
const PRIMES = firstPrimes(ROUNDS)
const K = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)))
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = []
  for (let number = 2; primes.length < count; number += 1) if (primes.every((prime) => number % prime !== 0)) primes.push(number)
  return primes
}

function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0
}

/** The bytes, a single bit, zeros, and the length in bits, as words of whole blocks. */
function paddedWords(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil((bytes.length + 9) / 64) * BLOCK_WORDS)
  const put = (position: number, byte: number) => {
    words[position >> 2] = (words[position >> 2] ?? 0) | (byte << (24 - (position % 4) * 8))
  }
  bytes.forEach((byte, position) => {
    put(position, byte)
  })
  put(bytes.length, 0x80)
  words[words.length - 2] = Math.floor(bytes.length / 2 ** 29)
  words[words.length - 1] = bytes.length << 3
  return words
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

function mixBlock(state: Int32Array, schedule: Int32Array, block: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let round = 0; round < ROUNDS; round += 1) {
    const word = block[round] ?? extended(schedule, round)
    schedule[round] = word
    const choice = (e & f) ^ (~e & g)
    const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + (K[round] ?? 0) + word) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, position) => {
    state[position] = ((state[position] ?? 0) + word) | 0
  })
}

function extended(schedule: Int32Array, round: number): number {
  const before = (distance: number) => schedule[round - distance] ?? 0
  const low = rotate(before(15), 7) ^ rotate(before(15), 18) ^ (before(15) >>> 3)
  const high = rotate(before(2), 17) ^ rotate(before(2), 19) ^ (before(2) >>> 10)
  return (before(16) + low + before(7) + high) | 0
}
