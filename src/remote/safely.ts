/** Calls a listener. One that throws stops nothing. */
export function safely(call: () => void): void {
  try {
    call()
  } catch (error) {
    console.error('talkchart: A listener of a remote conversation failed.', error)
  }
}
