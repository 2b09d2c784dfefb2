import type { FastifyInstance } from 'fastify'

/**
 * Opens a port, on all addresses unless `host` names one, and returns it (0 asks for any). A port that is taken is an
 * error that says what to do.
 */
export async function listen(
  server: FastifyInstance,
  port: number,
  setting: string,
  host = '0.0.0.0',
): Promise<number> {
  try {
    const address = await server.listen({ port, host })
    return Number(new URL(address).port)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(`Port ${port} is taken by another program. Stop that one, or set ${setting} to a free port.`)
  }
}
