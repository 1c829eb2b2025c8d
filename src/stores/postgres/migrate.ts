import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { claimTables } from './claim-tables.js'
import { lacksTables, listenForLostConnections, type PostgresClient, runQuery, runScript } from './postgres-client.js'
import { relayTables } from './relay-tables.js'
import { schemaName } from './schema-name.js'

/** How the tables stand now. Each change of theirs adds one to it, and statements to `postgresTables` that bring older ones up to date. */
const TABLES_VERSION = 6

/** Any number, the same in every process: servers that start together migrate one after the other. */
const MIGRATION_LOCK = 7_234_915_001

/** Names the schema in which the tables of a store are. */
export interface PostgresSchemaOptions {
  /** The Postgres schema that the tables stand in; `'talkchart'` by default. */
  readonly schema?: string
}

/**
 * Makes the tables that `postgresStore` and `postgresRelay` need, or brings those of an older talkchart up to date. Repeating it does no harm, also from
 * several processes at once; it is all or nothing.
 *
 * @throws StoreUnavailableError when the database can not be reached or does not allow it
 * @throws TalkchartError (`newer-tables`) when a newer talkchart has made the tables
 * @throws TalkchartError (`database-encoding`) when the database can not hold every character that people write
 * @example const prepare = (pool: Parameters<typeof migratePostgresStore>[0]) => migratePostgresStore(pool, { schema: 'support' })
 */
export async function migratePostgresStore(client: PostgresClient, options: PostgresSchemaOptions = {}): Promise<void> {
  listenForLostConnections(client)
  await refuseNarrowEncoding(client)
  const version = await tablesVersion(client, schemaName(options.schema))
  if (version > TABLES_VERSION) {
    throw new TalkchartError(
      'newer-tables',
      `A newer talkchart made these tables (version ${version}; this one knows ${TABLES_VERSION}). Upgrade talkchart; nothing was changed.`,
    )
  }
  if (version < TABLES_VERSION) await runScript(client, postgresTables(options))
}

/**
 * Returns the SQL that `migratePostgresStore` runs, for those who apply their migrations with a tool of their own.
 *
 * @example const sql = postgresTables({ schema: 'support' })
 */
export function postgresTables(options: PostgresSchemaOptions = {}): string {
  const schema = schemaName(options.schema)
  // Several statements in one query are one transaction.
  return `select pg_advisory_xact_lock(${MIGRATION_LOCK});
do $do$ begin
  -- "if not exists" would still ask for the right to create schemas.
  if to_regnamespace('${schema}') is null then create schema ${schema}; end if;
end $do$;
create table if not exists ${schema}.migrations (version integer primary key, applied_at timestamptz not null default now());
create table if not exists ${schema}.conversations (
  id bytea primary key,
  revision bigint not null,
  message_count bigint not null,
  deadline double precision
);
comment on column ${schema}.conversations.id is 'the id in UTF-16, big endian, so that any id is allowed and they sort as in JavaScript';
create index if not exists conversations_due on ${schema}.conversations (deadline) where deadline is not null;
create table if not exists ${schema}.revisions (
  id bytea not null references ${schema}.conversations on delete cascade,
  revision bigint not null,
  commit_id text not null,
  message_count bigint not null,
  record json not null,
  primary key (id, revision)
);
create table if not exists ${schema}.messages (
  id bytea not null references ${schema}.conversations on delete cascade,
  position bigint not null,
  revision bigint not null,
  message json not null,
  primary key (id, position, revision)
);
insert into ${schema}.migrations (version) values (1) on conflict do nothing;
alter table ${schema}.revisions add column if not exists checksum text;
alter table ${schema}.messages add column if not exists checksum text;
comment on column ${schema}.revisions.checksum is 'SHA-256 over the record and its place; null in rows from before there was one';
comment on column ${schema}.messages.checksum is 'SHA-256 over the message and its place; null in rows from before there was one';
insert into ${schema}.migrations (version) values (2) on conflict do nothing;
create unlogged table if not exists ${schema}.leases (
  id bytea primary key,
  owner text not null,
  token text not null,
  until timestamptz not null,
  revision bigint,
  commit_id text
);
comment on table ${schema}.leases is 'who runs the turns of a conversation; a lease that has ended keeps the commit with which it did';
create table if not exists ${schema}.enqueued (
  id bytea not null,
  message_id text not null,
  position bigint generated always as identity,
  message json not null,
  primary key (id, message_id)
);
comment on table ${schema}.enqueued is 'what came for a conversation while another process held its lease';
insert into ${schema}.migrations (version) values (3) on conflict do nothing;
${relayTables(schema)}insert into ${schema}.migrations (version) values (4) on conflict do nothing;
${claimTables(schema)}insert into ${schema}.migrations (version) values (6) on conflict do nothing;
`
}

/** SQL_ASCII takes every byte as it is. */
const WIDE_ENCODINGS = ['UTF8', 'SQL_ASCII']

async function refuseNarrowEncoding(client: PostgresClient): Promise<void> {
  const [row] = await runQuery(client, `select current_setting('server_encoding') as encoding`)
  const encoding = typeof row === 'object' && row !== null && 'encoding' in row ? String(row.encoding) : 'UTF8'
  if (WIDE_ENCODINGS.includes(encoding)) return
  throw new TalkchartError(
    'database-encoding',
    `This database has the encoding ${encoding}, which can not hold every character that people write: emoji, for example. Nothing was changed. ` +
      `Use a database that was made with: create database NAME encoding 'UTF8' template template0.`,
  )
}

async function tablesVersion(client: PostgresClient, schema: string): Promise<number> {
  try {
    const [row] = await runQuery(client, `select coalesce(max(version), 0)::text as version from ${schema}.migrations`)
    return typeof row === 'object' && row !== null && 'version' in row ? Number(row.version) : 0
  } catch (error) {
    if (lacksTables(error)) return 0
    throw error
  }
}
