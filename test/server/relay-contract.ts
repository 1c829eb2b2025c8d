import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TurnEvent } from '../../src/server/protocol/events.js'
import type { ReplyRelay } from '../../src/server/relay/reply-relay.js'

/** A relay, and others that stand in other processes. */
export interface RelaySetup {
  readonly holder: ReplyRelay
  readonly elsewhere: ReplyRelay
  readonly cleanup?: () => Promise<void>
}

const piece = (text: string): TurnEvent => ({ type: 'delta', data: { text } })
const ignore = () => undefined

/** Reads until so many events are there. */
async function readUntil(relay: ReplyRelay, id: string, count: number) {
  for (;;) {
    const reply = await relay.read(id)
    if (reply !== undefined && reply.events.length >= count) return reply
    await relay.changed(id, 5_000, reply && { attempt: reply.attempt, next: reply.from + reply.events.length })
  }
}

/** What every relay has to do. */
export function describeRelayContract(name: string, setUp: () => Promise<RelaySetup>): void {
  describe(name, () => {
    let setup: RelaySetup
    beforeEach(async () => {
      setup = await setUp()
    })
    afterEach(async () => await setup.cleanup?.())

    test('holds nothing of a conversation that nobody runs', async () => {
      expect(await setup.elsewhere.read('ana')).toBeUndefined()
      expect(await setup.elsewhere.signal('ana', 'first', 'interrupt')).toBe(false)
      await setup.elsewhere.remove('ana')
    })

    test('tells what was appended, in order, from the event on that is not known', async () => {
      const { holder, elsewhere } = setup
      await holder.begin('ana', 'first', ignore)
      holder.append('ana', 'first', [piece('a'), piece('b')])
      holder.append('ana', 'first', [piece('c')])
      expect(await readUntil(elsewhere, 'ana', 3)).toEqual({ attempt: 'first', from: 0, events: [piece('a'), piece('b'), piece('c')] })
      expect(await elsewhere.read('ana', { attempt: 'first', next: 1 })).toEqual({
        attempt: 'first',
        from: 1,
        events: [piece('b'), piece('c')],
      })
      expect(await elsewhere.read('ana', { attempt: 'first', next: 3 })).toEqual({ attempt: 'first', from: 3, events: [] })
      expect(await elsewhere.read('ana', { attempt: 'another', next: 2 })).toMatchObject({ attempt: 'first', from: 0 })
      expect(await elsewhere.read('bob')).toBeUndefined()
    })

    test('a newer attempt takes the place of an older one, which can add nothing any more', async () => {
      const { holder, elsewhere } = setup
      await holder.begin('ana', 'first', ignore)
      holder.append('ana', 'first', [piece('old')])
      await readUntil(elsewhere, 'ana', 1)
      await elsewhere.begin('ana', 'second', ignore)
      holder.append('ana', 'first', [piece('late')])
      elsewhere.append('ana', 'second', [piece('new')])
      expect(await readUntil(holder, 'ana', 1)).toEqual({ attempt: 'second', from: 0, events: [piece('new')] })
      await holder.end('ana', 'first')
      expect(await holder.read('ana')).toMatchObject({ attempt: 'second' })
    })

    test('an attempt that is over is forgotten, and whoever waited hears of it', async () => {
      const { holder, elsewhere } = setup
      await holder.begin('ana', 'first', ignore)
      holder.append('ana', 'first', [piece('a')])
      await readUntil(elsewhere, 'ana', 1)
      const changed = elsewhere.changed('ana', 30_000, { attempt: 'first', next: 1 })
      await holder.end('ana', 'first')
      await changed
      expect(await elsewhere.read('ana')).toBeUndefined()
    })

    test('waits no longer than it is told, and not at all for what is there already', async () => {
      const { holder, elsewhere } = setup
      await elsewhere.changed('ana', 20)
      await holder.begin('ana', 'first', ignore)
      await elsewhere.changed('ana', 30_000)
      holder.append('ana', 'first', [piece('a')])
      await elsewhere.changed('ana', 30_000, { attempt: 'first', next: 0 })
      await elsewhere.changed('ana', 20, { attempt: 'first', next: 1 })
    })

    test('a request to cut off reaches the attempt that it names, and no other', async () => {
      const { holder, elsewhere } = setup
      let isInterrupted = false
      const interrupted = new Promise<void>((resolve) => {
        void holder.begin('ana', 'first', () => {
          isInterrupted = true
          resolve()
        })
      })
      await elsewhere.changed('ana', 30_000)
      expect(await elsewhere.signal('ana', 'earlier', 'interrupt')).toBe(false)
      expect(isInterrupted).toBe(false)
      expect(await elsewhere.signal('ana', 'first', 'interrupt')).toBe(true)
      await interrupted
    })

    test('a conversation that is removed leaves nothing', async () => {
      const { holder, elsewhere } = setup
      await holder.begin('ana', 'first', ignore)
      holder.append('ana', 'first', [piece('a')])
      await readUntil(elsewhere, 'ana', 1)
      await elsewhere.remove('ana')
      holder.append('ana', 'first', [piece('late')])
      await holder.end('ana', 'first')
      expect(await holder.read('ana')).toBeUndefined()
    })
  })
}
