import { configSchema as chunking } from '@ree-ai/chunking/config'
import { configSchema as classification } from '@ree-ai/classification/config'
import { configSchema as properties } from '@ree-ai/properties/config'
import { configSchema as rag } from '@ree-ai/rag/config'
import { configSchema as users } from '@ree-ai/users/config'
import { z } from 'zod'
import { embeddedConfigSchema } from '../embedded/embedded-config.ts'
import { configSchema as router } from '../src/config.ts'

/** `.env.example`: every setting of every service once, with what it does, its default and an example. */
export function renderEnvExample(): string {
  const schemas: Readonly<Record<string, z.ZodObject>> = {
    'npm start': embeddedConfigSchema,
    router,
    users,
    properties,
    classification,
    chunking,
    rag,
  }
  const readers = new Map<string, string[]>()
  const settings = new Map<string, z.ZodType>()
  for (const [service, schema] of Object.entries(schemas)) {
    for (const [name, setting] of Object.entries(schema.shape)) {
      readers.set(name, [...(readers.get(name) ?? []), service])
      settings.set(name, setting as z.ZodType)
    }
  }
  const blocks = [...settings].map(([name, setting]) => {
    const { description = '', example = '' } = (z.globalRegistry.get(setting) ?? {}) as {
      description?: string
      example?: string
    }
    return `# ${description} Read by ${readers.get(name)?.join(', ')}.\n# ${name}=${example}`
  })
  return [
    '# Settings of the services; all have safe defaults but DATABASE_URL, ROUTER_SUBGRAPH_SECRET and (for users)',
    '# KEY_ENCRYPTION_SECRET, which a process per service needs. `npm start` needs none. Written by `npm run compose` from the configuration schemas.',
    '',
    blocks.join('\n\n'),
    '',
  ].join('\n')
}
