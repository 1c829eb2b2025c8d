import { Window } from 'happy-dom'
import { affirm, defineFlow, deny, keyword } from 'talkchart'
import { drawing, type SvgOptions, toSvg } from 'talkchart/analysis'
import { type FlowPath, flowPaths } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { COLOURS } from '../../../src/chart/index.js'

const flow = defineFlow({
  name: 'order',
  initialState: 'a"b<c>',
  globalTransitions: { aside: keyword(['aside']) },
  globalNextStates: { aside: 'apart' },
  states: {
    'a"b<c>': { prompt: { say: 'Yes & <no>?' }, transitions: { yes: affirm(), no: deny() }, nextStates: { yes: 'fin-été', no: 'a"b<c>' } },
    'fin-été': { prompt: { say: 'Good.' }, advanceTo: 'end' },
    end: { prompt: { say: 'Bye.' } },
    apart: { prompt: { say: 'Aside.' } },
  },
})

async function pathWith(text: string): Promise<FlowPath> {
  const { paths } = await flowPaths(flow)
  const found = paths.find(
    ({ steps, outcome }) => outcome === 'completed' && steps.some(({ step }) => step.type === 'message' && step.text === text),
  )
  if (found === undefined) throw new Error(`No path says ${text}.`)
  return found
}

function read(svg: string) {
  const document = new new Window().DOMParser().parseFromString(svg, 'image/svg+xml')
  expect(document.querySelector('parsererror')).toBeNull()
  return document
}

const OPTIONS: SvgOptions = { labels: 'none', hide: ['limit', 'noMatch', 'global'] }

test('walks through the states by CSS alone, with what is said below', async () => {
  const walk = await pathWith('yes')
  const svg = await toSvg(flow, { ...OPTIONS, walk, idPrefix: 'x"' })
  const document = read(svg)
  const said = [...document.querySelectorAll('g')].filter(({ id }) => id.startsWith('x"said:'))
  expect(said.length).toBeGreaterThan(1)
  expect(said[0]?.textContent).toBe('Yes & <no>?')
  expect(said.map(({ textContent }) => textContent).join()).toContain('yes')
  expect(svg).not.toContain('<script')
  const style = document.querySelector('style')?.textContent ?? ''
  const defined = [...style.matchAll(/@keyframes ([\w-]+)/g)].map(([, name]) => name)
  const used = [...style.matchAll(/animation:([\w-]+) /g)].map(([, name]) => name)
  expect(new Set(used)).toEqual(new Set(defined))
  expect(new Set(defined).size).toBe(defined.length)
  expect(style).toMatch(/prefers-reduced-motion:reduce\)\{\.walk \*\{animation:none/)
  // Other drawings of the page stay as they are.
  expect([...style.matchAll(/(?:^|\})\.([\w-]+)/gm)].filter(([, name]) => name !== 'walk')).toEqual([])
})

test('draws boxes as rectangles, where Graphviz does', async () => {
  const corners = async (options: SvgOptions) => {
    const parts = read(await toSvg(flow, { ...OPTIONS, ...options })).querySelectorAll('.node.state path, .node.state rect')
    return [...parts].flatMap((part) => {
      const at = (name: string) => Number(part.getAttribute(name))
      const path = part
        .getAttribute('d')
        ?.match(/-?[\d.]+/g)
        ?.map(Number)
      return path === undefined ? [at('x') + at('width') - at('rx'), at('y')] : path.slice(0, 2)
    })
  }
  const drawn = await corners({})
  const walked = await corners({ walk: await pathWith('aside') })
  expect(walked).toHaveLength(8)
  expect(walked.filter((number, position) => Math.abs(number - (drawn[position] ?? NaN)) < 0.2)).toEqual(walked)
})

test('leaves out what no drawn line leads to, but for what the path enters', async () => {
  const statesOf = async (walk: FlowPath) => (await drawing(flow, { ...OPTIONS, walk })).chart.states.map(({ name }) => name)
  expect(await statesOf(await pathWith('yes'))).toEqual(['a"b<c>', 'fin-été', 'end'])
  expect(await statesOf(await pathWith('aside'))).toContain('apart')
})

test('is the same without a walk and with a theme, but for the colours', async () => {
  const light = await toSvg(flow, OPTIONS)
  expect(await toSvg(flow, { ...OPTIONS, theme: 'light' })).toBe(light)
  let dark = light
  for (const [name, value] of Object.entries(COLOURS.light)) {
    dark = dark.replaceAll(`"${value}"`, `"${new Map(Object.entries(COLOURS.dark)).get(name)}"`)
  }
  expect(await toSvg(flow, { ...OPTIONS, theme: 'dark' })).toBe(dark)
  const auto = await toSvg(flow, { ...OPTIONS, theme: 'auto' })
  expect(auto.replace(/\n<style>.*<\/style>/s, '')).toBe(light)
  const style = read(auto).querySelector('style')?.textContent ?? ''
  const repainted = [...style.matchAll(/\[(?:fill|stroke)="(#\w+)"\]/g)].map(([, value]) => value)
  const painted = [...light.matchAll(/(?:fill|stroke)="(#\w+)"/g)].map(([, value]) => value)
  expect(new Set(repainted)).toEqual(new Set(painted))
})
