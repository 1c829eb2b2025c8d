import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import pg from 'pg'
import { fileStore } from 'talkchart/stores/file'
import { migratePostgresStore, postgresStore } from 'talkchart/stores/postgres'

/** Where processes find the store that they share. */
export type StorePlace = { readonly directory: string } | { readonly connectionString: string; readonly schema: string }

/**
 * Makes a folder with a script for processes of their own, and a store that they share: in that folder, or in the Postgres of DATABASE_URL.
 *
 * @param named begins the names of the folder and the schema
 * @param process the script's source; it runs on the built package
 */
export async function openPlace(named: string, process: URL, options: { readonly store: string; readonly fsync?: boolean }) {
  const { env, pid } = globalThis.process
  const folder = mkdtempSync(join(tmpdir(), `talkchart-${named}-`))
  const script = join(folder, 'process.mjs')
  buildSync({
    entryPoints: [fileURLToPath(process)],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  if (options.store !== 'postgres') {
    const directory = join(folder, 'conversations')
    const { fsync = true } = options
    return {
      folder,
      script,
      place: { directory } satisfies StorePlace,
      store: fileStore(directory, { fsync }),
      close: async () => removeFolder(),
    }
  }
  const { DATABASE_URL: connectionString = '' } = env
  const schema = `${named}_${pid}`
  const pool = new pg.Pool({ connectionString })
  await migratePostgresStore(pool, { schema })
  const close = async () => {
    await pool.query(`drop schema ${schema} cascade`)
    await pool.end()
    removeFolder()
  }
  return { folder, script, place: { connectionString, schema } satisfies StorePlace, store: postgresStore(pool, { schema }), close }
}
