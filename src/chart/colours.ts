/** The colours of a drawing and of the pages around it. One means "now", one what would happen; amber warns, red has failed. */
export const COLOURS = {
  light: {
    page: '#f4f3ef',
    surface: '#ffffff',
    ink: '#191b1f',
    soft: '#474b52',
    mute: '#6d7178',
    line: '#e2e0da',
    edge: '#a29e95',
    fill: '#eeece6',
    now: '#0b7a55',
    'now-ground': '#d9f0e5',
    would: '#5b5bd6',
    miss: '#8f5a00',
    failure: '#b3261e',
  },
  dark: {
    page: '#0f1113',
    surface: '#16191c',
    ink: '#eceae6',
    soft: '#c3c4c4',
    mute: '#8f949b',
    line: '#272b30',
    edge: '#5d646c',
    fill: '#22262b',
    now: '#3ccf91',
    'now-ground': '#12382a',
    would: '#a5a3ff',
    miss: '#e3a857',
    failure: '#ff8a80',
  },
} as const

/** Names one of the colours. */
export type Colour = keyof typeof COLOURS.light

/** Returns the declarations of the CSS variables: `--talkchart-now: #0b7a55; …`. */
export function colourVariables(theme: keyof typeof COLOURS): string {
  return Object.entries(COLOURS[theme])
    .map(([name, colour]) => `${variable(name)}:${colour}`)
    .join(';')
}

/** Returns the rules of the variables, which follow the system, for what has the class `talkchart`. */
export function themeRules(): string {
  return `.talkchart{${colourVariables('light')}}@media (prefers-color-scheme:dark){.talkchart{${colourVariables('dark')}}}`
}

/** Returns rules by which a picture that is painted in the light colours follows the variables: each colour that it holds becomes its variable. */
export function repaintRules(svg: string): string {
  const used = Object.entries(COLOURS.light).filter(([, value]) => svg.includes(`"${value}"`))
  const rules = used.map(([name, value]) => {
    const now = `var(${variable(name)})`
    return `.talkchart [fill="${value}"]{fill:${now}}.talkchart [stroke="${value}"]{stroke:${now}}`
  })
  return rules.join('\n')
}

/** Returns the value of one of the variables: `var(--talkchart-now)`. */
export function colour(name: Colour): string {
  return `var(${variable(name)})`
}

function variable(name: string): string {
  return `--talkchart-${name}`
}
