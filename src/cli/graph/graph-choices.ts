import type { ChartEdgeKind } from '../../analysis/index.js'

export const graphFormats = ['mermaid', 'svg', 'stately', 'source'] as const

export const hidableKinds = [
  'transition',
  'advance',
  'noMatch',
  'timeout',
  'limit',
  'error',
  'end',
  'call',
  'digression',
  'return',
  'resume',
] as const satisfies readonly ChartEdgeKind[]
