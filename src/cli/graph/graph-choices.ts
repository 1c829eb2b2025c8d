import type { DrawingOptions, SvgOptions } from '../../analysis/index.js'

export const graphLabels = ['conditions', 'names', 'none'] as const satisfies readonly DrawingOptions['labels'][]

export const graphThemes = ['light', 'dark', 'auto'] as const satisfies readonly SvgOptions['theme'][]

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
