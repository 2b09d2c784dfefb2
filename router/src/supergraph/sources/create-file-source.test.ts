import { mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFileSource } from './create-file-source.ts'
import { createTestSchedule } from './create-test-schedule.ts'

let folder: string
let path: string
const told: string[] = []
const stops: (() => void)[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supergraph-'))
  path = join(folder, 'supergraph.graphql')
  writeFileSync(path, 'first')
  told.length = 0
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
  rmSync(folder, { recursive: true })
})

async function watch() {
  const timers = createTestSchedule()
  const source = createFileSource(path, { schedule: timers.schedule })
  expect(await source.load()).toBe('first')
  const stop = source.watch(
    async (sdl) => void told.push(sdl),
    (error) => void told.push(`fault: ${error.message}`),
  )
  stops.push(stop)
  /** Looks `times` times, and waits for each look to end. */
  const look = async (times = 1) => {
    for (let index = 0; index < times; index++) await timers.fire()
    await timers.rest()
  }
  return { look, stop, timers }
}

test('a file that changes is told once', async () => {
  const { look } = await watch()
  await look(2)
  expect(told).toEqual([])
  writeFileSync(path, 'second')
  await look(4)
  expect(told).toEqual(['second'])
})

test('a file is not read while it is still being written', async () => {
  const { look } = await watch()
  writeFileSync(path, 'half')
  await look()
  writeFileSync(path, 'half and half')
  await look()
  expect(told).toEqual([])
  await look()
  expect(told).toEqual(['half and half'])
})

test('another file that is renamed over it is told, of the same size and time too', async () => {
  const { look } = await watch()
  const time = new Date('2026-01-01T00:00:00Z')
  utimesSync(path, time, time)
  await look(2)
  const other = join(folder, 'other')
  writeFileSync(other, 'other')
  utimesSync(other, time, time)
  renameSync(other, path)
  await look(2)
  expect(told).toEqual(['other'])
})

test('two changes to the same size, one right after the other, are both told', async () => {
  const { look } = await watch()
  writeFileSync(path, 'third')
  await look(2)
  writeFileSync(path, 'forth')
  await look(2)
  expect(told).toEqual(['third', 'forth'])
})

test('a link that moves to another file is followed', async () => {
  const target = join(folder, 'target')
  const link = join(folder, 'link')
  writeFileSync(target, 'linked')
  symlinkSync(target, link)
  const { look } = await watch()
  renameSync(link, path)
  await look(2)
  expect(told).toEqual(['linked'])
})

test('a file that goes away is a fault each time, and its return is told, the same or not', async () => {
  const { look } = await watch()
  rmSync(path)
  await look(2)
  const missing = `fault: There is no supergraph file ${path}. Write one with \`npm run compose\`, or name another.`
  expect(told).toEqual([missing, missing])
  writeFileSync(path, 'first')
  await look(3)
  expect(told).toEqual([missing, missing, 'first'])
})

test('a missing file, a folder and one that is far too large are refused with the reason', async () => {
  await expect(createFileSource(join(folder, 'none')).load()).rejects.toThrow('There is no supergraph file')
  await expect(createFileSource(folder).load()).rejects.toThrow('is not a file')
  truncateSync(path, 17 * 1024 * 1024)
  await expect(createFileSource(path).load()).rejects.toThrow('is larger than 16777216 bytes')
})

test('nothing is told after it was stopped', async () => {
  const { look, stop, timers } = await watch()
  writeFileSync(path, 'second')
  await look()
  stop()
  expect(timers.delays()).toEqual([])
  expect(told).toEqual([])
})
