import { drawing } from '../../analysis/drawing/drawing.js'
import type { SvgOptions } from '../../analysis/drawing/drawing-options.js'
import type { PlayDrawing } from '../../page/protocol.js'
import { machineFromConfig } from '../../runtime/machine-from-config.js'
import { reportPart } from './report-part.js'

/** What is hidden at first. */
const CALM = ['limit', 'noMatch', 'global'] as const

/** Draws a machine, first without what is hidden at first. */
export async function draw(config: unknown): Promise<void> {
  const machine = machineFromConfig(config)
  const inBoth = async (hide: SvgOptions['hide'] = []): Promise<PlayDrawing> => {
    const options = { labels: 'none', hide } as const
    return { LR: await drawing(machine, { ...options, direction: 'LR' }), TB: await drawing(machine, { ...options, direction: 'TB' }) }
  }
  await reportPart('drawing', () => inBoth(CALM))
  await reportPart('wholeDrawing', () => inBoth())
}
