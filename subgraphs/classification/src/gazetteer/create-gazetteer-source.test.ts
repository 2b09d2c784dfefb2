import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { expect, test } from 'vitest'
import { createGazetteerSource } from './create-gazetteer-source.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

function setUp() {
  const state = { nowMs: 0, reads: 0, city: 'Seattle', isAway: false, keys: [] as object[] }
  const router = (async () => {
    state.reads++
    if (state.isAway) throw new Error('away')
    return { places: [{ city: state.city, district: null }], attributeCatalog: state.keys }
  }) as RouterClient
  return { state, source: createGazetteerSource({ router, logger: quiet, nowMs: () => state.nowMs }) }
}

test('reads once for all who ask at the same time, and again when the names have aged', async () => {
  const { state, source } = setUp()
  await Promise.all([source(), source(), source()])
  expect(state.reads).toBe(1)
  state.nowMs = 6_000
  state.city = 'Tacoma'
  expect((await source()).cities).toEqual(['Tacoma'])
})

test('serves the last names while the router is away', async () => {
  const { state, source } = setUp()
  await source()
  state.nowMs = 6_000
  state.isAway = true
  expect((await source()).cities).toEqual(['Seattle'])
})

test('a word that somebody made up as a key of a listing means nothing in questions until it is reviewed', async () => {
  const { state, source } = setUp()
  const moat = { key: 'moat', valueType: 'BOOLEAN', synonyms: [] }
  state.keys = [
    { key: 'house', valueType: 'BOOLEAN', status: 'NEW', synonyms: [] },
    { ...moat, status: 'KNOWN' },
  ]
  expect((await source()).attributes).toEqual([moat])
})
