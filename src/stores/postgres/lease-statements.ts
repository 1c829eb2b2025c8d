import type { LeaseRequest } from '../contract/leases.js'
import type { PendingInput } from '../contract/pending-input.js'
import { conversationKey } from './conversation-key.js'
import { enqueued, livingLease } from './lease-conditions.js'
import type { Statement } from './statement.js'

// All times are the database's, so that it does not matter how the clocks of its clients stand.

/**
 * Takes the lease, unless another one lives, and reads what whoever gets it has to know. While it waits for the row of the lease, another process
 * may commit and end its lease, which a statement that began before does not see in the conversation's row. So the row of the lease keeps the
 * revision with which it ended, and whoever gets it goes by the greater of both.
 */
export function leaseStatement(schema: string, id: string, { owner, milliseconds }: LeaseRequest, token: string): Statement {
  return {
    text: `with got as (
  insert into ${schema}.leases as lease (id, owner, token, until) values ($1, $2, $3, ${fromNow('$4')})
  on conflict (id) do update set owner = excluded.owner, token = excluded.token, until = excluded.until where lease.until <= clock_timestamp()
  returning token, revision, commit_id
)
select got.token, got.revision::text as left_revision, got.commit_id as left_commit_id,
  head.revision::text as revision, newest.commit_id, ${livingLease(schema)}, ${enqueued(schema)}
from (values (1)) as one left join got on true
  left join ${schema}.conversations as head on head.id = $1
  left join ${schema}.revisions as newest on newest.id = $1 and newest.revision = head.revision`,
    values: [conversationKey(id), owner.replaceAll('\u0000', ''), token, milliseconds],
  }
}

/** Makes a lease last from now. One row comes back unless it is lost. */
export function renewStatement(schema: string, id: string, token: string, milliseconds: number): Statement {
  return {
    text: `update ${schema}.leases set until = ${fromNow('$3')} where id = $1 and token = $2 and until > clock_timestamp() returning 1`,
    values: [conversationKey(id), token, milliseconds],
  }
}

/** Ends a lease. Its row stays: it tells whoever waits for it what the newest commit was. */
export function releaseStatement(schema: string, id: string, token: string): Statement {
  return {
    text: `update ${schema}.leases as lease set until = '-infinity', revision = newest.revision, commit_id = newest.commit_id
from (values (1)) as one
  left join ${schema}.conversations as head on head.id = $1
  left join ${schema}.revisions as newest on newest.id = $1 and newest.revision = head.revision
where lease.id = $1 and lease.token = $2`,
    values: [conversationKey(id), token],
  }
}

/** Keeps what came for a conversation, unless it is kept already. */
export function enqueueStatement(schema: string, id: string, input: PendingInput): Statement {
  return {
    text: `insert into ${schema}.enqueued (id, message_id, message) values ($1, $2, $3::json) on conflict (id, message_id) do nothing`,
    values: [conversationKey(id), JSON.stringify(input.id), JSON.stringify(input)],
  }
}

function fromNow(milliseconds: string): string {
  return `clock_timestamp() + ${milliseconds}::double precision * interval '1 millisecond'`
}
