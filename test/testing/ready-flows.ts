import { readdirSync } from 'node:fs'
import type { ConversationFlow } from 'talkchart'

const folder = new URL('../../machines/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []))

/** Every ready flow, by its name. */
export const readyFlows: readonly (readonly [string, ConversationFlow])[] = await Promise.all(
  names.map(async (name) => [name, (await import(`../../machines/${name}.ts`)).flow] as const),
)
