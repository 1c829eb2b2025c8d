// Opens a store and lets the contract suite use it, until it is killed.
import pg from 'pg'
import { serveStore } from '../../src/stores/contract-suite/serve-store.js'
import { fileStore } from '../../src/stores/file/file-store.js'
import { postgresStore } from '../../src/stores/postgres/postgres-store.js'

const [kind = '', place = '', schema = ''] = process.argv.slice(2)
const pool = kind === 'postgres' ? new pg.Pool({ connectionString: place, max: 2 }) : undefined
await serveStore(pool === undefined ? fileStore(place) : postgresStore(pool, { schema }))
await pool?.end()
