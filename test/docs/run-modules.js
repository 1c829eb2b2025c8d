// Runs modules one after the other in this one process, so that what they share is loaded once: node run-modules.js FILE…
// Prints a line of JSON after each one, with whether it went well and all that it has printed.
import { writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'

/** So many milliseconds may pass until nothing that a module has opened keeps the process alive. */
const LONGEST_ENDING = 10_000

const files = process.argv.slice(2)
let output = ''
let errors = []

for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, ...rest) => {
    output += chunk
    rest.find((value) => typeof value === 'function')?.()
    return true
  }
}
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, (error) => errors.push(inspect(error)))

// A module that ends the process is reported as well; the caller runs those after it in a new one.
let ending = 'It ended the process.'
process.on('beforeExit', () => {
  ending = 'It waits for something that never comes.'
})
process.on('exit', () => {
  if (ending !== '') report([ending])
})

function report(problems) {
  const lines = [output.trimEnd(), ...errors, ...problems].filter((line) => line !== '')
  const isRight = errors.length === 0 && problems.length === 0
  writeSync(1, `${JSON.stringify({ isRight, output: lines.join('\n') })}\n`)
  output = ''
  errors = []
}

/** Returns what a module has left open: as a program of its own, it would never end. */
async function leftOpen(before) {
  const endsAt = performance.now() + LONGEST_ENDING
  let left = []
  do {
    await delay(1)
    left = beyond(process.getActiveResourcesInfo(), before)
  } while (left.length > 0 && performance.now() < endsAt)
  return left.length > 0 ? [`It keeps the process open: ${left.join(', ')}.`] : []
}

/** Kinds of resources, less those that were there before. */
function beyond(resources, before) {
  const rest = [...before]
  return resources.filter((kind) => {
    const place = rest.indexOf(kind)
    if (place >= 0) rest.splice(place, 1)
    return place < 0
  })
}

for (const file of files) {
  const before = process.getActiveResourcesInfo()
  await import(pathToFileURL(file).href).catch((error) => errors.push(inspect(error)))
  const problems = await leftOpen(before)
  if (process.exitCode) problems.push(`It set the exit code ${process.exitCode}.`)
  process.exitCode = undefined
  report(problems)
}
ending = ''
process.exit(0)
