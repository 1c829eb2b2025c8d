import { colour } from './colours.js'

/** What moves, and how: the last ways run three times, and a busy state breathes by its stroke. */
const MOTION = `
@keyframes talkchart-run{to{stroke-dashoffset:-20}}
@keyframes talkchart-breathe{50%{stroke-width:5;stroke-opacity:.35}}
.talkchart .taken path{animation:talkchart-run .7s linear 3}
.talkchart .busy path{animation:talkchart-breathe 1.4s ease-in-out infinite}
.talkchart :is(.state,.end) path{transition:fill .2s,stroke .2s}
@media (prefers-reduced-motion:reduce){.talkchart *{animation:none!important;transition:none!important}}`

/**
 * Holds the CSS of a live drawing: how the classes of `markChart` look. It takes its colours from the variables of `themeRules`, and shows
 * each mark by a shape too: what is active is filled and bold, what was taken is dashed and runs, what would happen is dashed and thin.
 */
export const CHART_STYLE = `
.talkchart .graph>polygon{fill:none}
.talkchart :is(.state,.end,.edge){--chart-stroke:${colour('edge')}}
.talkchart .covered{--chart-stroke:${colour('soft')}}
.talkchart .visited{--chart-stroke:${colour('ink')}}
.talkchart .hot{--chart-stroke:${colour('ink')}}
.talkchart .taken,.talkchart .active{--chart-stroke:${colour('now')}}
.talkchart .failed{--chart-stroke:${colour('failure')}}
.talkchart .would,.talkchart .selected{--chart-stroke:${colour('would')}}
.talkchart :is(.state,.end) path{fill:${colour('surface')};stroke:var(--chart-stroke);stroke-width:1.2}
.talkchart .end path{fill:${colour('fill')}}
.talkchart :is(.state,.end) text{fill:${colour('soft')}}
.talkchart .start ellipse{fill:${colour('ink')};stroke:${colour('ink')}}
.talkchart .edge path{stroke:var(--chart-stroke);stroke-width:1.1}
.talkchart .edge polygon{fill:var(--chart-stroke);stroke:var(--chart-stroke);stroke-width:1.1}
.talkchart .covered path{stroke-width:1.5}
.talkchart .visited path{stroke-width:1.7}
.talkchart .state.visited text{fill:${colour('ink')}}
.talkchart .hot path{stroke-width:2.4}
.talkchart .taken path{stroke-width:2.2;stroke-dasharray:6 4}
.talkchart .active path{fill:${colour('now')}}
.talkchart .failed path{fill:${colour('failure')}}
.talkchart :is(.state,.end).active text{fill:${colour('surface')};font-weight:700}
.talkchart .would path{stroke-width:1.8;stroke-dasharray:4 3}
.talkchart .selected path{stroke-width:2.6}
${MOTION}`.trim()
