import { useLayoutEffect, useRef, useState } from 'react'
import type { CSSProperties } from 'react'

import { profileOf } from '../../report/form/paper-lines.ts'
import { useText } from '../i18n/text.tsx'
import { SheetFoot, SheetHead } from '../draft/sheet.tsx'
import { tidyHead, type WholeHead } from './head-change.ts'
import { dateOf, partsOf } from './open-date.ts'

/** The paper's head and foot as they would be printed, as wide as there is room. */
export function HeadPreview({ head }: { head: WholeHead }) {
  const { head: text } = useText()
  const room = useRef<HTMLDivElement>(null)
  const paper = useRef<HTMLElement>(null)
  const [fit, setFit] = useState({ scale: 0.5, height: 400 })

  useLayoutEffect(() => {
    const [outer, inner] = [room.current, paper.current]
    if (!outer || !inner) return
    const measure = () => {
      const scale = Math.min(1, outer.clientWidth / inner.offsetWidth)
      setFit({ scale, height: inner.offsetHeight * scale })
    }
    const watch = new ResizeObserver(measure)
    watch.observe(outer)
    watch.observe(inner)
    measure()
    return () => watch.disconnect()
  }, [])

  const shown = tidyHead(head)
  const printed = { ...shown, date: dateOf(partsOf(head.date)) ?? '' }
  const style = { '--scale': fit.scale, height: `${fit.height}px` } as CSSProperties
  return (
    <div ref={room} className="head-preview" style={style}>
      <article
        ref={paper}
        className={`sheet sheet--${profileOf(printed).family} head-preview-paper`}
        lang="vi"
        aria-label={text.preview}
      >
        <SheetHead head={printed} />
        <p className="head-preview-text">{text.previewText}</p>
        <SheetFoot head={printed} />
      </article>
    </div>
  )
}
