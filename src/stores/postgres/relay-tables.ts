/**
 * Returns the SQL of the tables that tell other servers of running turns. They are unlogged: nothing in them counts, and they are empty after a
 * crash of the database.
 */
export function relayTables(schema: string): string {
  return `create unlogged table if not exists ${schema}.running (
  id bytea primary key,
  attempt text not null,
  until timestamptz not null,
  next bigint not null,
  interrupted boolean not null
);
comment on table ${schema}.running is 'the turns that run, for followers in other processes; until when they count, unless they are renewed';
create unlogged table if not exists ${schema}.running_events (
  id bytea not null,
  attempt text not null,
  first bigint not null,
  events json not null,
  primary key (id, attempt, first)
);
`
}
