import { valueProblem } from '../../conditions/fields/check-value.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../diagnostics/json.js'
import type { UnderstandingMeta } from '../../machine/meta.js'
import type { StateScript } from '../script/state-script.js'
import type { FlowModel, ModelStep } from './model.js'
import type { Place } from './places.js'
import type { Regions } from './regions.js'
import { givenData } from './replay-steps.js'
import type { Telling } from './successors.js'

/** Returns what an event may bring to where its payload is kept, as far as it makes a difference and fits. */
export function broughtBy(event: string, { events }: StateScript, model: FlowModel): readonly Telling[] {
  const known = events.find((each) => each.event === event)
  if (known?.savesAs == null) return []
  const path = known.savesAs
  return valuesAt(model, path).flatMap((value) => (known.fits(value) ? [{ path, value }] : []))
}

/** Returns what a model may find in what a user says, field by field, as far as it makes a difference and fits. */
export function foundIn({ user: { extracts } }: StateScript, { state }: Place, model: FlowModel): readonly Telling[] {
  if (extracts === false || extracts.byRun === true || extracts.fields === undefined) return []
  const meta = model.facts.places.all.get(`${state}$understanding`)?.node.meta as UnderstandingMeta | undefined
  const question = meta?.questions.find(({ type }) => type === 'extract')
  const properties = question?.type === 'extract' && isJsonObject(question.schema.properties) ? question.schema.properties : {}
  return extracts.fields.flatMap((path) => {
    const schema = ownSchema(properties[path])
    if (schema === undefined) return []
    const fitting = valuesAt(model, path).filter((value) => value !== null && valueProblem(value, schema) === undefined)
    return fitting.map((value): Telling => ({ path, value, isAlone: true }))
  })
}

/** A question lets the model find nothing, too. */
function ownSchema(asked: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(asked)) return undefined
  const schema = Array.isArray(asked.anyOf) ? asked.anyOf[0] : asked
  return isJsonObject(schema) ? schema : undefined
}

function valuesAt(model: FlowModel, path: string): readonly JsonValue[] {
  return model.facts.regions.valuesAt(path).flatMap((value) => givenData({ value }).value ?? [])
}

/** Whether a step does what is told in it; true where it tells of nothing. */
export function tells({ facts: { regions } }: FlowModel, step: ModelStep, { path, value, isAlone }: Telling): boolean {
  const { from, to } = step
  const isProgress = path !== null
  if (to.told !== null && (to.told.progress !== isProgress || to.told.refused !== null)) return false
  const data = dataTold(step)
  if (data === undefined) return true
  const position = path === null ? -1 : regions.paths.indexOf(path)
  const isSo = path === null || data[position] === regions.of({ [path]: value })[position]
  return isSo && (isAlone !== true || data.every((region, other) => other === position || region === from.data[other]))
}

/** The data right after something was told in a step; undefined where nothing is. */
function dataTold({ from, to, happened }: ModelStep): Regions | undefined {
  if (to.told !== null || (from.reads && !to.reads && from.state === to.state)) return to.data
  return happened.find(({ occurrence: { type } }) => type === 'called' || type === 'event')?.data
}
