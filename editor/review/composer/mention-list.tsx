import { useEffect, useRef } from 'react'

import { useText } from '../../i18n/text.tsx'
import type { Mentionable } from './mention-find.ts'

type MentionListProps = {
  /** Of the field; the list and its rows are named after it. */
  readonly id: string
  readonly found: readonly Mentionable[]
  readonly at: number
  readonly onPick: (one: Mentionable) => void
  readonly onPoint: (at: number) => void
}

/** Who may be meant by what is typed after the @. The caret stays in the field. */
export function MentionList({ id, found, at, onPick, onPoint }: MentionListProps) {
  const { review } = useText()
  const list = useRef<HTMLDivElement>(null)

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])

  return (
    <div
      ref={list}
      className="mention-list"
      id={`${id}-names`}
      role="listbox"
      aria-label={review.mentionList}
    >
      {found.map((one, index) => (
        <div
          key={`${one.of} ${one.id}`}
          id={`${id}-name-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          // Pressing must not take the focus from the field.
          onMouseDown={(event) => {
            event.preventDefault()
            onPick(one)
          }}
          onMouseMove={() => index !== at && onPoint(index)}
        >
          <span className="office-dot" data-of={one.of} style={{ background: one.color }} />
          <span className="mention-name">{one.name}</span>
          <span className="mention-hint">{one.of === 'office' ? review.mentionOffice : one.hint}</span>
        </div>
      ))}
    </div>
  )
}
