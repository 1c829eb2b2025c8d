import { CHART_STYLE, COLOURS } from '../../chart/index.js'

const colours = Object.entries(COLOURS.light).map(([name, light]) => {
  const dark = Object.entries(COLOURS.dark).find(([other]) => other === name)?.[1]
  return `--${name}:light-dark(${light},${dark})`
})

/** The colours that the page and the chart share, by short names, and the look of the chart. Whoever wants less motion gets none, anywhere. The build makes CSS of it. */
export const themeCss = `
:root { color-scheme: light dark; ${colours.join(';')} }
${CHART_STYLE.replaceAll('--talkchart-', '--').replace('.talkchart *', '*').replaceAll('.talkchart', '.drawing')}`
