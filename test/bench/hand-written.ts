import { assign, createActor, fromPromise, type Snapshot, setup } from 'xstate'

interface Context {
  readonly messages: readonly string[]
}

type Event = { readonly type: 'user.message'; readonly text: string }

const keep = 100

const parts = setup({
  types: { context: {} as Context, events: {} as Event },
  actors: { reply: fromPromise<string, string>(async ({ input }) => input) },
})

/** What a developer writes by hand for a turn: a promise is invoked, and its result is kept. */
const invoking = parts.createMachine({
  context: { messages: [] },
  initial: 'listening',
  states: {
    listening: {
      on: {
        'user.message': {
          guard: ({ event }) => /\byes\b/i.test(event.text),
          target: 'responding',
          actions: assign({ messages: ({ context, event }) => [...context.messages.slice(1 - keep), event.text] }),
        },
      },
    },
    responding: {
      invoke: {
        src: 'reply',
        input: 'Well?',
        onDone: {
          target: 'listening',
          actions: assign({ messages: ({ context, event }) => [...context.messages.slice(1 - keep), event.output] }),
        },
      },
    },
  },
})

/** The same without a child: everything in one transition. */
const plain = parts.createMachine({
  context: { messages: [] },
  initial: 'listening',
  states: {
    listening: {
      on: {
        'user.message': {
          guard: ({ event }) => /\byes\b/i.test(event.text),
          target: 'listening',
          actions: assign({ messages: ({ context, event }) => [...context.messages.slice(2 - keep), event.text, 'Well?'] }),
        },
      },
    },
  },
})

/** Starts the hand-written machine that invokes a promise. */
export function startInvoking(snapshot?: Snapshot<unknown>) {
  return createActor(invoking, snapshot === undefined ? {} : { snapshot }).start()
}

/** Sends a message to the machine that invokes a promise, and waits for its reply. */
function askInvoking(actor: ReturnType<typeof startInvoking>): () => Promise<void> {
  let answered: () => void = () => undefined
  actor.subscribe(({ value }) => {
    if (value === 'listening') answered()
  })
  return () =>
    new Promise((resolve) => {
      answered = resolve
      actor.send({ type: 'user.message', text: 'yes' })
    })
}

/** Returns one turn of the hand-written machine that invokes a promise. */
export function invokingTurn(): () => Promise<void> {
  return askInvoking(startInvoking())
}

/** Returns one turn of the same machine as a server takes it: restored from JSON before the turn, saved as JSON after it. */
export function restoredTurn(): () => Promise<void> {
  let saved = JSON.stringify(startInvoking().getPersistedSnapshot())
  return async () => {
    const actor = startInvoking(JSON.parse(saved))
    await askInvoking(actor)()
    saved = JSON.stringify(actor.getPersistedSnapshot())
    actor.stop()
  }
}

/** Returns one turn of the hand-written machine without a child. */
export function plainTurn(): () => void {
  const actor = createActor(plain).start()
  return () => actor.send({ type: 'user.message', text: 'yes' })
}

/** Returns one turn without any library: a switch over the states. */
export function loopTurn(): () => void {
  let state: 'ping' | 'pong' = 'ping'
  let messages: readonly string[] = []
  return () => {
    const text = 'yes'
    switch (state) {
      case 'ping':
        if (/\byes\b/i.test(text)) state = 'pong'
        break
      case 'pong':
        if (/\byes\b/i.test(text)) state = 'ping'
        break
    }
    messages = [...messages.slice(2 - keep), text, 'Well?']
  }
}
