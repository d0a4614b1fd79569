import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type EmptyStateProps = {
  readonly icon: LucideIcon
  readonly title: string
  readonly advice?: string | undefined
  readonly children?: ReactNode
  /** The heading's rank where it stands. */
  readonly rank?: 1 | 2
}

/** Nothing to show, and what a person can do about it. */
export function EmptyState({ icon: Icon, title, advice, children, rank = 2 }: EmptyStateProps) {
  const Heading = rank === 1 ? 'h1' : 'h2'
  return (
    <div className="empty-state">
      <Icon size={36} strokeWidth={1.5} aria-hidden="true" />
      <Heading className="empty-state-title">{title}</Heading>
      {advice && <p className="empty-state-advice">{advice}</p>}
      {children && <div className="empty-state-actions">{children}</div>}
    </div>
  )
}
