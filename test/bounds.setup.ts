import { configureGlobal, readConfigureGlobal } from 'fast-check'

/** Above every limit that a test has; whoever asks for more runs waits for them. */
const LONGEST = 120_000

// Nothing stops a test that never waits: neither its runs nor the search for the smallest example that fails. So each property has an end,
// which is a failure that names its seed, and the smallest example so far.
if (process.env.TALKCHART_RUNS === undefined) {
  configureGlobal({ ...readConfigureGlobal(), interruptAfterTimeLimit: LONGEST, markInterruptAsFailure: true })
}
