import { SEED } from './seed.js'

// Loading fast-check takes time, and few files need it: their tests are drawn from a seed of their own, which a failure prints.
if (SEED !== undefined) {
  const { configureGlobal } = await import('fast-check')
  configureGlobal({ seed: SEED })
}
