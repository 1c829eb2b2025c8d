import { useEffect, useRef } from 'preact/hooks'
import { Icon } from './icons.js'

const KEYS = [
  ['/', 'write a message'],
  ['Enter', 'send, or open a state; with Shift, a new line'],
  ['Escape', 'close what is open'],
  ['?', 'this list'],
  ['← ↑ ↓ →', 'the next state or tab; the height of the panel'],
  ['+ − 0', 'zoom the chart; 0 resets it'],
] as const

/** What can be done by keys. The browser keeps the focus in it, closes it by Escape, and gives the focus back. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} aria-labelledby="keys" onClose={onClose}>
      <header>
        <h2 id="keys">Keys</h2>
        <button type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <dl>
        {KEYS.map(([key, what]) => (
          <div key={what}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  )
}
