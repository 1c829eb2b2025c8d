import type { Server } from 'node:http'
import { errorCode } from '../../stores/file/file-system-error.js'
import { CliError } from '../cli-error.js'

interface Place {
  readonly host: string
  readonly port: number
}

/**
 * Lets a server listen. Returns the port, which is another one where 0 was asked for.
 *
 * @throws {CliError} when it can not
 */
export async function listen(server: Server, { host, port }: Place): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, { host, port })))
    server.listen(port, host.replace(/^\[(.*)\]$/, '$1'), resolve)
  })
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : port
}

function explain(error: Error, { host, port }: Place): CliError {
  const code = errorCode(error)
  if (code === 'EADDRINUSE') {
    return new CliError('port-in-use', `Another program listens on port ${port}. --port takes another one, or 0 for any that is free.`)
  }
  const reasons: Readonly<Record<string, string>> = {
    EACCES: `This user may not listen on port ${port}. Ports from 1024 on are free to all.`,
    EADDRNOTAVAIL: `${host} is no address of this machine.`,
    ENOTFOUND: `There is no host ${host}.`,
  }
  return new CliError('cannot-listen', reasons[code ?? ''] ?? `It can not listen on ${host}, port ${port}: ${error.message}`)
}
