/** The same events; `onEnd` is called once when there are no more, whoever has ended them. */
export function followEvents<Event>(events: AsyncGenerator<Event>, onEnd: () => void): AsyncGenerator<Event> {
  let isEnded = false
  const end = () => {
    if (isEnded) return
    isEnded = true
    onEnd()
  }
  const watch = async (step: Promise<IteratorResult<Event>>) => {
    try {
      const result = await step
      if (result.done) end()
      return result
    } catch (error) {
      end()
      throw error
    }
  }
  // No generator of its own: one that waits for an event would not hear `return` until the event comes.
  return {
    next: () => watch(events.next()),
    return: (value) => watch(events.return(value)),
    throw: (error) => watch(events.throw(error)),
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await this.return(undefined)
    },
  }
}
