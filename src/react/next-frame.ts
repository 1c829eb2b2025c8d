/** About one frame, where nothing is drawn. */
const FRAME = 16

/** Calls something before the next frame is drawn, or soon where there are no frames. Returns a function that prevents it. */
export function onNextFrame(call: () => void): () => void {
  if (typeof requestAnimationFrame === 'function') {
    const frame = requestAnimationFrame(call)
    return () => cancelAnimationFrame(frame)
  }
  const timer = setTimeout(call, FRAME)
  return () => clearTimeout(timer)
}
