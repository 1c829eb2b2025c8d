import type { Chat } from '../conversation/use-chat.js'
import type { PlayTurn } from '../protocol.js'

/** What the conversation has cost so far, and each of its turns. */
export function UsageTab({ view, turns }: { readonly view: Chat['view']; readonly turns: readonly PlayTurn[] }) {
  const rows = [
    { name: 'in all', state: '', usage: view.usage },
    ...turns.map(({ turn, ...rest }) => ({ name: turn === 0 ? 'opening' : `turn ${turn}`, ...rest })),
  ]
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">what</th>
          <th scope="col">model calls</th>
          <th scope="col">tokens read</th>
          <th scope="col">tokens written</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, state, usage }) => (
          <tr key={name}>
            <th scope="row">
              {name} <code>{state}</code>
            </th>
            <td>{usage.modelCalls}</td>
            <td>{usage.inputTokens}</td>
            <td>{usage.outputTokens}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
