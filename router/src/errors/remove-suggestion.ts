/**
 * A message of graphql-js without the names from the schema that it suggests. No regular expression: messages quote what clients
 * sent, as long as they like.
 */
export function removeSuggestion(message: string): string {
  const start = message.lastIndexOf(' Did you mean ')
  return start !== -1 && message.endsWith('?') ? message.slice(0, start) : message
}
