import type { PlaygroundServer } from '../playground-server.js'
import { closeMenus, Menu } from './menu.js'

const FORMS = [
  ['json', 'JSON', 'json'],
  ['markdown', 'Markdown', 'md'],
  ['path', 'Test path', 'path.json'],
] as const

/** Saves the conversation as a file. */
export function ExportMenu({ server, id }: { readonly server: PlaygroundServer; readonly id: string }) {
  return (
    <Menu id="export" label="Export">
      {FORMS.map(([form, name, ending]) => (
        <button
          type="button"
          key={form}
          onClick={() => {
            closeMenus()
            save(server.exported(id, form), `${id}.${ending}`)
          }}
        >
          {name}
        </button>
      ))}
    </Menu>
  )
}

function save(file: Promise<Blob>, name: string): void {
  file.then(
    (blob) => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(blob)
      link.download = name
      link.click()
      URL.revokeObjectURL(link.href)
    },
    // No path can be made of every conversation.
    ({ title }) => alert(String(title)),
  )
}
