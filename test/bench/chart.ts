import { ratioOf, type Samples, spreadOf } from './sampling.js'

const LABELS = 230
const BARS = 400
const ROW = 28
const TOP = 44

/** How dark or light the page is decides the colours. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .quiet { fill: #6e7781; font-size: 12px }
  .grid { stroke: #d0d7de }
  .other { fill: #8c959f }
  .own { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .other { fill: #656c76 }
    .own { fill: #4493f8 }
  }`

/** Returns an SVG with a bar for the median of each row. The axis is logarithmic: each line is ten times the line before it. */
export function chartOf(samples: Samples): string {
  const rows = Object.entries(samples).map(([name, values]) => ({ name, value: spreadOf(values).median }))
  const powers = rows.map(({ value }) => Math.log10(value))
  const first = Math.floor(Math.min(...powers))
  const last = Math.ceil(Math.max(...powers))
  const at = (power: number) => Math.round(LABELS + ((power - first) / (last - first)) * BARS)
  const height = TOP + rows.length * ROW + 8
  const lines = Array.from({ length: last - first + 1 }, (_, position) => first + position).map((power) => {
    const line = `<line class="grid" x1="${at(power)}" x2="${at(power)}" y1="${TOP - 6}" y2="${height - 8}"/>`
    return `${line}<text class="quiet" x="${at(power)}" y="${TOP - 12}" text-anchor="middle">${microseconds(10 ** power)}</text>`
  })
  const bars = rows.map(({ name, value }, position) => {
    const y = TOP + position * ROW
    const end = at(Math.log10(value))
    const times = ratioOf(samples, name, 'XState with invoke').median
    return [
      `<text x="${LABELS - 10}" y="${y + 16}" text-anchor="end">${name}</text>`,
      `<rect class="${/^(actor|send)/.test(name) ? 'own' : 'other'}" x="${LABELS}" y="${y + 3}" width="${end - LABELS}" height="18" rx="2"/>`,
      `<text x="${end + 6}" y="${y + 16}">${microseconds(value)}<tspan class="quiet"> · ${Number(times.toPrecision(2))}×</tspan></text>`,
    ].join('')
  })
  const title = 'CPU time of one turn, each line ten times more; × is against XState with invoke'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LABELS + BARS + 110} ${height}" role="img" aria-label="${title}">
<title>${title}</title>
<style>${STYLE}
</style>
<text x="0" y="14">${title}</text>
${[...lines, ...bars].join('\n')}
</svg>
`
}

function microseconds(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toPrecision(2))} ms` : `${Number(value.toPrecision(2))} µs`
}
