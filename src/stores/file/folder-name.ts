import { createHash } from 'node:crypto'

const LONGEST_ENCODED = 120
const READABLE_START = 40
const HASHED = /^long-.*-[0-9a-f]{64}$/
const ENCODED = /^id-((?:[a-z0-9_-]|%[0-9a-f]{2}|%u[0-9a-f]{4})*)$/

/**
 * The name of a conversation's folder: the id with everything escaped that some file system treats specially. Upper case is
 * escaped too, since on many disks `A` and `a` are one name. Ids too long for a file name are told apart by their SHA-256.
 *
 * @example folderName('User123') // 'id-%55ser123'
 */
export function folderName(id: string): string {
  const encoded = id.replaceAll(/[^a-z0-9_-]/g, escapeCodeUnit)
  if (encoded.length <= LONGEST_ENCODED) return `id-${encoded}`
  return `long-${encoded.slice(0, READABLE_START)}-${createHash('sha256').update(id, 'utf16le').digest('hex')}`
}

/** Returns what a folder's name tells: the id, `'hashed'` when only its record tells the id, undefined when it is no conversation's. */
export function readFolderName(name: string): { readonly id: string } | 'hashed' | undefined {
  const encoded = ENCODED.exec(name)?.[1]
  if (encoded === undefined) return HASHED.test(name) ? 'hashed' : undefined
  const id = encoded.replaceAll(/%u([0-9a-f]{4})|%([0-9a-f]{2})/g, (_, wide: string | undefined, narrow: string | undefined) =>
    String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16)),
  )
  return folderName(id) === name ? { id } : undefined
}

// Without the `u` flag the pattern goes by code units, so that a lone surrogate is kept as it is.
function escapeCodeUnit(unit: string): string {
  const hex = unit.charCodeAt(0).toString(16)
  return unit.charCodeAt(0) < 0x100 ? `%${hex.padStart(2, '0')}` : `%u${hex.padStart(4, '0')}`
}
