import type { DrawingOptions } from '../../analysis/index.js'

export const graphFormats = ['mermaid', 'svg', 'stately', 'source'] as const

export const hidableKinds = [
  'transition',
  'advance',
  'noMatch',
  'timeout',
  'event',
  'limit',
  'error',
  'end',
  'call',
  'digression',
  'return',
  'resume',
  'global',
] as const satisfies NonNullable<DrawingOptions['hide']>
