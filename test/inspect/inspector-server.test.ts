import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { inspectorServer } from 'talkchart/inspect/server'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { bundleScript } from '../bundle-script.js'
import { runCommand } from '../packaging/run-command.js'
import { namesIn, receive, startServer, webSocketUrl } from './receiving.js'

const watched = () => bundleScript(new URL('watched-process.ts', import.meta.url))
const here = fileURLToPath(new URL('.', import.meta.url))

function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })
}

function handshake(url: string, origin: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(webSocketUrl(url), { headers: { origin } })
    socket.on('open', () => {
      socket.close()
      resolve('open')
    })
    socket.on('error', (error) => resolve(error.message))
  })
}

describe('inspectorServer', () => {
  it('serves a page that frames the inspector and says where that comes from', async () => {
    const { url } = await startServer()
    const page = await (await fetch(url)).text()
    expect(page).toContain('<iframe id="inspector" src="https://stately.ai/inspect">')
    expect(page).toContain('loaded from stately.ai')
    const own = await startServer({ port: 0, inspector: 'http://localhost:5173/?a="b"&c' })
    expect(await (await fetch(own.url)).text()).toContain('src="http://localhost:5173/?a=%22b%22&#38;c"')
  })

  it('listens on loopback only', async () => {
    const { url } = await startServer()
    const addresses = Object.values(networkInterfaces()).flatMap((entries = []) =>
      entries.filter(({ internal, family }) => !internal && family === 'IPv4'),
    )
    const answers = addresses.map(
      ({ address }) =>
        new Promise((resolve) => {
          const socket = connect(Number(new URL(url).port), address)
          socket.on('connect', () => resolve('connected')).on('error', () => resolve('refused'))
        }),
    )
    expect(new URL(url).hostname).toBe('127.0.0.1')
    expect(await Promise.all(answers)).toEqual(addresses.map(() => 'refused'))
  })

  it('answers no page of another site, whatever name it comes by', async () => {
    const { url } = await startServer()
    expect(await statusOf(url, {})).toBe(200)
    expect(await statusOf(url, { host: 'rebound.example.com' })).toBe(403)
    expect(await statusOf(url, { origin: 'https://evil.example.com' })).toBe(403)
    expect(await handshake(url, 'https://evil.example.com')).toContain('401')
    expect(await handshake(url, 'null')).toContain('401')
    expect(await handshake(url, url)).toBe('open')
    expect(await handshake(url, 'http://localhost:5173')).toBe('open')
  })

  it('answers nobody without the token, so that other users of the machine read nothing', async () => {
    const { url, socketUrl } = await startServer()
    const { origin } = new URL(url)
    expect(await statusOf(origin, {})).toBe(403)
    expect(await statusOf(`${origin}/?token=guessed`, {})).toBe(403)
    expect(await handshake(origin, origin)).toContain('401')
    expect(await handshake(socketUrl, origin)).toBe('open')
  })

  it('says that a port is taken', async () => {
    const { url } = await startServer()
    const port = Number(new URL(url).port)
    await expect(inspectorServer({ port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(`Port ${port} is in use`),
    })
  })

  it('hands on what other processes send, which end as if nobody watched them', async () => {
    const { url } = await startServer()
    const received = await receive(url)
    const { exitCode, output } = await runCommand(process.execPath, [await watched(), webSocketUrl(url)], here)
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: 'listening\n' })
    await expect.poll(() => namesIn(received)).toEqual(['watched (watched)'])
  })

  it.each([
    ['no inspector on the other end', 'ws://127.0.0.1:9'],
    ['a server of its own', 'own-server'],
  ])('keeps no process alive that has %s', async (_what, target) => {
    expect(await runCommand(process.execPath, [await watched(), target], here)).toEqual({ exitCode: 0, output: 'listening\n' })
  })
})
