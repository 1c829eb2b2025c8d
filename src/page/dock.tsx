import { Icon } from './icons.js'

const VIEWS = [
  ['Chat', 'chat'],
  ['Chart', 'chart'],
  ['Inspect', 'inspect'],
] as const

export type DockedView = (typeof VIEWS)[number][0]

export interface DockProperties {
  readonly docked: DockedView
  readonly onDock: (view: DockedView) => void
}

/** Chooses the one view that a small screen has room for. */
export function Dock({ docked, onDock }: DockProperties) {
  return (
    <nav class="dock" aria-label="Views">
      {VIEWS.map(([name, icon]) => (
        <button type="button" key={name} aria-pressed={docked === name} onClick={() => onDock(name)}>
          <Icon name={icon} />
          {name}
        </button>
      ))}
    </nav>
  )
}
