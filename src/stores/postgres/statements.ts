import type { ListOptions } from '../contract/conversation-store.js'
import { dueAt } from './claim-tables.js'
import { conversationKey } from './conversation-key.js'
import { enqueued, isFenced, livingLease } from './lease-conditions.js'
import type { Statement } from './statement.js'

/**
 * Writes a commit, all of it or nothing, in one statement: the head moves on only from the expected revision, and the rest is written only
 * when it did. One row comes back when it was written, none otherwise. Parameters: id, expected revision, revision, message count,
 * deadline, commit id, record, positions, messages, the commit id of
 * the expected revision, the record's checksum, the messages' checksums, the token of the lease, whether it ends, the ids of what is taken in,
 * the flow's name, the turn, what waits.
 */
export function commitText(schema: string, isFirst: boolean): string {
  return `with head as (${isFirst ? insertHead(schema) : updateHead(schema)}),
revision as (
  insert into ${schema}.revisions (id, revision, commit_id, message_count, record, checksum)
  select $1, $3, $6, $4, $7::json, $11 from head
),
added as (
  insert into ${schema}.messages (id, position, revision, message, checksum)
  select $1, row.position, $3, row.message::json, row.checksum
  from head, unnest($8::bigint[], $9::text[], $12::text[]) as row (position, message, checksum)
),
released as (
  update ${schema}.leases set until = '-infinity', revision = $3, commit_id = $6
  from head where $14::boolean and leases.id = $1 and leases.token = $13::text
),
taken as (
  delete from ${schema}.enqueued as row using head where row.id = $1 and row.message_id = any($15::text[])
)
select 1 from head where $2::bigint is not null`
}

function insertHead(schema: string): string {
  return `
  insert into ${schema}.conversations (id, revision, message_count, deadline, flow, turn, waits, due_revision, due)
  select $1::bytea, $3::bigint, $4::bigint, $5::double precision, $16::text, $17::bigint, $18::text, $3::bigint,
    ${dueAt('$18::text', '$5::double precision')}
  where $10::text = 'null' and ${isFenced(schema, '$13')}
  on conflict (id) do nothing returning 1
`
}

/** Every message by which the conversation grows must come along: a gap could never be loaded again. */
function updateHead(schema: string): string {
  return `
  update ${schema}.conversations as head
  set revision = $3::bigint, message_count = $4::bigint, deadline = $5::double precision,
    flow = $16::text, turn = $17::bigint, waits = $18::text, due_revision = $3::bigint, due = ${dueAt('$18::text', '$5::double precision')},
    attempts = case when $18::text = 'failed' and head.waits = 'failed' and head.turn = $17::bigint then head.attempts else 0 end
  where id = $1::bytea and revision = $2::bigint
    and exists (select from ${schema}.revisions as newest where newest.id = $1 and newest.revision = $2 and newest.commit_id = $10::text)
    and (select count(*) from unnest($8::bigint[]) as position where position >= head.message_count) >= $4::bigint - head.message_count
    and ${isFenced(schema, '$13')}
  returning 1
`
}

/** Tells why a commit was not written: the newest revision with its message count and its commit, and the commit that made the revision in question. */
export function rivalStatement(schema: string, id: string, revision: number, token: string | undefined): Statement {
  return {
    text: `select head.revision::text as newest, head.message_count::text as message_count, newest.commit_id as newest_commit_id, rival.commit_id,
  (select owner from ${schema}.leases as lease where not ${isFenced(schema, '$3')} and lease.id = $1) as lease_owner
from (values (1)) as one left join ${schema}.conversations as head on head.id = $1
  left join ${schema}.revisions as newest on newest.id = head.id and newest.revision = head.revision
  left join ${schema}.revisions as rival on rival.id = head.id and rival.revision = $2`,
    values: [conversationKey(id), revision, token ?? null],
  }
}

/**
 * A revision's record and its messages as one consistent result. The first row holds the record and which revisions there
 * are; every other row holds a message. No row at all: no such conversation.
 */
export function loadStatement(schema: string, id: string, revision: number | undefined, last: number | undefined): Statement {
  return {
    text: `with head as (
  select coalesce($2::bigint, newest.revision) as revision, newest.revision as newest,
    (select min(revision) from ${schema}.revisions where id = $1) as oldest,
    (select max(revision) from ${schema}.revisions where id = $1) as highest
  from ${schema}.conversations as newest where newest.id = $1
),
target as (
  select revisions.* from head join ${schema}.revisions on revisions.id = $1 and revisions.revision = head.revision
),
wanted as (
  select distinct on (row.position) row.position, row.revision, row.message, row.checksum
  from target join ${schema}.messages as row on row.id = $1 and row.revision <= target.revision
    and row.position < target.message_count and row.position >= target.message_count - coalesce($3::bigint, target.message_count)
  order by row.position, row.revision desc
)
select null as position, head.revision::text as revision, target.record::text as content, target.commit_id, target.checksum, head.newest::text, head.oldest::text, head.highest::text,
  ${livingLease(schema)}, ${enqueued(schema)}
from head left join target on true
union all
select position::text, revision::text, message::text, null, checksum, null, null, null, null, null, null from wanted`,
    values: [conversationKey(id), revision ?? null, last ?? null],
  }
}

/** Returns the newest records of a page. */
export function listStatement(schema: string, limit: number, { after, dueBefore, due }: ListOptions): Statement {
  const values: unknown[] = [limit]
  const where = ['true']
  if (after !== undefined) where.push(`head.id > $${values.push(conversationKey(after))}`)
  if (dueBefore !== undefined) where.push(`head.deadline <= $${values.push(dueBefore)}`)
  if (due !== undefined) {
    const before = `$${values.push(due.before)}::double precision`
    where.push(`case head.waits when 'timer' then head.deadline else (newest.record->>'updatedAt')::double precision end <= ${before}`)
    where.push(due.kinds === undefined ? 'head.waits is not null' : `head.waits = any($${values.push(due.kinds)}::text[])`)
  }
  return {
    text: `select encode(head.id, 'hex') as key, head.revision::text as revision, newest.record::text as content, newest.commit_id, newest.checksum
from ${schema}.conversations as head left join ${schema}.revisions as newest on newest.id = head.id and newest.revision = head.revision
where ${where.join(' and ')} order by head.id limit $1`,
    values,
  }
}

/** Returns the records of revisions from the given one back, the newest first. */
export function recordsStatement(schema: string, id: string, through: number, limit: number): Statement {
  return {
    text: `select row.revision::text as revision, row.record::text as content, row.commit_id, row.checksum
from ${schema}.revisions as row where row.id = $1 and row.revision <= $2 order by row.revision desc limit $3`,
    values: [conversationKey(id), through, limit],
  }
}

/** Returns the newest revision that has a record and is older than the given one. */
export function revisionBeforeStatement(schema: string, id: string, revision: number): Statement {
  return {
    text: `select max(revision)::text as revision from ${schema}.revisions where id = $1 and revision < $2`,
    values: [conversationKey(id), revision],
  }
}

/** Removes a conversation. Everything else of it goes with its head, but its lease and what is enqueued, which may be there without one. */
export function removeStatement(schema: string, id: string): Statement {
  return {
    text: `with lease as (delete from ${schema}.leases where id = $1), enqueued as (delete from ${schema}.enqueued where id = $1)
delete from ${schema}.conversations where id = $1`,
    values: [conversationKey(id)],
  }
}

/**
 * Deletes the revisions before the first one that is to stay, and every version of a message that no kept revision has. Nothing is deleted when
 * fewer than `keepRevisions` would stay: the conversation was begun anew. One row comes back, with the number of revisions that were deleted.
 */
export function forgetStatement(schema: string, id: string, first: number, keepRevisions: number): Statement {
  return {
    text: `with kept as (
  select oldest.revision, oldest.message_count
  from ${schema}.conversations as head join ${schema}.revisions as oldest on oldest.id = head.id and oldest.revision = $2::bigint
  where head.id = $1 and head.revision - $3::bigint + 1 >= $2::bigint
),
superseded as (
  delete from ${schema}.messages as row using kept
  where row.id = $1 and row.revision <= kept.revision and (
    row.position >= kept.message_count
    or exists (
      select from ${schema}.messages as newer
      where newer.id = $1 and newer.position = row.position and newer.revision > row.revision and newer.revision <= kept.revision
    )
  )
),
forgotten as (
  delete from ${schema}.revisions as old using kept where old.id = $1 and old.revision < kept.revision returning 1
)
select count(*)::text as count from forgotten`,
    values: [conversationKey(id), first, keepRevisions],
  }
}
