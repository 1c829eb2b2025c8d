import { httpModel, openConversation, RevisionConflictError } from 'talkchart'
import { flow } from 'talkchart/machines/dynamic_routing'
import { idbStore } from 'talkchart/stores/idb'

const list = find('#messages', HTMLOListElement)
const notice = find('#notice', HTMLParagraphElement)
const form = find('form', HTMLFormElement)
const input = find('#text', HTMLInputElement)

// Begins the conversation, or goes on where this browser left it: a turn that a reload cut off runs again first.
const conversation = await openConversation({ flow, model: httpModel('/api/model'), store: idbStore(), id: 'support' })
for (const { role, text } of await conversation.history()) show(role).textContent = text
input.disabled = false

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void say(input.value)
  input.value = ''
})

async function say(text: string): Promise<void> {
  show('user').textContent = text
  const reply = show('assistant')
  try {
    const stream = conversation.stream(text)
    for await (const piece of stream) reply.append(piece)
    const { error } = await stream.turn
    notice.textContent = error === null ? '' : error.message
  } catch (error) {
    if (!(error instanceof RevisionConflictError)) throw error
    notice.textContent = 'This conversation went on in another tab. Reload to see it.'
    input.disabled = true
  }
}

function show(role: string): HTMLLIElement {
  const item = document.createElement('li')
  item.className = role
  list.append(item)
  return item
}

function find<Kind extends Element>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector)
  if (found instanceof kind) return found
  throw new Error(`The page has no ${selector}.`)
}
