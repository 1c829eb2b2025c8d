/**
 * Returns the SQL of the columns that tell workers what is due. They are filled for the conversations that are there; what an older talkchart commits
 * later is filled in by `sweepText`.
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
insert into ${schema}.migrations (version) values (5) on conflict do nothing;
do $do$ begin
  if not exists (select from pg_attribute where attrelid = '${conversations}'::regclass and attname = 'due_revision' and not attisdropped) then
    alter table ${conversations} add column due_revision bigint;
    -- What was put off stays put off.
    update ${conversations} set due_revision = revision where flow is not null;
  end if;
end $do$;
comment on column ${conversations}.due_revision is 'the revision for which due was set; any other one was made by an older talkchart';
${sweepText(schema)};
`
}

/**
 * Returns the statement that fills in what is due where an older talkchart has committed, which leaves these columns as they are. It reads all heads:
 * an index over their revisions would cost each commit more.
 */
export function sweepText(schema: string): string {
  return `update ${schema}.conversations as head set flow = found.flow, turn = found.turn, waits = found.waits, attempts = 0,
  due_revision = head.revision, due = ${dueAt('found.waits', 'head.deadline')}
from (
  select stale.id, row.revision, row.record->'flow'->>'name' as flow, (row.record->>'turn')::bigint as turn, case
    when row.record->>'phase' = 'done' then null
    when row.record->>'phase' = 'busy' or json_array_length(row.record->'pending') > 0 then 'pending'
    when row.record->>'phase' = 'failed' then 'failed'
    when row.record->>'deadline' is not null then 'timer'
  end as waits
  from ${schema}.conversations as stale join ${schema}.revisions as row on row.id = stale.id and row.revision = stale.revision
  where stale.due_revision is distinct from stale.revision
) as found where found.id = head.id and found.revision = head.revision`
}

/** Returns when what waits is due: a timer at its deadline, all else at once. Years that the database can not count are the last it can. */
export function dueAt(waits: string, deadline: string): string {
  return `case ${waits} when 'timer' then to_timestamp(greatest(0, least(1e14, ${deadline})) / 1000) when 'pending' then now() when 'failed' then now() end`
}
