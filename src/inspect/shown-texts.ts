import type { Shown } from './show.js'

/** What is asked of a model, without the words that it is asked in. */
const QUESTION = { type: true, key: true, model: true, classes: true, candidates: true } as const satisfies Shown

const REQUEST = {
  kind: true,
  id: true,
  conversationId: true,
  state: true,
  model: true,
  about: true,
  history: { role: true },
  questions: QUESTION,
} as const satisfies Shown

const INPUT = { ...REQUEST, tasks: true, requests: REQUEST } as const satisfies Shown

const ERROR = { name: true, code: true, during: true, about: true } as const satisfies Shown

const CONTEXT = {
  conversationId: true,
  state: true,
  messages: { role: true, state: true, id: true },
  inbox: { id: true },
  lastUserId: true,
  seenIds: true,
  error: ERROR,
} as const satisfies Shown

/** The texts of a snapshot that are neither said, nor asked, nor told by anybody. */
export const SNAPSHOT = {
  status: true,
  value: true,
  tags: true,
  context: CONTEXT,
  input: INPUT,
  error: ERROR,
} as const satisfies Shown

/** The same for an event. */
export const EVENT = {
  type: true,
  id: true,
  actorId: true,
  error: ERROR,
  input: INPUT,
  snapshot: SNAPSHOT,
} as const satisfies Shown

/** What a compiled machine's `meta` holds besides prompts. */
export const META = {
  flow: true,
  initialState: true,
  about: true,
  tasks: true,
  transition: true,
  questions: QUESTION,
} as const satisfies Shown
