import type { COLOURS } from '../../chart/colours.js'
import { printable } from '../../chart/element-ids.js'
import { escapeXml } from './escape-xml.js'
import type { WalkScene } from './walk-scenes.js'
import { saidElementId } from './walk-style.js'

const CAPTION = { height: 92, size: 13, lineHeight: 17, margin: 16, padding: 9, characterWidth: 7, mostLines: 2 }

/** Opens the picture that Graphviz writes. */
const ROOT = /(<svg class="talkchart walk"[^>]* width=")(\d+)(pt" height=")(\d+)(pt"\s+viewBox="[\d.]+ [\d.]+ )([\d.]+) ([\d.]+)"/

/** How what is said is written below a picture. */
export interface CaptionOptions {
  readonly idPrefix: string
  readonly colours: (typeof COLOURS)[keyof typeof COLOURS]
}

/** Returns a picture without what nobody sees of one that only moves: tooltips, remarks, and a font for each text. */
export function slim(svg: string): string {
  const [font = ''] = / font-family="[^"]*"/.exec(svg) ?? []
  return svg
    .replace(/<!--.*?-->\n/gs, '')
    .replace(/<title>.*?<\/title>\n/gs, '')
    .replace(/<g id="a_[^"]*"><a [^>]*>\n(.*?)<\/a>\n<\/g>\n/gs, '$1')
    .replaceAll(' xml:space="preserve"', '')
    .replaceAll(font, '')
    .replace(/^.*?<svg class="talkchart"/s, `<svg class="talkchart walk"${font}`)
    .replace(/ xmlns:xlink="[^"]*"/, '')
    .replace(/(class="node [^>]*>\n)<path ([^>]*) d="([^"]*)"\/>/g, (path, before: string, rest: string, points: string) => {
      const box = roundBox(points)
      return box === undefined ? path : `${before}<rect ${rest} ${box}/>`
    })
    .replace(/\d+\.\d\d(?=[\s,CML"])/g, (number) => String(Math.round(Number(number) * 10) / 10))
}

/** A box with round corners is eight curves to Graphviz, each of three points. */
const BOX_POINTS = 1 + 8 * 3

/** Returns where a box of Graphviz is, as the attributes of a rectangle; undefined for any other shape. */
function roundBox(points: string): string | undefined {
  const numbers = (points.match(/-?[\d.]+/g) ?? []).map(Number)
  if (numbers.length !== 2 * BOX_POINTS) return undefined
  const across = numbers.filter((_, position) => position % 2 === 0)
  const down = numbers.filter((_, position) => position % 2 === 1)
  const [left, right, top, bottom] = [Math.min(...across), Math.max(...across), Math.min(...down), Math.max(...down)]
  const sizes = { x: left, y: top, width: right - left, height: bottom - top, rx: right - (across[0] ?? right) }
  return Object.entries(sizes)
    .map(([name, size]) => `${name}="${Math.round(size * 10) / 10}"`)
    .join(' ')
}

/** Returns the picture with room below it, in which stands what is said in each scene, one over the other. */
export function withCaptions(svg: string, scenes: readonly WalkScene[], options: CaptionOptions): string {
  const { colours } = options
  const found = ROOT.exec(svg)
  if (found === null) return svg
  const [root, before, width, between, height, box, boxWidth, boxHeight] = found
  const grown = `${before}${width}${between}${Number(height) + CAPTION.height}${box}${boxWidth} ${Number(boxHeight) + CAPTION.height}"`
  const area = { width: Number(boxWidth), top: Number(boxHeight) }
  const ground = `<rect fill="${colours.page}" y="${area.top - 1}" width="${area.width}" height="${CAPTION.height + 1}"/>`
  const captions = scenes.map((scene, position) => captionOf(scene, saidElementId(position, options.idPrefix), area, options))
  const all = [ground, `<g font-size="${CAPTION.size}">`, ...captions, '</g>', '</svg>']
  return svg.replace(root, () => grown).replace(/<\/svg>\s*$/, () => `${all.join('\n')}\n`)
}

interface Area {
  readonly width: number
  readonly top: number
}

/** What the user says is a bubble at the right, and below it the flow answers. */
function captionOf({ user, flow }: WalkScene, id: string, { width, top }: Area, { colours }: CaptionOptions): string {
  const { lineHeight, margin, padding, characterWidth } = CAPTION
  const room = Math.floor((width - 2 * margin) / characterWidth)
  const parts: string[] = []
  const [words] = user === null ? [] : linesOf(user, room, 1)
  if (words !== undefined) {
    const bubble = Math.round(words.length * characterWidth + 2 * padding)
    const left = Math.round(width - margin - bubble)
    parts.push(
      `<rect fill="${colours.ink}" x="${left}" y="${top + 4}" width="${bubble}" height="26" rx="10"/>`,
      `<text fill="${colours.page}" text-anchor="middle" x="${left + bubble / 2}" y="${top + 21}">${escapeXml(printable(words))}</text>`,
    )
  }
  for (const [position, line] of linesOf(flow ?? '', room, CAPTION.mostLines).entries()) {
    parts.push(`<text fill="${colours.ink}" x="${margin}" y="${top + 52 + position * lineHeight}">${escapeXml(printable(line))}</text>`)
  }
  return `<g id="${escapeXml(id)}">${parts.join('')}</g>`
}

function linesOf(text: string, room: number, most: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/u).filter(Boolean)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word.length > room ? `${word.slice(0, room - 1)}…` : word)
  }
  if (lines.length <= most) return lines
  const shown = lines.slice(0, most)
  return [...shown.slice(0, -1), `${shown.at(-1)?.slice(0, room - 2)} …`]
}
