import { useState } from 'react'
import type { ReactNode } from 'react'

import { useText } from '../../i18n/text.tsx'
import './long-words.css'

/** So many letters, or as many lines as they would fill, are read without folding. */
const LONG = 1200
const LETTERS_A_LINE = 50

/** Long words are folded at first, so that what stands below them can be reached. On paper they are whole. */
export function LongWords({ text, children }: { text: string; children: ReactNode }) {
  const { review } = useText()
  const [unfolded, setUnfolded] = useState(false)
  if (!isLong(text)) return children
  return (
    <div>
      <div className="long-words-text" data-folded={!unfolded || undefined}>
        {children}
      </div>
      <button
        type="button"
        className="long-words-button"
        aria-expanded={unfolded}
        onClick={() => setUnfolded(!unfolded)}
      >
        {unfolded ? review.showLess : review.showAll}
      </button>
    </div>
  )
}

function isLong(text: string): boolean {
  return text.length + LETTERS_A_LINE * (text.split('\n').length - 1) > LONG
}
