/**
 * Measures what things cost and prints a table. Times are CPU times, so that a busy machine changes them little.
 *
 * node test/bench/run.js [part of a file's name, such as turn]
 */
import { runPackage } from '../scripts/run.js'

const config = ['--config', 'test/bench/vitest.config.ts']
process.exitCode = runPackage('vitest/vitest.mjs', 'bench', '--run', ...config, ...process.argv.slice(2))
