const SHAPES = {
  send: 'M8 13V3M3.5 7.5 8 3l4.5 4.5',
  stop: 'M4.5 4.5h7v7h-7z',
  theme: 'M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2ZM8 2v12M10 3v10M12 4v8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  all: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  turn: 'M4 2v6q0 2 2 2h6M9.5 7.5 12 10l-2.5 2.5',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  chat: 'M2.5 3h11v8h-7l-2 2.5V11h-2z',
  chart: 'M2.5 3h4v3h-4zM9.5 3h4v3h-4zM6 10.5h4v3H6zM4.5 6v2.5h7V6M8 8.5v2',
  inspect: 'M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM10 10l3.5 3.5',
  whole: 'M2 8s2-4 6-4 6 4 6 4-2 4-6 4-6-4-6-4ZM8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z',
} as const

/** Shows a sign beside the name of a button; what it means is said by the button. */
export function Icon({ name }: { readonly name: keyof typeof SHAPES }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  )
}
