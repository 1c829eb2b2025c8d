/**
 * Returns the SQL of the columns that tell workers what is due. They are filled for the conversations that are there; an older talkchart that still
 * commits leaves them as they are.
 */
export function claimTables(schema: string): string {
  const conversations = `${schema}.conversations`
  return `alter table ${conversations} add column if not exists flow text, add column if not exists turn bigint, add column if not exists waits text,
  add column if not exists due timestamptz, add column if not exists attempts integer not null default 0;
comment on column ${conversations}.waits is 'what waits to be done: timer, pending or failed';
comment on column ${conversations}.due is 'when a worker may take it up; put off when one does, null for never';
comment on column ${conversations}.attempts is 'how often workers have taken it up without any progress';
create index if not exists conversations_work on ${conversations} (flow, due) where due is not null;
alter table ${schema}.enqueued add column if not exists enqueued_at timestamptz not null default now();
update ${conversations} as head set flow = found.flow, turn = found.turn, waits = found.waits, due = ${dueAt('found.waits', 'head.deadline')}
from (
  select row.id, row.revision, row.record->'flow'->>'name' as flow, (row.record->>'turn')::bigint as turn, case
    when row.record->>'phase' = 'done' then null
    when row.record->>'phase' = 'busy' or json_array_length(row.record->'pending') > 0 then 'pending'
    when row.record->>'phase' = 'failed' then 'failed'
    when row.record->>'deadline' is not null then 'timer'
  end as waits from ${schema}.revisions as row
) as found where head.flow is null and found.id = head.id and found.revision = head.revision;
`
}

/** Returns when what waits is due: a timer at its deadline, all else at once. Years that the database can not count are the last it can. */
export function dueAt(waits: string, deadline: string): string {
  return `case ${waits} when 'timer' then to_timestamp(greatest(0, least(1e14, ${deadline})) / 1000) when 'pending' then now() when 'failed' then now() end`
}
