// Makes a fresh clone runnable: installs packages and writes generated code, each only when something it depends on
// changed. Plain JavaScript, for it runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`REE AI needs Node 20.19 or later; this is ${process.versions.node}.`)
  process.exit(1)
}

step('packages', 'Installing packages', ['package-lock.json'], ['node_modules/.package-lock.json'], 'npm', [
  'ci',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
])
step(
  'client',
  'Generating the database client',
  filesIn('prisma/schema'),
  ['prisma/src/generated/prisma/client.ts'],
  process.execPath,
  ['prisma/generate.mjs'],
)
step(
  'types',
  'Generating types',
  [
    ...filesIn('subgraphs').filter((file) => /\.graphql$|mappers\.json$/.test(file)),
    ...filesIn('router/operations'),
    'router/supergraph.yaml',
    'router/scripts/codegen.ts',
    'router/scripts/hash-trusted-document.ts',
  ],
  ['subgraphs/users/src/generated/resolvers.ts', 'router/generated/operations.ts'],
  process.execPath,
  ['--import', 'tsx', 'router/scripts/codegen.ts'],
)

/** Runs a command unless its inputs are those of the last time and its outputs are there. */
function step(name, title, inputs, outputs, command, args) {
  const hash = createHash('sha256')
  for (const input of inputs) hash.update(input).update(readFileSync(join(root, input)))
  const digest = hash.digest('hex')
  const stamp = join(root, 'node_modules/.cache/ree-ai', name)
  const isCurrent = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
  if (isCurrent && outputs.every((output) => existsSync(join(root, output)))) return
  console.log(`${title} ...`)
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}\n${title} failed.\n`)
    process.exit(result.status ?? 1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
}

function filesIn(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && !entry.parentPath.includes('node_modules') && !entry.parentPath.includes('generated'),
    )
    .map((entry) => join(entry.parentPath.slice(root.length), entry.name))
    .sort()
}
