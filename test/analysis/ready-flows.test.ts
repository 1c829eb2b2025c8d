import { readdirSync } from 'node:fs'
import { type ConversationFlow, renderDiagnostics } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { expect, test } from 'vitest'

const folder = new URL('../../machines/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []))
const flows: [string, ConversationFlow][] = await Promise.all(
  names.map(async (name): Promise<[string, ConversationFlow]> => [name, (await import(`../../machines/${name}.ts`)).flow]),
)

test.each(flows)('the ready flow %s has neither errors nor warnings, nor keywords that add nothing', (_name, flow) => {
  const { diagnostics } = analyzeFlow(flow)
  expect(renderDiagnostics(diagnostics.filter(({ severity, code }) => severity !== 'info' || code === 'redundant-keyword'))).toBe('')
})
