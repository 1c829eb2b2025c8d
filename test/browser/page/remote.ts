import { remoteConversation } from 'talkchart/remote'

const list = find('#messages', HTMLOListElement)
const notice = find('#notice', HTMLParagraphElement)
const form = find('form', HTMLFormElement)
const input = find('#text', HTMLInputElement)

// Begins the conversation, or goes on where it stands: also in the middle of a reply.
const chat = remoteConversation({ url: '/conversations', id: conversationId() })
chat.subscribe(show)
void chat.open()

form.addEventListener('submit', (event) => {
  event.preventDefault()
  chat.send(input.value).catch((error: Error) => {
    notice.textContent = error.message
  })
  input.value = ''
})

/** Shows what was said, here and elsewhere, what waits, and the reply that is being made. */
function show(): void {
  const { messages, reply = '', status, error } = chat.view
  const shown = reply === '' ? messages : [...messages, { role: 'assistant', text: reply }]
  list.replaceChildren(...shown.map(({ role, text }) => itemOf(role, text)))
  notice.textContent = error?.message ?? ''
  input.disabled = status === 'opening'
}

/** The server decides who may use which conversation. This id only tells the conversations of one user apart. */
function conversationId(): string {
  const id = localStorage.getItem('conversation') ?? Math.random().toString(36).slice(2)
  localStorage.setItem('conversation', id)
  return id
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
