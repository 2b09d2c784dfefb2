import { createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail that the catcher took. */
export interface CaughtMail {
  readonly from: string
  readonly to: readonly string[]
  /** By lower-case name, unfolded. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** A mail server for tests. */
export interface Catcher {
  readonly port: number
  readonly mails: readonly CaughtMail[]
  /** `name:password` of each who signed in. */
  readonly logins: readonly string[]
  readonly close: () => Promise<void>
}

type Stage = 'login' | 'recipient' | 'message'

/** Starts a mail server on a free port of this machine, with the faults that a test wants. */
export async function startCatcher(options: {
  readonly hasLogin?: boolean
  /** STARTTLS, with a certificate that nobody trusts. */
  readonly hasTls?: boolean
  readonly refuse?: { readonly stage: Stage; readonly status: number }
  readonly hangsAt?: 'greeting' | 'message'
}): Promise<Catcher> {
  const { hasLogin = false, hasTls = false, refuse, hangsAt } = options
  const mails: CaughtMail[] = []
  const logins: string[] = []
  const faultAt = (stage: Stage, text = 'no') =>
    refuse?.stage === stage ? Object.assign(new Error(text), { responseCode: refuse.status }) : null
  const server = new SMTPServer({
    authOptional: !hasLogin,
    allowInsecureAuth: true,
    hideSTARTTLS: !hasTls,
    disabledCommands: hasTls ? [] : ['STARTTLS'],
    logger: false,
    closeTimeout: 10,
    onAuth({ username, password }, _session, done) {
      const fault = faultAt('login')
      if (fault !== null) return done(fault)
      logins.push(`${username}:${password}`)
      done(null, { user: username })
    },
    onRcptTo: ({ address }, _session, done) => done(faultAt('recipient', `<${address}> is not taken`)),
    onData(stream, { envelope }, done) {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        if (hangsAt === 'message') return
        const fault = faultAt('message')
        if (fault !== null) return done(fault)
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), ...readMail(Buffer.concat(pieces)) })
        done()
      })
    },
  })
  server.on('error', () => {})
  if (hangsAt === 'greeting') return startSilent()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  let closing: Promise<void> | null = null
  return {
    port,
    mails,
    logins,
    close() {
      closing ??= new Promise((resolve) => server.close(() => resolve()))
      return closing
    },
  }
}

/** Takes connections and says nothing. */
async function startSilent(): Promise<Catcher> {
  const server = createServer()
  const sockets = new Set<{ destroy: () => void }>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mails: [],
    logins: [],
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function readMail(bytes: Buffer): Pick<CaughtMail, 'headers' | 'text'> {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const lines = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const body = text.slice(end + 4)
  return { headers, text: decode(body, headers['content-transfer-encoding'] ?? '7bit').trimEnd() }
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1').toString()
  const joined = body.replace(/=\r\n/g, '')
  const bytes = joined.replace(/=([0-9A-F]{2})/g, (_match, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}
