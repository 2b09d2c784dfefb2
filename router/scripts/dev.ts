import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSecrets } from '../embedded/read-secrets.ts'

/** `npm run dev`: a process per service over HTTP, restarted when its source changes, on the PostgreSQL of DATABASE_URL. */
if (!process.env.DATABASE_URL) {
  console.error('DATABASE_URL is not set. `npm run dev` runs each service on a real PostgreSQL, for example')
  console.error('  DATABASE_URL=postgresql://ree:secret@localhost:5432/ree npm run dev')
  console.error('`npm start` needs no database.')
  process.exit(1)
}

const turbo = spawn('turbo', ['run', 'dev', '--env-mode=loose'], {
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    // Services started together need one secret; a new one each time is enough for development.
    ROUTER_SUBGRAPH_SECRET: process.env.ROUTER_SUBGRAPH_SECRET ?? randomBytes(32).toString('hex'),
    // Keys in the database outlive this run, and so has what they are encrypted with.
    KEY_ENCRYPTION_SECRET:
      process.env.KEY_ENCRYPTION_SECRET ?? readSecrets(resolve(process.env.DATA_DIR || '.data')).keyEncryption,
  },
})
turbo.on('exit', (code) => process.exit(code ?? 0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => turbo.kill(signal))
