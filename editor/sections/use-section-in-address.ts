import type { Editor } from '@tiptap/core'
import { useEffect } from 'react'
import { useSearchParams } from 'react-router'

import { PREAMBLE_ID } from '../../report/permission/rights.ts'
import { SECTION_PARAM } from '../report-paths.ts'
import { goToSection } from './outline-pane.tsx'

/** Frames. */
const TRIES = 40

/** Brings the section that the address names into sight, once, and takes its name out of the address. */
export function useSectionInAddress(editor: Editor | undefined): void {
  const [params, setParams] = useSearchParams()
  const wanted = params.get(SECTION_PARAM)
  useEffect(() => {
    if (wanted === null || !editor) return
    const go = () => goToSection(editor, wanted === PREAMBLE_ID ? undefined : wanted)
    const stop = whenOnPage(editor, () => {
      go()
      setParams(
        (before) => {
          before.delete(SECTION_PARAM)
          return before
        },
        { replace: true },
      )
    })
    return stop
  }, [wanted, editor, setParams])
}

/** A text field that has just been made is not on the page yet. Answers how to stop waiting. */
function whenOnPage(editor: Editor, act: () => void, tries = TRIES): () => void {
  let frame = requestAnimationFrame(function look() {
    if (editor.isDestroyed) return
    if (editor.view.dom.closest('.draft-page')) return act()
    tries -= 1
    if (tries > 0) frame = requestAnimationFrame(look)
  })
  return () => cancelAnimationFrame(frame)
}
