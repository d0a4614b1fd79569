import { memo, useEffect, useRef, useState } from 'react'
import type { CSSProperties } from 'react'

import { useText } from '../i18n/text.tsx'
import type { PageBox } from './layout.ts'
import type { PaperPages } from './open-pdf.ts'

type PagePictureProps = {
  readonly pages: PaperPages
  readonly index: number
  readonly box: PageBox
}

/** Pages that fly past while somebody scrolls far are not drawn. */
const CALM_MS = 60

/** One page: its picture, and its words over that. In another size the old picture stays until the new one is there. */
export const PagePicture = memo(function PagePicture({ pages, index, box }: PagePictureProps) {
  const { preview: text } = useText()
  const picture = useRef<HTMLDivElement>(null)
  const words = useRef<HTMLDivElement>(null)
  const [failed, setFailed] = useState(false)
  const { width } = box

  useEffect(() => {
    const gone = new AbortController()
    const draw = () =>
      pages.draw(index, width, gone.signal).then(
        (canvas) => {
          if (gone.signal.aborted) return
          picture.current?.replaceChildren(canvas)
          setFailed(false)
        },
        () => {
          if (!gone.signal.aborted) setFailed(true)
        },
      )
    const timer = setTimeout(() => void draw(), CALM_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [pages, index, width])

  useEffect(() => {
    const layer = words.current
    if (!layer) return undefined
    const timer = setTimeout(() => {
      // Without its words the page can still be read.
      pages.layText(index, layer).catch(() => undefined)
    }, 2 * CALM_MS)
    return () => {
      clearTimeout(timer)
      layer.replaceChildren()
    }
  }, [pages, index])

  const scale = width / (pages.sizes[index]?.width ?? width)
  return (
    <div
      className="preview-page"
      role="group"
      aria-label={text.pageNumber(index + 1)}
      style={{ top: box.top, width, height: box.height }}
    >
      <div className="preview-picture" ref={picture} aria-hidden="true" />
      <div
        className="preview-words textLayer"
        ref={words}
        style={{ '--total-scale-factor': scale * (96 / 72) } as CSSProperties}
      />
      {failed && <p className="preview-page-failed">{text.pageFailed}</p>}
    </div>
  )
})
