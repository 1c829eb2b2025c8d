import { readdirSync } from 'node:fs'
import type { ConversationFlow } from 'talkchart'

const folder = new URL('../../machines/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []))

/** The flows of `machines/`. */
export const readyFlows: readonly ConversationFlow[] = await Promise.all(
  names.map(async (name): Promise<ConversationFlow> => (await import(`../../machines/${name}.ts`)).flow),
)
