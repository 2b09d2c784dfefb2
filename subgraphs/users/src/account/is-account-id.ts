const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether a text can be the id of an account. The database refuses to compare anything else with one. */
export function isAccountId(id: string): boolean {
  return uuid.test(id)
}
