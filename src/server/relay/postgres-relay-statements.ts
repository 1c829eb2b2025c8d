import { conversationKey } from '../../stores/postgres/conversation-key.js'
import type { Statement } from '../../stores/postgres/statement.js'

/** The tables' own clock alone counts: the clocks of the servers may differ. */
const SOON = "clock_timestamp() + $3::double precision * interval '1 millisecond'"

/** Begins an attempt, and drops what an older one has left. Every statement takes the head before its events, or two of them would wait for each other. */
export function beginStatement(schema: string, id: string, attempt: string, milliseconds: number): Statement {
  return {
    text: `with head as (
  insert into ${schema}.running (id, attempt, until, next, interrupted) values ($1, $2, ${SOON}, 0, false)
  on conflict (id) do update set attempt = excluded.attempt, until = excluded.until, next = 0, interrupted = false returning id
)
delete from ${schema}.running_events as piece using head where piece.id = head.id and piece.attempt <> $2`,
    values: [conversationKey(id), attempt, milliseconds],
  }
}

/**
 * Lets an attempt live on and adds events to it. No row comes back for one that is dead or dropped, and nothing is added then.
 *
 * @param first the number of the first event
 */
export function appendStatement(
  schema: string,
  id: string,
  attempt: string,
  { milliseconds, first, events }: { readonly milliseconds: number; readonly first: number; readonly events: readonly unknown[] },
): Statement {
  return {
    text: `with head as (
  update ${schema}.running set until = ${SOON}, next = $4::bigint + $5::bigint
  where id = $1 and attempt = $2 and until > clock_timestamp() returning interrupted
),
added as (
  insert into ${schema}.running_events (id, attempt, first, events) select $1, $2, $4::bigint, $6::json from head where $5::bigint > 0
)
select interrupted from head`,
    values: [conversationKey(id), attempt, milliseconds, first, events.length, JSON.stringify(events)],
  }
}

export function endStatement(schema: string, id: string, attempt: string): Statement {
  return {
    text: `with head as (delete from ${schema}.running where id = $1 and attempt = $2 returning id)
delete from ${schema}.running_events as piece using head where piece.id = head.id and piece.attempt = $2`,
    values: [conversationKey(id), attempt],
  }
}

export function removeStatement(schema: string, id: string): Statement {
  return {
    text: `with head as (delete from ${schema}.running where id = $1 returning id)
delete from ${schema}.running_events where id = $1 and (select count(*) from head) >= 0`,
    values: [conversationKey(id)],
  }
}

/** Reads the pieces of the living attempt; one row without a piece when there is nothing new of it. */
export function readStatement(schema: string, id: string, attempt: string | null, next: number): Statement {
  return {
    text: `select head.attempt, piece.first::text as first, piece.events::text as events
from ${schema}.running as head left join ${schema}.running_events as piece
  on piece.id = head.id and piece.attempt = head.attempt
    and (head.attempt is distinct from $2::text or piece.first + json_array_length(piece.events) > $3::bigint)
where head.id = $1 and head.until > clock_timestamp() order by piece.first`,
    values: [conversationKey(id), attempt, next],
  }
}

/** Tells how far the living attempts of several conversations are. */
export function pollStatement(schema: string, ids: readonly string[]): Statement {
  return {
    text: `select watched.key, head.attempt, head.next::text as next
from unnest($1::text[]) as watched (key) join ${schema}.running as head on head.id = decode(watched.key, 'hex')
where head.until > clock_timestamp()`,
    values: [ids.map(hexKey)],
  }
}

export function interruptStatement(schema: string, id: string, attempt: string): Statement {
  return {
    text: `update ${schema}.running set interrupted = true where id = $1 and attempt = $2 and until > clock_timestamp() returning 1`,
    values: [conversationKey(id), attempt],
  }
}

/** Returns the key of a conversation as `pollStatement` tells it. */
export function hexKey(id: string): string {
  return conversationKey(id).toString('hex')
}
