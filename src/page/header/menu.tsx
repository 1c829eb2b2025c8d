import type { ComponentChildren } from 'preact'

export interface MenuProperties {
  readonly id: string
  readonly label: string
  readonly onOpen?: () => void
  readonly children: ComponentChildren
}

/** A button that opens a list of buttons. The browser closes it by Escape or by a click elsewhere, and gives the focus back. */
export function Menu({ id, label, onOpen, children }: MenuProperties) {
  return (
    <>
      <button type="button" class="opens" popovertarget={id}>
        <span>{label}</span>
      </button>
      <div id={id} class="menu" popover="auto" onToggle={({ newState }) => newState === 'open' && onOpen?.()}>
        {children}
      </div>
    </>
  )
}

/** Closes whatever is open, when something was chosen. */
export function closeMenus(): void {
  for (const open of document.querySelectorAll<HTMLElement>(':popover-open')) open.hidePopover()
}
