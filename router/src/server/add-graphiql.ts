import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'

const require = createRequire(import.meta.url)
const own = (file: string) => fileURLToPath(new URL(`../landing/${file}`, import.meta.url))

/** A file of an installed package, also one that its `exports` leave out. */
function locate(packageName: string, file: string): string {
  const entry = require.resolve(packageName)
  const folder = join('node_modules', packageName) + sep
  return join(entry.slice(0, entry.lastIndexOf(folder) + folder.length), file)
}

const script = 'text/javascript; charset=utf-8'
const page = 'text/html; charset=utf-8'

/** Every file a browser may ask for, and where it is: our pages, and GraphiQL with React from node_modules. */
const files: Readonly<Record<string, { readonly type: string; readonly find: () => string }>> = {
  '/graphiql': { type: page, find: () => own('graphiql.html') },
  '/graphiql/open.js': { type: script, find: () => own('open-graphiql.js') },
  '/graphiql/stream-events.js': { type: script, find: () => own('stream-events.js') },
  '/graphiql/sandbox.js': { type: script, find: () => own('sandbox.js') },
  '/graphiql/graphiql.js': { type: script, find: () => locate('graphiql', 'graphiql.min.js') },
  '/graphiql/graphiql.css': { type: 'text/css; charset=utf-8', find: () => locate('graphiql', 'graphiql.min.css') },
  '/graphiql/react.js': { type: script, find: () => locate('react', 'umd/react.production.min.js') },
  '/graphiql/react-dom.js': { type: script, find: () => locate('react-dom', 'umd/react-dom.production.min.js') },
}

/** Serves GraphiQL at `/graphiql`, all of it from this machine, so that it works with no internet. */
export function addGraphiql(server: FastifyInstance): void {
  for (const [url, { type, find }] of Object.entries(files)) {
    let content: Promise<Buffer> | null = null
    server.get(url, async (_request, reply) => {
      content ??= readFile(find())
      return reply
        .type(type)
        .header('cache-control', 'public, max-age=3600')
        .send(await content)
    })
  }
}

/** The page a browser gets at `/graphql`: Apollo Sandbox, or GraphiQL when Apollo cannot be reached. */
export function readSandboxPage(): Promise<string> {
  return readFile(own('sandbox.html'), 'utf8')
}
