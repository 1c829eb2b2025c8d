import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

/** What a place is made of. */
export interface PlaceOptions {
  /** A project with talkchart, the SDK and the server installed. */
  readonly folder: string
  /** A Node of at least 22. */
  readonly node: string
  /** Told to each worker. */
  readonly task?: object
  readonly workers?: number
}

/** A Restate server on loopback, and workers behind one address, as behind a balancer. */
export class RestatePlace {
  readonly #options: PlaceOptions
  readonly log: string
  readonly serverLog: string
  #server: ChildProcess | undefined
  #workers: (Worker | undefined)[] = []
  #balancer: Server | undefined
  #ports = { ingress: 0, admin: 0, node: 0, balancer: 0 }
  #next = 0
  readonly #sockets = new Set<Socket>()

  constructor(options: PlaceOptions) {
    this.#options = options
    this.log = join(options.folder, 'calls.log')
    this.serverLog = join(options.folder, 'restate.log')
  }

  get admin(): string {
    return `http://127.0.0.1:${this.#ports.admin}`
  }

  get ingress(): string {
    return `http://127.0.0.1:${this.#ports.ingress}`
  }

  async start(): Promise<void> {
    const { workers = 2, folder } = this.#options
    writeFileSync(this.log, '')
    cpSync(new URL('restate-worker.js', import.meta.url), join(folder, 'restate-worker.mjs'))
    const [ingress = 0, admin = 0, node = 0] = await Promise.all([freePort(), freePort(), freePort()])
    this.#balancer = createServer((socket) => this.#balance(socket)).listen(0, '127.0.0.1')
    await once(this.#balancer, 'listening')
    this.#ports = { ingress, admin, node, balancer: portOf(this.#balancer) }
    await Promise.all([this.startServer(), ...Array.from({ length: workers }, (_, index) => this.startWorker(index))])
    await this.#register()
  }

  async startServer(): Promise<void> {
    const { folder } = this.#options
    const config = join(folder, 'restate.toml')
    writeFileSync(config, configOf(this.#ports, join(folder, 'restate-data')))
    mkdirSync(join(folder, 'restate-data'), { recursive: true })
    const log = openSync(this.serverLog, 'a')
    const program = serverProgram(folder)
    // Nothing of it goes out: it listens on loopback and tells nobody.
    const env = { ...process.env, RESTATE_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: '1' }
    this.#server = spawn(program, ['--config-file', config, '--no-logo'], { cwd: folder, env, stdio: ['ignore', log, log] })
    await until(
      async () => (await fetch(`http://127.0.0.1:${this.#ports.admin}/health`)).ok && (await fetch(`${this.ingress}/restate/health`)).ok,
    )
  }

  /** Kills the server where it is, and starts it again on what it had written. */
  async restartServer(): Promise<void> {
    await end(this.#server)
    await this.startServer()
  }

  async startWorker(index: number, more: object = {}): Promise<void> {
    const { folder, node, task } = this.#options
    const port = await freePort()
    const parameter = JSON.stringify({ port, log: this.log, call: 100, ...task, ...more })
    const child = spawn(node, ['restate-worker.mjs', parameter], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('A worker ended before it was ready.')))
    ended.catch(() => undefined)
    if (child.stdout !== null) await Promise.race([once(child.stdout, 'data'), ended])
    this.#workers[index] = { child, port }
  }

  /**
   * Kills a worker where it is, and starts another in its place.
   *
   * @param more what that one is told besides
   */
  async killWorker(index: number, more: object = {}): Promise<void> {
    const worker = this.#workers[index]
    this.#workers[index] = undefined
    await end(worker?.child)
    await this.startWorker(index, more)
  }

  /** Which worker made the newest call, and has not answered it. */
  busyWorker(id: string): number {
    const line = this.calls().findLast(({ call }) => call?.startsWith(`${id}/`))
    return this.#workers.findIndex((worker) => worker !== undefined && worker.child.pid === line?.process)
  }

  calls(): readonly CallLine[] {
    const lines = readFileSync(this.log, 'utf8').trim().split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
  }

  async stop(): Promise<void> {
    this.#balancer?.close()
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all([end(this.#server), ...this.#workers.map((worker) => end(worker?.child))])
  }

  /** Tells Restate where the service is. Another version of it is another deployment. */
  async #register(): Promise<void> {
    const body = JSON.stringify({ uri: `http://127.0.0.1:${this.#ports.balancer}`, force: true })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${this.#ports.admin}/deployments`, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`Restate did not take the service: ${response.status} ${await response.text()}`)
  }

  #balance(socket: Socket): void {
    const alive = this.#workers.filter((worker) => worker !== undefined)
    this.#next += 1
    const worker = alive[this.#next % Math.max(1, alive.length)]
    if (worker === undefined) return void socket.destroy()
    const target = connect(worker.port, '127.0.0.1')
    socket.pipe(target).pipe(socket)
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ] as const) {
      one.on('error', () => other.destroy())
      this.#sockets.add(one)
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }
}

interface Worker {
  readonly child: ChildProcess
  readonly port: number
}

/** A call of the model, as a worker has noted it. */
export interface CallLine {
  readonly process: number
  readonly call?: string
  readonly answered?: string
}

function serverProgram(folder: string): string {
  const program = join(folder, `node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`)
  if (!existsSync(program)) throw new Error('There is no server of Restate for this machine.')
  return program
}

function configOf(
  { ingress, admin, node }: { readonly ingress: number; readonly admin: number; readonly node: number },
  folder: string,
): string {
  return `disable-telemetry = true
node-name = "test"
base-dir = "${folder}"
bind-ip = "127.0.0.1"
bind-port = ${node}
listen-mode = "tcp"
advertised-host = "127.0.0.1"
default-num-partitions = 2
rocksdb-total-memory-size = "256.0 MiB"
log-filter = "warn"
log-disable-ansi-codes = true

[ingress]
bind-ip = "127.0.0.1"
bind-port = ${ingress}

[admin]
bind-ip = "127.0.0.1"
bind-port = ${admin}
disable-web-ui = true

[default-retry-policy]
initial-interval = "100ms"
max-interval = "1s"
`
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Resolves when something holds. */
export async function until(holds: () => Promise<boolean>, milliseconds = 30_000): Promise<void> {
  const end = performance.now() + milliseconds
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end) throw new Error('It took too long.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
