import fc from 'fast-check'
import { decodeMessageRow, decodeRecord } from 'talkchart'
import { expect, test } from 'vitest'
import { DamagedRevision } from '../../src/stores/codec/damaged-revision.js'
import { decodeKeptMessages, decodeStoredCommit } from '../../src/stores/codec/record-codec.js'
import { decodeMessagesFile, encodeMessagesFile } from '../../src/stores/file/messages-file.js'
import { decodeRevisionFile, encodeRevisionFile } from '../../src/stores/file/revision-file.js'
import { record, row } from '../stores/fixtures.js'
import { anything, expectCleanPrototypes, expectOurs, isJson, mutated, runs, survives, TIME_LIMIT } from './hostile.js'

const soundRecord = record('a', 1, { pending: [{ text: 'hi', id: 'm1', at: 5 }], deadline: 7, messageCount: 1 })
const soundRow = { position: 0, message: { ...row(0).message, id: 'm1', interrupted: true as const } }
const soundCommit = { commitId: 'a#1', record: soundRecord, messages: [soundRow] }
const soundMessages = { id: 'a', revision: 1, messages: [soundRow] }

/** The files of a conversation in a folder. */
const files = [
  {
    file: "a revision's file",
    sound: soundCommit,
    encode: (payload: unknown) => encodeRevisionFile(payload as never),
    decode: (content: Buffer) => decodeRevisionFile(content, 1, 'a file'),
  },
  {
    file: 'the file with the messages of forgotten revisions',
    sound: soundMessages,
    encode: (payload: unknown) => encodeMessagesFile(payload as never),
    decode: (content: Buffer) => decodeMessagesFile(content, 1, 'a file'),
  },
]

/** What is read goes through JSON and is read again as it is. */
function readsAgain(decode: (input: unknown) => unknown) {
  return (input: unknown) => {
    const decoded = survives(() => decode(input))
    if (decoded !== undefined) {
      const json: unknown = JSON.parse(JSON.stringify(decoded))
      expect(decode(json)).toEqual(json)
    }
    expectCleanPrototypes()
  }
}

test.each([
  ['decodeRecord', decodeRecord, soundRecord],
  ['decodeMessageRow', decodeMessageRow, soundRow],
  ['decodeStoredCommit', decodeStoredCommit, soundCommit],
  ['decodeKeptMessages', decodeKeptMessages, soundMessages],
])(
  '%s reads anything or says what is wrong',
  (_name, decode, sound) => {
    fc.assert(fc.property(fc.oneof(anything, mutated(sound)), readsAgain(decode)), runs(250))
  },
  TIME_LIMIT,
)

test.each(files)(
  '$file with other bytes in any place is known to be damaged',
  ({ sound, encode, decode }) => {
    const whole = encode(sound)
    const change = fc.record({ at: fc.nat(whole.length), length: fc.nat(8), put: fc.uint8Array({ maxLength: 8 }) })
    const altered = change.map(({ at, length, put }) => Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + length)]))
    const content = fc.oneof(
      altered,
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
    )
    const holds = (bytes: Buffer) => {
      if (bytes.equals(whole)) return
      expect(() => decode(bytes)).toThrow(DamagedRevision)
    }
    fc.assert(fc.property(content, holds), runs(250))
  },
  TIME_LIMIT,
)

test.each(files)(
  '$file with a right checksum around anything is read or refused',
  ({ sound, encode, decode }) => {
    const holds = (payload: unknown) => {
      const text = JSON.stringify(payload) ?? 'null'
      const content = encode(JSON.parse(text))
      try {
        decode(content)
      } catch (error) {
        if (!(error instanceof DamagedRevision)) expectOurs(error)
      }
      expectCleanPrototypes()
    }
    const json = fc.oneof(fc.jsonValue(), mutated(sound).filter(isJson))
    fc.assert(fc.property(json, holds), runs(250))
  },
  TIME_LIMIT,
)
