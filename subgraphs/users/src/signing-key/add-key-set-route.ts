import type { FastifyInstance } from 'fastify'
import type { KeyRing } from './create-key-ring.ts'

/** `GET /.well-known/jwks.json`: the public keys that verify access tokens, for anyone. */
export function addKeySetRoute(server: FastifyInstance, keys: KeyRing): void {
  server.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .type('application/jwk-set+json')
      .header('cache-control', 'public, max-age=60')
      .send(JSON.stringify(await keys.getPublicKeySet())),
  )
}
