import * as v from 'valibot'
import type { PostgresSchemaOptions } from '../../stores/postgres/migrate.js'
import { listenForLostConnections, type PostgresClient, runQuery } from '../../stores/postgres/postgres-client.js'
import { schemaName } from '../../stores/postgres/schema-name.js'
import type { Statement } from '../../stores/postgres/statement.js'
import type { RunPosition, TurnEvent } from '../protocol/events.js'
import {
  appendStatement,
  beginStatement,
  endStatement,
  hexKey,
  interruptStatement,
  pollStatement,
  readStatement,
  removeStatement,
} from './postgres-relay-statements.js'
import { RelayPoll } from './relay-poll.js'
import { RelayedAttempt } from './relayed-attempt.js'
import type { RelayedReply, ReplyRelay } from './reply-relay.js'

/** How long an attempt lives when nothing is heard of it. */
const LIFE_MILLISECONDS = 10_000
const RENEW_MILLISECONDS = 1_000
const POLL_MILLISECONDS = 80

const pieceRow = v.object({
  attempt: v.string(),
  first: v.nullable(v.pipe(v.string(), v.transform(Number))),
  events: v.nullable(v.string()),
})
const headRow = v.object({ key: v.string(), attempt: v.string(), next: v.pipe(v.string(), v.transform(Number)) })
const writtenRow = v.object({ interrupted: v.boolean() })

/**
 * Makes a relay in a Postgres database, for any number of servers. Its tables are unlogged: they cost little, and are empty after a crash of the
 * database. They are made by `migratePostgresStore`. It polls, so that a transaction-pooling proxy may stand between.
 *
 * @param client a `pg.Pool`; the relay never ends it
 * @example
 * // pool: new pg.Pool({ connectionString })
 * const relayOn = (pool: Parameters<typeof postgresRelay>[0]) => postgresRelay(pool)
 */
export function postgresRelay(client: PostgresClient, options: PostgresSchemaOptions = {}): ReplyRelay {
  listenForLostConnections(client)
  return new PostgresRelay(client, schemaName(options.schema))
}

class PostgresRelay implements ReplyRelay {
  readonly #client: PostgresClient
  readonly #schema: string
  readonly #attempts = new Map<string, { readonly attempt: string; readonly writer: RelayedAttempt }>()
  readonly #poll: RelayPoll

  constructor(client: PostgresClient, schema: string) {
    this.#client = client
    this.#schema = schema
    this.#poll = new RelayPoll((ids) => this.#positions(ids), POLL_MILLISECONDS)
  }

  async begin(id: string, attempt: string, onInterrupt: () => void): Promise<void> {
    this.#attempts.get(id)?.writer.stop()
    const begun = this.#run(beginStatement(this.#schema, id, attempt, LIFE_MILLISECONDS)).then(() => undefined)
    const write = async (first: number, events: readonly TurnEvent[]) => {
      const statement = appendStatement(this.#schema, id, attempt, { milliseconds: LIFE_MILLISECONDS, first, events })
      const [row] = await this.#run(statement)
      return row === undefined ? undefined : v.parse(writtenRow, row).interrupted
    }
    this.#attempts.set(id, { attempt, writer: new RelayedAttempt(begun, RENEW_MILLISECONDS, write, onInterrupt) })
    await begun
  }

  append(id: string, attempt: string, events: readonly TurnEvent[]): void {
    const known = this.#attempts.get(id)
    if (known?.attempt === attempt) known.writer.append(events)
  }

  async end(id: string, attempt: string): Promise<void> {
    const known = this.#attempts.get(id)
    if (known?.attempt === attempt) {
      this.#attempts.delete(id)
      await known.writer.end()
    }
    await this.#run(endStatement(this.#schema, id, attempt))
  }

  async read(id: string, after?: RunPosition): Promise<RelayedReply | undefined> {
    const next = Math.min(after?.next ?? 0, Number.MAX_SAFE_INTEGER)
    const rows = (await this.#run(readStatement(this.#schema, id, after?.attempt ?? null, next))).map((row) => v.parse(pieceRow, row))
    const attempt = rows[0]?.attempt
    if (attempt === undefined) return undefined
    const from = attempt === after?.attempt ? next : 0
    // A piece may begin before what is known and end after it.
    const events = rows.flatMap(({ first, events }) => {
      const piece: readonly TurnEvent[] = events === null ? [] : JSON.parse(events)
      return piece.slice(Math.max(0, from - (first ?? 0)))
    })
    return { attempt, from, events }
  }

  async changed(id: string, milliseconds: number, after?: RunPosition): Promise<void> {
    await this.#poll.changed(id, milliseconds, after)
  }

  async signal(id: string, attempt: string): Promise<boolean> {
    return (await this.#run(interruptStatement(this.#schema, id, attempt))).length > 0
  }

  async remove(id: string): Promise<void> {
    this.#attempts.get(id)?.writer.stop()
    this.#attempts.delete(id)
    await this.#run(removeStatement(this.#schema, id))
  }

  async #positions(ids: readonly string[]): Promise<ReadonlyMap<string, RunPosition>> {
    const rows = (await this.#run(pollStatement(this.#schema, ids))).map((row) => v.parse(headRow, row))
    const found = new Map(rows.map(({ key, attempt, next }) => [key, { attempt, next }]))
    return new Map(
      ids.flatMap((id) => {
        const position = found.get(hexKey(id))
        return position === undefined ? [] : [[id, position]]
      }),
    )
  }

  #run({ text, values }: Statement): Promise<readonly unknown[]> {
    return runQuery(this.#client, text, values)
  }
}
