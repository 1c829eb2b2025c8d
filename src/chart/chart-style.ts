import { colour } from './colours.js'

/** What moves, and how: the last ways run three times, and a busy state breathes by its stroke. */
const MOTION = `
@keyframes talkchart-run{to{stroke-dashoffset:-20}}
@keyframes talkchart-breathe{50%{stroke-width:5;stroke-opacity:.35}}
.talkchart .taken path{animation:talkchart-run .7s linear 3}
.talkchart .busy path{animation:talkchart-breathe 1.4s ease-in-out infinite}
.talkchart .state path,.talkchart .end path{transition:fill .2s,stroke .2s}
@media (prefers-reduced-motion:reduce){.talkchart *{animation:none!important;transition:none!important}}`

/**
 * Holds the CSS of a live drawing: how the classes of `markChart` look. It takes its colours from the variables of `themeRules`, and shows
 * each mark by a shape too: what is active is filled and bold, what was taken is dashed and runs, what would happen is dashed and thin.
 */
export const CHART_STYLE = `
.talkchart .graph>polygon{fill:none}
.talkchart .state path,.talkchart .end path{fill:${colour('surface')};stroke:${colour('edge')};stroke-width:1.2}
.talkchart .end path{fill:${colour('fill')}}
.talkchart .state text,.talkchart .end text{fill:${colour('soft')}}
.talkchart .start ellipse{fill:${colour('ink')};stroke:${colour('ink')}}
.talkchart .edge path{stroke:${colour('edge')};stroke-width:1.1}
.talkchart .edge polygon{fill:${colour('edge')};stroke:${colour('edge')};stroke-width:1.1}
.talkchart .edge.covered path{stroke:${colour('soft')}}
.talkchart .edge.covered polygon{fill:${colour('soft')};stroke:${colour('soft')}}
.talkchart .state.covered path{stroke:${colour('soft')}}
.talkchart .edge.visited path{stroke:${colour('ink')};stroke-width:1.8}
.talkchart .edge.visited polygon{fill:${colour('ink')};stroke:${colour('ink')}}
.talkchart .state.visited path{stroke:${colour('ink')};stroke-width:1.6}
.talkchart .state.visited text{fill:${colour('ink')}}
.talkchart .edge.hot path{stroke:${colour('ink')};stroke-width:2.4}
.talkchart .edge.hot polygon{fill:${colour('ink')};stroke:${colour('ink')}}
.talkchart .edge.taken path{stroke:${colour('now')};stroke-width:2.2;stroke-dasharray:6 4}
.talkchart .edge.taken polygon{fill:${colour('now')};stroke:${colour('now')}}
.talkchart .state.active path,.talkchart .end.active path{fill:${colour('now')};stroke:${colour('now')}}
.talkchart .state.active text,.talkchart .end.active text{fill:${colour('surface')};font-weight:700}
.talkchart .state.failed path{fill:${colour('failure')};stroke:${colour('failure')}}
.talkchart .state.would path{stroke:${colour('would')};stroke-width:1.8;stroke-dasharray:4 3}
.talkchart .edge.would path{stroke:${colour('would')};stroke-width:1.8;stroke-dasharray:4 3}
.talkchart .edge.would polygon{fill:${colour('would')};stroke:${colour('would')}}
.talkchart .state.selected path{stroke:${colour('would')};stroke-width:2.6}
${MOTION}`.trim()
