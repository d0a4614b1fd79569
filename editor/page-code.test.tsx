// @vitest-environment happy-dom
import { Suspense } from 'react'
import type { ComponentType } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test } from 'vitest'
import { pageCode } from './page-code.tsx'

function draw(Page: ComponentType): string {
  const element = document.createElement('div')
  flushSync(() =>
    createRoot(element).render(
      <Suspense fallback="waiting">
        <Page />
      </Suspense>,
    ),
  )
  return element.textContent
}

const code = { default: () => <p>the page</p> }

test('code that was loaded ahead is drawn without a waiting sign', async () => {
  const { Page, loadAhead } = pageCode(() => Promise.resolve(code))
  expect(draw(Page)).toBe('waiting')
  await loadAhead()
  expect(draw(Page)).toBe('the page')
})

test('code that could not be loaded ahead is asked for again by the page', async () => {
  let calls = 0
  const { Page, loadAhead } = pageCode(() => {
    calls += 1
    return calls === 1 ? Promise.reject(new Error('offline')) : Promise.resolve(code)
  })
  await loadAhead()
  expect(draw(Page)).toBe('waiting')
  expect(calls).toBe(2)
})
