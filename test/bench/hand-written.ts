import { assign, createActor, fromPromise, setup } from 'xstate'

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

/** One turn of the hand-written machine that invokes a promise. */
export function invokingTurn(): () => Promise<void> {
  const actor = createActor(invoking).start()
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

/** One turn of the hand-written machine without a child. */
export function plainTurn(): () => void {
  const actor = createActor(plain).start()
  return () => actor.send({ type: 'user.message', text: 'yes' })
}
