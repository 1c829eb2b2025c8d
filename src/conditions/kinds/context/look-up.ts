/**
 * The value at a dotted path, through own properties only, so that no path reaches a prototype; undefined when there is none.
 *
 * @example lookUp({ items: [{ price: 5 }] }, 'items.0.price') // 5
 */
export function lookUp(data: unknown, path: string): unknown {
  let value = data
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
