/**
 * Returns how many random cases a property takes: few by default, as each run of the tests draws others, so that many runs see many.
 * `TALKCHART_RUNS` asks for more.
 */
export function runsOr(few: number): number {
  return Number(process.env['TALKCHART_RUNS'] ?? few)
}
