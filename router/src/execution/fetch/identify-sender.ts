import type { RouterContext } from '../../context.ts'

/** All that a subgraph learns of who asks, as one text: equal texts are answered alike. */
export function identifySender({
  viewer,
  clientAddress,
  device,
}: Pick<RouterContext, 'viewer' | 'clientAddress' | 'device'>): string {
  return JSON.stringify([viewer?.id, viewer?.role, viewer?.scopes, viewer?.sessionId, clientAddress, device])
}
