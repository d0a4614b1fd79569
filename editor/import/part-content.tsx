import { useLayoutEffect, useMemo, useRef, useState } from 'react'

import type { NodeJson } from '../../report/content/content-json.ts'
import type { ImportedPart } from '../../report/wire/paper.ts'
import { useText } from '../i18n/text.tsx'
import { Button } from '../ui/button.tsx'
import { drawBlocks } from './draw-blocks.ts'
import './import.css'

/** More than these are folded. */
const SHOWN_BLOCKS = 4
const SHOWN_WORDS = 110

type PartContentProps = {
  readonly part: Pick<ImportedPart, 'blocks' | 'words'>
  readonly name: string
  /** Above its text; empty for none. */
  readonly heading: string
}

/** What a part says, as it will stand in the report; long ones folded. */
export function PartContent({ part, name, heading }: PartContentProps) {
  const { importing: text } = useText()
  const place = useRef<HTMLDivElement>(null)
  const [unfolded, setUnfolded] = useState(false)
  const isLong = part.words > SHOWN_WORDS || part.blocks.length > SHOWN_BLOCKS
  const isFolded = isLong && !unfolded
  const drawn = useMemo(() => {
    const shown: readonly NodeJson[] = isFolded ? part.blocks.slice(0, SHOWN_BLOCKS) : part.blocks
    return drawBlocks(shown)
  }, [isFolded, part.blocks])

  useLayoutEffect(() => {
    if (drawn) place.current?.replaceChildren(drawn)
  }, [drawn])

  if (part.blocks.length === 0 && heading === '') return <p className="import-hint">{text.empty}</p>
  if (!drawn) return <p className="import-hint">{text.unfit}</p>
  return (
    <>
      <div
        className="import-paper sheet-text"
        data-folded={isFolded || undefined}
        role="group"
        lang="vi"
        aria-label={text.content(name)}
      >
        {heading !== '' && (
          <p>
            <strong>{heading}</strong>
          </p>
        )}
        <div ref={place} />
      </div>
      {isLong && (
        <Button kind="quiet" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
          {unfolded ? text.showLess : text.showAll}
        </Button>
      )}
    </>
  )
}
