import { createContext, useContext } from 'react'
import type { ReactNode } from 'react'

import {
  type OpenCounts,
  type PanelOptions,
  type ReviewPictures,
  useReviewPanel,
} from './panel/use-review-panel.tsx'

const PicturesContext = createContext<ReviewPictures | undefined>(undefined)
const CountsContext = createContext<OpenCounts | undefined>(undefined)

/**
 * Around the drafting page: what comment threads there are is drawn in the page's `ReviewPlace`s. The rest of the page is not
 * drawn anew when they change.
 */
export function ReviewGround({ children, ...options }: PanelOptions & { readonly children: ReactNode }) {
  const { pictures, counts } = useReviewPanel(options)
  return (
    <CountsContext value={counts}>
      <PicturesContext value={pictures}>{children}</PicturesContext>
    </CountsContext>
  )
}

export function ReviewPlace({ of }: { of: keyof ReviewPictures }) {
  return useContext(PicturesContext)?.[of]
}

/** How many threads are open where; undefined outside an open report. */
export function useOpenCounts(): OpenCounts | undefined {
  return useContext(CountsContext)
}
