import { type ConversationContext, httpModel, openConversation, TalkchartError } from 'talkchart'
import { flow } from 'talkchart/machines/dynamic_routing'
import { idbStore } from 'talkchart/stores/idb'

const list = find('#messages', HTMLOListElement)
const notice = find('#notice', HTMLParagraphElement)
const form = find('form', HTMLFormElement)
const input = find('#text', HTMLInputElement)

// Begins the conversation, or goes on where this browser left it: a turn that a reload cut off runs again first. Another tab may go on with it too.
const model = httpModel('/api/model')
const conversation = await openConversation({ flow, model, store: idbStore(), id: 'support', onConflict: 'reload' })
show(conversation.actor.getSnapshot().context)
conversation.subscribe(show)
input.disabled = false

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void say(input.value)
  input.value = ''
})

async function say(text: string): Promise<void> {
  try {
    const { error } = await conversation.send(text)
    notice.textContent = error?.message ?? ''
  } catch (error) {
    if (!TalkchartError.isInstance(error)) throw error
    notice.textContent = error.message
  }
}

/** Shows what was said, here and in other tabs, and the reply that is being made. */
function show({ messages, partialReply }: Pick<ConversationContext, 'messages' | 'partialReply'>): void {
  const reply = partialReply === '' ? [] : [{ role: 'assistant', text: partialReply }]
  list.replaceChildren(...[...messages, ...reply].map(({ role, text }) => itemOf(role, text)))
}

function itemOf(role: string, text: string): HTMLLIElement {
  const item = document.createElement('li')
  item.className = role
  item.textContent = text
  return item
}

function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector)
  if (found instanceof kind) return found
  throw new Error(`The page has no ${selector}.`)
}
