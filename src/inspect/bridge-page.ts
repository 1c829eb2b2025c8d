/**
 * Returns the page that frames an inspector and hands it what comes over the WebSocket. The inspector itself is another site's page: it
 * is loaded from there, and it gets what is shown of the conversation, in the browser.
 */
export function bridgePage(inspector: URL): string {
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>talkchart inspector</title>
<style>
  html, body { margin: 0; height: 100%; font: 14px system-ui, sans-serif }
  p { margin: 0; padding: 6px 10px; background: #eee }
  iframe { width: 100%; height: calc(100% - 32px); border: 0 }
</style>
<p>The inspector below is loaded from ${escapeHtml(inspector.host)}, which takes a network. <span id="state">Waiting for it.</span></p>
<iframe id="inspector" src="${escapeHtml(inspector.href)}"></iframe>
<script>
  const origin = ${JSON.stringify(inspector.origin)}
  const { contentWindow } = document.getElementById('inspector')
  const state = document.getElementById('state')
  let waiting = []
  addEventListener('message', ({ data, source }) => {
    if (source !== contentWindow || data?.type !== '@statelyai.connected') return
    state.textContent = ''
    for (const message of waiting ?? []) contentWindow.postMessage(message, origin)
    waiting = undefined
  })
  const socket = new WebSocket('ws://' + location.host + '/' + location.search)
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data)
    if (waiting) waiting.push(message)
    else contentWindow.postMessage(message, origin)
  }
  socket.onclose = () => { state.textContent = 'The conversation’s process has ended.' }
</script>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
